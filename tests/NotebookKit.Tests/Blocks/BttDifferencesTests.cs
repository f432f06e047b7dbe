using NotebookKit.Blocks;

namespace NotebookKit.Tests.Blocks;

/// <summary>Where our own numbers differ from btt's on purpose: one test a difference,
/// with its reason. <see cref="BlockTrace.Btt"/> differs nowhere.</summary>
public sealed class BttDifferencesTests
{
    private static readonly BlockDevice Drive = new(259, 0);

    // btt looks for bios that lie wholly within a D or C; a bio larger than each of its requests lies within none, and is never timed.
    [Fact]
    public void A_split_bio_is_timed_to_its_last_piece()
    {
        Phases phases = TraceText.Blkparse("0 Q R 0 + 16\n1 X R 0 / 8\n2 D R 0 + 8\n3 D R 8 + 8\n4 C R 0 + 8\n9 C R 8 + 8").Phases;
        Assert.Null(phases.Get(Phase.Q2C, Denominator.Btt));
        Assert.Equal(9000, phases.Get(Phase.Q2C, Denominator.Bio)!.MaxNs);
    }

    // btt keeps one bio for a first sector: a second Q there takes the place of the first, which is lost with its time.
    [Fact]
    public void Bios_on_the_same_sector_are_both_timed_first_come_first_served()
    {
        Phases phases = TraceText.Blkparse("0 Q R 0 + 8\n1 Q R 0 + 8\n2 D R 0 + 8\n3 D R 0 + 8\n10 C R 0 + 8\n21 C R 0 + 8").Phases;
        Assert.Equal(1, phases.Get(Phase.Q2C, Denominator.Btt)!.N);
        Assert.Equal([10_000L, 20_000L], phases.Values(Phase.Q2C, Denominator.Bio).ToArray().Order());
    }

    // In btt a merged request's time counts once for each of its bios, so large requests weigh more.
    [Fact]
    public void A_merged_request_counts_once_among_requests()
    {
        Phases phases = TraceText.Blkparse("0 Q R 0 + 8\n0 G R 0 + 8\n1 Q R 8 + 8\n2 M R 8 + 8\n3 D R 0 + 16\n9 C R 0 + 16").Phases;
        Assert.Equal(2, phases.Get(Phase.D2C, Denominator.Btt)!.N);
        Assert.Equal(1, phases.Get(Phase.D2C, Denominator.Request)!.N);
    }

    // btt's median is the first distance of its tree that occurs in half of the seeks, else 0; ours is the middle one.
    [Fact]
    public void The_median_distance_is_the_middle_one()
    {
        BlockTrace trace = TraceText.Blkparse("0 Q R 100 + 8\n1 Q R 300 + 8\n2 Q R 700 + 8\n3 Q R 1500 + 8\n4 Q R 3000 + 8");
        Assert.Equal(0, trace.Btt.Seeks[0].Median);
        Assert.Equal(392, trace.SeekDistances.Get(Drive, SeekPoint.Q2Q)!.Median);
    }

    // btt counts an R as one more Q; we count bios, and tell requeues apart.
    [Fact]
    public void A_requeue_is_no_bio()
    {
        BlockTrace trace = TraceText.Blkparse("0 Q R 0 + 8\n1 D R 0 + 8\n2 R R 0 + 8\n3 D R 0 + 8\n4 C R 0 + 8");
        Assert.Equal((2L, 2L), (trace.Btt.Merges[0].Queued, trace.Btt.Merges[0].Issued));
        DeviceMerges merges = trace.Merges[Drive]!;
        Assert.Equal((1, 1, 2, 1), (merges.Bios, merges.Requests, merges.Issues, merges.Requeues));
    }

    // A span that the order of events would make negative is 1 ns in btt; it is no measurement, so it is left out here and counted.
    [Fact]
    public void A_negative_span_is_left_out()
    {
        BlockTrace trace = TraceText.Blkparse("5 Q R 0 + 8\n4 G R 0 + 8\n6 D R 0 + 8\n9 C R 0 + 8");
        Assert.Equal(1, trace.Phases.Get(Phase.Q2G, Denominator.Btt)!.MaxNs);
        Assert.Null(trace.Phases.Get(Phase.Q2G, Denominator.Bio));
        Assert.Equal(1, trace.Unmatched.OutOfOrder);
    }

    // btt prints a mean length of 0 s for a single period; absent is not zero.
    [Fact]
    public void A_single_active_period_has_no_mean_in_the_table()
    {
        BttReport btt = TraceText.Blkparse("0 Q R 0 + 8\n1 D R 0 + 8\n9 C R 0 + 8").Btt;
        Assert.Equal(0, btt.ActivePeriods[0].AverageActiveSeconds);
        Assert.Null(btt.ActiveToTable().ToDataFrame()["avg active"][0]);
    }

    // btt leaves flushes out everywhere; they are in no phase here either, but the depth of the queue counts them, for they hold it up.
    [Fact]
    public void A_flush_is_in_the_depth_and_in_no_phase()
    {
        BlockTrace trace = TraceText.Blkparse("0 Q FWS 0 + 0\n1 D FN 0 + 0\n9 C FN 0 + 0\n10 Q W 8 + 8\n11 D W 8 + 8\n12 C W 8 + 8");
        Assert.Equal(1, trace.Phases.Get(Phase.D2C, Denominator.Request)!.N);
        Assert.Equal(1, trace.QueueDepth.Steps(Drive)!.At(5_000));
    }
}
