using NotebookKit.Summaries;

namespace NotebookKit.Tests.Cases;

/// <summary>The verdict in three lines.</summary>
public class BriefTests
{
    [Theory]
    [InlineData(
        "snapshot-nomerges2",
        "verdict   100 % of the bios",
        "do        echo 0 > /sys/block/nvme0n1/queue/nomerges",
        "sure      high: "
    )]
    [InlineData("standard", "verdict   No cause is named, and health is not shown.", "missing   ", "devices   nvme0n1 undecided")]
    public void It_is_three_lines_that_say_what_to_do_and_how_sure_that_is(string recording, params string[] lines)
    {
        string[] brief = Investigation
            .Of(CaptureSummary.Of(Path.Combine(RepositoryFolder.Data, recording)))
            .ToBrief()
            .TrimEnd('\n')
            .Split('\n');

        Assert.Equal(3, brief.Length);
        Assert.All(lines.Zip(brief), line => Assert.StartsWith(line.First, line.Second, StringComparison.Ordinal));
    }

    [Fact]
    public void A_table_of_the_summary_names_its_device()
    {
        Assert.Matches(
            "\nphases +ms .* max +of nvme0n1\n",
            CaptureSummary.Of(Path.Combine(RepositoryFolder.Data, "snapshot-nomerges2")).ToText()
        );
        Assert.Matches(
            "\nphases +ms .* max +of 259,0\n",
            CaptureSummary.Of(RepositoryFolder.Case("two-drives/errors-on-second.txt.gz")).ToText()
        );
    }
}
