using NotebookKit.Blocks;

namespace NotebookKit.Tests.Blocks;

/// <summary>Our whole report beside that of the installed btt, run now on the same binary captures: every section, every digit.</summary>
public sealed class BttReportTests
{
    public static TheoryData<string, string> Captures => new(RepositoryFolder.Recordings("blktrace").Select(recording => (recording, "blktrace"))
        .Concat(RepositoryFolder.Recordings("blktrace-dm").Select(recording => (recording, "blktrace-dm"))));

    [Fact]
    public void Every_recording_with_binary_files_is_compared() => Assert.True(Captures.Count >= 31, $"only {Captures.Count}");

    [Theory, MemberData(nameof(Captures))]
    public void The_report_equals_btt_in_every_line(string recording, string folder)
    {
        Assert.SkipUnless(BttTool.Here, BttTool.Missing);
        string path = RepositoryFolder.File(recording, folder);
        Assert.Equal("", BttTool.Differences(BttTool.Run(path), BlockTrace.Load(path).Btt.ToText()));
    }
}
