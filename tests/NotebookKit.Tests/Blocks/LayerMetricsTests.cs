using NotebookKit.Blocks;

namespace NotebookKit.Tests.Blocks;

/// <summary>What each layer does and takes, on a stack worked out by hand and on the recordings.</summary>
public sealed class LayerMetricsTests
{
    private static readonly BlockDevice Drive = new(259, 0);
    private static readonly BlockDevice Real = new(254, 1);
    private static readonly BlockDevice Snapshot = new(254, 3);

    private const string Lines = """
        254,3:0 Q R 100 + 16
        259,0:10 A R 500 + 8 <- (254,3) 100
        259,0:10 Q R 500 + 8
        259,0:11 G R 500 + 8
        254,3:12 X R 108 / 108
        259,0:13 A R 508 + 8 <- (254,3) 108
        259,0:13 Q R 508 + 8
        259,0:14 M R 508 + 8
        259,0:20 D R 500 + 16
        259,0:60 C R 500 + 16
        254,3:70 C R 108 + 8
        """;

    [Fact]
    public void Factors_depth_and_latency_of_each_layer_are_those_worked_out_by_hand()
    {
        Layers layers = TraceText.Blkparse(Lines).Layers;
        Layer top = layers[Snapshot]!;
        Assert.Equal((2.0, (double?)null), (top.SplitFactor, top.MergeFactor));
        Assert.Equal(70_000, top.Latency!.P50Ns);
        Assert.Equal(20_000, top.OwnP50Ns);
        Assert.Equal((8192, 8192), (top.BytesIn, top.BytesOut));
        Assert.Null(top.DeviceLatency);
        Layer drive = layers[Drive]!;
        Assert.Equal((1.0, 2.0), (drive.SplitFactor, drive.MergeFactor));
        Assert.Equal((48_500, 40_000), (drive.Latency!.P50Ns, drive.DeviceLatency!.P50Ns));
        Assert.Equal(2, drive.DepthMax);
        Assert.Equal(97.0 / 50, drive.DepthMean!.Value, 9);
        Assert.Null(drive.OwnP50Ns);
    }

    [Fact]
    public void A_bio_is_followed_up_and_down()
    {
        BlockTrace trace = TraceText.Blkparse(Lines);
        Assert.Equal([0, 1, 2], trace.Layers.Follow(0));
        Assert.Equal([0, 1], trace.Layers.Follow(1));
        Assert.Equal(2, trace.Layers.FollowToTable(2).ToDataFrame().Rows.Count);
        Assert.Throws<ArgumentOutOfRangeException>(() => trace.Layers.Follow(3));
    }

    [Fact]
    public void The_defect_splits_at_the_snapshot_and_merges_nowhere_the_fix_merges_at_the_drive()
    {
        Layers defect = Load("snapshot-nomerges2").Layers;
        Assert.Equal((64.0, 1.0), (defect[Snapshot]!.SplitFactor, defect[Drive]!.MergeFactor));
        Layers fix = Load("snapshot-nomerges0").Layers;
        Assert.Equal((64.0, 64.0), (fix[Snapshot]!.SplitFactor, fix[Drive]!.MergeFactor));
        Assert.All(defect.All.Concat(fix.All), layer => Assert.Equal(layer.BytesIn, layer.BytesOut));
        Assert.Equal(1 + 64 + 64, defect.Follow(0).Count);
    }

    [Fact]
    public void A_delay_above_the_drive_is_the_layer_s_own_time()
    {
        BlockTrace trace = Load("dm-delay");
        Layer slow = trace.Layers.All.MaxBy(layer => layer.OwnP50Ns ?? 0)!;
        Assert.InRange(slow.OwnP50Ns!.Value / 1e6, 20, 40);
        Assert.False(slow.IssuesRequests);
    }

    [Fact]
    public void The_trace_and_the_host_s_listing_make_one_graph()
    {
        StackGraph stack = Load("snapshot-nomerges2")
            .Stack(
                [
                    new StackNode(Drive, "nvme0n1", Kind: "disk"),
                    new StackNode(Real, "dm-1", "secvol-seclv-real"),
                    new StackNode(Snapshot, "dm-3", "secvol-tmp_backup1", "snapshot"),
                ],
                [
                    new StackClaim(Real, Drive, "lsblk"),
                    new StackClaim(Snapshot, Real, "lsblk"),
                    new StackClaim(new BlockDevice(254, 2), Drive, "lsblk"),
                ]
            );
        Assert.Equal(["dm-3 -> dm-1 -> nvme0n1"], stack.Paths);
        Assert.Empty(stack.OnlyInTrace);
        Assert.Equal(["trace", "lsblk"], stack.Links[0].Sources);
        Assert.Contains(stack.Links, link => link.Remaps == 0 && link.From == new BlockDevice(254, 2));
        Assert.Equal(3, stack.ToDataFrame().Rows.Count);
    }

    private static BlockTrace Load(string recording) => BlockTrace.Open(RepositoryFolder.File(recording, "blktrace-dm"));
}
