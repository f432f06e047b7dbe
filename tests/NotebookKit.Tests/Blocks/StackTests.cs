using NotebookKit.Blocks;

namespace NotebookKit.Tests.Blocks;

/// <summary>Merges, layers, depth, seeks, throughput and windows on small traces worked out by hand.</summary>
public sealed class StackTests
{
    private static readonly BlockDevice Drive = new(259, 0);
    private static readonly BlockDevice Mapper = new(254, 3);

    // One bio of 24 sectors, split by the mapper into three, merged again by the drive.
    private const string SplitAndMerged = """
        254,3:10 Q R 100 + 24
        259,0:11 A R 500 + 8 <- (254,3) 100
        259,0:11 Q R 500 + 8
        259,0:12 G R 500 + 8
        254,3:13 X R 108 / 108
        259,0:14 A R 508 + 8 <- (254,3) 108
        259,0:14 Q R 508 + 8
        259,0:15 M R 508 + 8
        254,3:16 X R 116 / 116
        259,0:17 A R 516 + 8 <- (254,3) 116
        259,0:17 Q R 516 + 8
        259,0:18 M R 516 + 8
        259,0:20 D R 500 + 24
        259,0:60 C R 500 + 24
        254,3:70 C R 116 + 8
        """;

    [Fact]
    public void The_layer_that_splits_and_the_one_that_merges_are_named()
    {
        Layers layers = TraceText.Blkparse(SplitAndMerged).Layers;
        Assert.Equal([Mapper, Drive], layers.All.Select(layer => layer.Device));
        Assert.Equal(Mapper, layers.ShrinksAt?.Device);
        Assert.Equal(Drive, layers.GrowsAt?.Device);
        Assert.Equal("shrinks 24 to 8", layers[Mapper]!.Effect);
        Assert.Equal("grows 8 to 24", layers[Drive]!.Effect);
        Assert.Equal(3, layers[Mapper]!.OutForIn);
        Assert.Equal([new StackEdge(Mapper, Drive, 3, 24)], layers.Edges);
    }

    [Fact]
    public void Merges_are_counted_with_the_sizes_before_and_after()
    {
        DeviceMerges merges = TraceText.Blkparse(SplitAndMerged).Merges[Drive]!;
        Assert.Equal((3, 2, 0, 1), (merges.Bios, merges.BackMerges, merges.FrontMerges, merges.Requests));
        Assert.Equal(2.0 / 3, merges.MergedShare);
        Assert.Equal(3, merges.Ratio);
        Assert.Equal(3, merges.LongestChain);
        Assert.Equal((8u, 24u), (merges.SizeAtQ.Mode, merges.SizeAtD.Mode));
        Assert.Null(TraceText.Blkparse(SplitAndMerged).Merges[Mapper]!.MergedShare);
    }

    [Fact]
    public void A_mapping_device_has_its_own_Q2C_and_no_D2C()
    {
        Phases phases = TraceText.Blkparse(SplitAndMerged).Phases;
        Assert.Equal(60_000, phases.Get(Phase.Q2Cdm, Denominator.Bio, Mapper)!.MaxNs);
        Assert.Null(phases.Get(Phase.D2C, Denominator.Bio, Mapper));
        Assert.Equal(3, phases.Get(Phase.D2C, Denominator.Bio)!.N);
        Assert.Equal(1, phases.Get(Phase.D2C, Denominator.Request)!.N);
        Assert.Equal(40_000, phases.Get(Phase.D2C, Denominator.Request)!.AvgNs);
    }

    [Fact]
    public void A_split_bio_counts_once_by_our_rules_and_not_at_all_by_those_of_btt()
    {
        Phases phases = TraceText
            .Blkparse(
                """
                10 Q R 0 + 16
                11 X R 0 / 8
                12 G R 0 + 8
                13 G R 8 + 8
                20 D R 0 + 8
                21 D R 8 + 8
                30 C R 0 + 8
                50 C R 8 + 8
                """
            )
            .Phases;
        Assert.Null(phases.Get(Phase.Q2C, Denominator.Btt));
        Assert.Equal(40_000, phases.Get(Phase.Q2C, Denominator.Bio)!.MaxNs);
        Assert.Equal(2, phases.Get(Phase.D2C, Denominator.Request)!.N);
    }

    [Fact]
    public void Depth_is_a_step_function_with_its_mean_over_time()
    {
        QueueDepth depth = TraceText
            .Blkparse(
                """
                0 Q R 0 + 8
                10 D R 0 + 8
                20 D R 8 + 8
                40 C R 0 + 8
                50 C R 8 + 8
                60 D R 16 + 8
                70 C R 16 + 8
                """
            )
            .QueueDepth;
        DepthSteps issued = depth.Steps(Drive)!;
        Assert.Equal([10_000, 20_000, 40_000, 50_000, 60_000, 70_000], issued.TimeNs);
        Assert.Equal([1, 2, 1, 0, 1, 0], issued.Depth);
        Assert.Equal(2, issued.Max);
        Assert.Equal(70.0 / 60, issued.Mean!.Value, 9);
        Assert.Equal(50.0 / 60, issued.BusyShare!.Value, 9);
        Assert.Equal(1.5, issued.MeanOver(10_000, 30_000)!.Value, 9);
        Assert.Equal(0, issued.At(5_000));
        Assert.Equal(2, issued.At(25_000));
        Assert.Null(depth.Steps(Mapper));
    }

