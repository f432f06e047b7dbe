using NotebookKit.Summaries;
using NotebookKit.Tests.Formats;

namespace NotebookKit.Tests.Blocks;

/// <summary>Depth does not count what never completes.</summary>
public sealed class LostCompletionTests
{
    private static readonly BlockDevice Disk = new(259, 0);

    [Fact]
    public void A_request_whose_C_was_lost_stands_in_no_depth()
    {
        string lost = "8 Q R 9000 + 8\n9 D R 9000 + 8\n";
        string others = string.Concat(
            Enumerable
                .Range(1, 50)
                .Select(at => $"{at * 100} Q R {at * 8} + 8\n{(at * 100) + 1} D R {at * 8} + 8\n{(at * 100) + 11} C R {at * 8} + 8\n")
        );
        QueueDepth depth = TraceText.Blkparse(lost + others).QueueDepth;
        Assert.Equal((1, 1), (depth.Steps(Disk)!.Max, depth.Steps(Disk, DepthOf.Queued)!.Max));
        Assert.Equal(TraceText.Blkparse(others).QueueDepth.Steps(Disk)!.Mean, depth.Steps(Disk)!.Mean);
    }

    [Fact]
    public void What_is_in_flight_at_the_end_counts_to_the_end_and_so_does_what_a_hung_drive_was_given()
    {
        DepthSteps cut = BlockTrace
            .Open(RepositoryFolder.Case("lost-events-on-cut/cut.txt"))
            .QueueDepth.All.First(steps => steps.Of == DepthOf.Issued);
        Assert.Equal(192, cut.Max);
        DepthSteps hung = TraceText
            .Blkparse("10 D R 0 + 8\n20 C R 0 + 8\n30 D R 8 + 8\n40 D R 16 + 8\n5000 m N end")
            .QueueDepth.Steps(Disk)!;
        Assert.Equal(2, hung.Depth[^1]);
    }

    [Fact]
    public void Where_no_C_was_traced_depth_and_busy_are_unknown()
    {
        using TemporaryFile file = Fixture.Temporary(
            "259,0 1 1 0.000000010 9 Q R 0 + 8 [fio]\n259,0 1 2 0.000000020 9 D R 0 + 8 [fio]\n259,0 1 3 0.000000030 9 Q R 8 + 8 [fio]\n259,0 1 4 0.000000040 9 D R 8 + 8 [fio]\n"u8.ToArray()
        );
        Assert.Empty(BlockTrace.Open(file.Path).QueueDepth.All);
        Assert.Contains(
            "no completion was traced: depth and busy are unknown",
            CaptureSummary.Of(file.Path).ToText(),
            StringComparison.Ordinal
        );
    }
}
