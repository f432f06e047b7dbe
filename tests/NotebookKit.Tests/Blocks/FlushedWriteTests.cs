using NotebookKit.Blocks;

namespace NotebookKit.Tests.Blocks;

/// <summary>Writes with FUA or a preflush on a drive that is flushed by the block layer: the bio ends with the second C.</summary>
public sealed class FlushedWriteTests
{
    private static readonly string Case = RepositoryFolder.Case("b05-fua-double-complete.perf.txt");

    [Fact]
    public void A_FUA_write_ends_at_its_post_flush_and_its_D2C_with_the_data()
    {
        BlockTrace trace = BlockTrace.Open(Case);
        Assert.Equal([11.306, 11.505], trace.Phases.ValuesMs(Phase.Q2C, Denominator.Bio), (one, other) => Math.Abs(one - other) < 1e-6);
        Assert.Equal([2.2, 2.2], trace.Phases.ValuesMs(Phase.D2C, Denominator.Request), (one, other) => Math.Abs(one - other) < 1e-6);
        Assert.Equal([2.2, 2.2], trace.Phases.ValuesMs(Phase.D2C, Denominator.Bio), (one, other) => Math.Abs(one - other) < 1e-6);
        Assert.Empty(trace.Unmatched.Kinds);
    }

    [Fact]
    public void The_streamed_summary_says_the_same()
    {
        StreamingSummary streamed = StreamingSummary.Read(Case);
        BlockTrace trace = BlockTrace.Open(Case);
        Assert.Equal(
            trace.Phases.All.Where(row => row.Denominator != Denominator.Btt).Select(StreamingSummaryTests.Exact),
            streamed.Phases.Select(StreamingSummaryTests.Exact)
        );
        Assert.Equal(trace.Unmatched.ToString(), streamed.Unmatched.ToString());
    }

    [Fact]
    public void A_drive_that_does_FUA_itself_ends_the_write_with_its_data_and_so_does_a_trace_that_lost_the_second_C()
    {
        BlockTrace native = TraceText.Blkparse(
            """
            10 Q WFS 100 + 8
            14 D WFS 100 + 8
            20 C WFS 100 + 8
            """
        );
        BlockTrace lost = TraceText.Blkparse(
            """
            10 Q WFS 100 + 8
            14 D WS 100 + 8
            20 C WS 100 + 8
            30 Q WFS 100 + 8
            34 D WS 100 + 8
            40 C WS 100 + 8
            """
        );
        Assert.Equal([20_000], native.Bios.CompleteNs.ToArray());
        Assert.Equal([20_000, 40_000], lost.Bios.CompleteNs.ToArray());
    }

    [Fact]
    public void A_flush_behind_the_data_that_fails_fails_the_write()
    {
        BlockTrace trace = TraceText.Blkparse(
            """
            10 Q FWFS 100 + 8
            14 D WS 100 + 8
            20 C WS 100 + 8
            50 C WS 100 [65531]
            """
        );
        Assert.Equal([50_000], trace.Bios.CompleteNs.ToArray());
        Assert.Equal(-5, trace.Bios.Error[0]);
    }
}
