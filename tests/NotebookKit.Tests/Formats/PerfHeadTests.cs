using System.Text;
using NotebookKit.Blocks;
using NotebookKit.Formats;
using NotebookKit.Summaries;

namespace NotebookKit.Tests.Formats;

/// <summary>The rule above a header is no proof of perf script beside lines that are none of its.</summary>
public sealed class PerfHeadTests
{
    [Fact]
    public void The_output_of_perf_report_is_no_capture_of_no_events()
    {
        string path = RepositoryFolder.Case("perf-report-with-header.txt");
        Assert.Contains(
            "no known block-event dialect",
            Assert.Throws<CaptureFormatException>(() => CaptureSummary.Of(path)).Message,
            StringComparison.Ordinal
        );
        Assert.Throws<CaptureFormatException>(() => StreamingSummary.Read(path));
    }

    [Theory]
    [InlineData("# ========\nnothing of perf\n", false)]
    [InlineData("nothing of perf\n# ========\n", false)]
    [InlineData("# ========\n# hostname : host\n# ========\n", true)]
    [InlineData("# ========\nnothing of perf\n cat 1447 [001] 277.760575: block:block_rq_issue: 259,0 RA 0 () 8 + 8 [cat]\n", true)]
    public void A_header_counts_where_every_line_is_perf_scripts_or_an_event_follows(string text, bool known)
    {
        using TemporaryFile file = Fixture.Temporary(Encoding.UTF8.GetBytes(text));
        Exception? thrown = Record.Exception(() => CaptureReader.Read(file.Path));
        Assert.Equal(known, thrown is null);
        Assert.Equal(known, Record.Exception(() => StreamingSummary.Read(file.Path)) is null);
    }
}