    [Fact]
    public void Distances_are_signed_and_zero_where_I_O_touches()
    {
        DeviceSeeks seeks = TraceText
            .Blkparse(
                """
                1 Q R 100 + 8
                2 Q R 108 + 8
                3 Q R 216 + 8
                4 Q R 50 + 8
                """
            )
            .SeekDistances.Get(Drive, SeekPoint.Q2Q)!;
        Assert.Equal([100, 0, 100, -166], seeks.Distance);
        Assert.Equal(91.5, seeks.Mean);
        Assert.Equal((100, 2), (seeks.Mode, seeks.ModeCount));
        Assert.Equal(0.25, seeks.SequentialShare);
    }

    [Fact]
    public void Throughput_counts_requests_where_they_complete()
    {
        IReadOnlyList<ThroughputRow> rows = TraceText
            .Blkparse(
                """
                0 Q R 0 + 2048
                10 D R 0 + 2048
                20 D WS 4096 + 8
                900000 C R 0 + 2048
                1100000 C WS 4096 + 8
                """
            )
            .ThroughputOf(TimeSpan.FromSeconds(1))
            .Rows;
        Assert.Equal([(1L, 0L), (0L, 1L)], rows.Select(row => (row.Reads, row.Writes)));
        Assert.Equal(1, rows[0].MiBPerSecond);
        Assert.Equal(1_000_000_000, rows[1].FromNs);
    }

    [Fact]
    public void Windows_hold_features_and_null_for_what_they_cannot_tell()
    {
        TraceWindows windows = TraceText
            .Blkparse(
                """
                0 Q R 0 + 8
                1 G R 0 + 8
                2 Q R 8 + 8
                3 M R 8 + 8
                100 D R 0 + 16
                1100 C R 0 + 16
                250000 Q FWS 100 + 0
                """
            )
            .WindowsOf(TimeSpan.FromMilliseconds(100));
        Assert.Equal(Drive, windows.Device);
        Assert.Equal(3, windows.All.Count);
        TraceWindow first = windows.All[0];
        Assert.Equal((2, 1, 1), (first.Bios, first.Requests, first.Completed));
        Assert.Equal(0.5, first.MergedShare);
        Assert.Equal(1, first.D2CP50Ms);
        Assert.Equal(10, first.Iops);
        Assert.Equal(100.0 / 1100, first.Q2DShare!.Value, 9);
        Assert.Equal(0.01, first.DepthMean!.Value, 9);
        Assert.Equal(1, first.LongestStallMs!.Value, 9);
        Assert.Null(windows.All[1].D2CP50Ms);
        Assert.Null(windows.All[1].MergedShare);
        Assert.Equal(1, windows.All[2].FlushShare);
    }

    [Fact]
    public void A_part_of_a_trace_says_what_crosses_its_ends()
    {
        BlockTrace part = TraceText
            .Blkparse(
                """
                0 Q R 0 + 8
                1 D R 0 + 8
                100 C R 0 + 8
                200 Q R 8 + 8
                201 D R 8 + 8
                300 C R 8 + 8
                """
            )
            .Window(TimeSpan.FromMicroseconds(50), TimeSpan.FromMicroseconds(250));
        Assert.Equal(3, part.Events.Count);
        Assert.Equal(1, part.Unmatched.CompletionsWithoutIssue);
        Assert.Equal(1, part.Unmatched.RequestsInFlightAtEnd);
    }

    [Fact]
    public void A_part_of_a_trace_knows_of_its_clock_and_errors_what_the_whole_knows()
    {
        BlockTrace whole = TraceText.Perf("cat 10 [000] 1.000100: block:block_bio_queue: 259,0 R 800 + 8 [cat]");
        whole.Events.StartUtc = new DateTime(2024, 5, 1, 0, 0, 0, DateTimeKind.Utc);
        whole.Events.ErrorsRecorded = false;

        BlockTrace part = whole.Window(TimeSpan.Zero, TimeSpan.FromSeconds(1));

        Assert.Equal((1, whole.Events.StartUtc, false), (part.Events.Count, part.Events.StartUtc, part.Events.ErrorsRecorded));
    }

    [Fact]
    public void What_was_not_recorded_is_said()
    {
        Evidence evidence = TraceText
            .Perf(
                """
                cat 10 [000] 1.000100: block:block_rq_issue: 259,0 R 4096 () 800 + 8 [cat]
                swapper 0 [000] 1.000900: block:block_rq_complete: 259,0 R () 800 + 8 [0]
                """
            )
            .Evidence;
        Assert.Equal(Denominator.Request, evidence.Denominator);
        Assert.Equal(Phase.D2C, evidence.Widest);
        Assert.Contains("No Q events", evidence.ToString(), StringComparison.Ordinal);
        Assert.Contains("No I events", evidence.ToString(), StringComparison.Ordinal);
        Assert.Equal(Phase.Q2C, TraceText.Blkparse(SplitAndMerged).Evidence.Widest);
    }

    [Fact]
    public void An_empty_trace_has_no_rows_and_no_phases()
    {
        BlockTrace trace = BlockTrace.From(new BlockEvents());
        Assert.Empty(trace.Phases.All);
        Assert.Empty(trace.Layers.All);
        Assert.Empty(trace.WindowsOf(TimeSpan.FromSeconds(1)).All);
        Assert.Empty(trace.ThroughputOf(TimeSpan.FromSeconds(1)).Rows);
        Assert.Equal(0, trace.DurationNs);
    }

    [Fact]
    public void Several_captures_that_are_not_binary_are_refused_by_name()
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory("load").FullName, "a.txt");
        File.WriteAllText(path, "259,0 0 1 0.000000001 7 Q R 0 + 8 [cat]\n");
        var error = Assert.Throws<ArgumentException>(() => BlockTrace.Open(path, path));
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
        Assert.Contains("one by one", error.Message, StringComparison.Ordinal);
    }
}
