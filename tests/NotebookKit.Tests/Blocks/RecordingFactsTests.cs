using NotebookKit.Blocks;

namespace NotebookKit.Tests.Blocks;

/// <summary>The story's facts, on the recordings: plain volume, the defect, the fix.</summary>
public sealed class RecordingFactsTests
{
    private static readonly BlockDevice Drive = new(259, 0);
    private static readonly BlockDevice Real = new(254, 1);
    private static readonly BlockDevice Snapshot = new(254, 3);

    [Theory]
    [InlineData("standard", 56, 512u)]
    [InlineData("snapshot-nomerges2", 3584, 8u)]
    [InlineData("snapshot-nomerges0", 56, 512u)]
    public void The_defect_issues_64_times_as_many_requests_of_8_sectors_for_the_same_file(string recording, int requests, uint sectors)
    {
        BlockTrace trace = Load(recording, "btrace.txt");
        DeviceMerges merges = trace.Merges[Drive]!;
        Assert.Equal(requests, merges.Issues);
        Assert.Equal(requests, trace.ActionCounts[BlockAction.Issue]);
        Assert.Equal(sectors, merges.SizeAtD.Mode);
        Assert.Equal(14 * 2048, merges.SizeAtD.TotalSectors);
        Assert.Empty(trace.Unmatched.Kinds);
    }

    [Theory]
    [InlineData("snapshot-nomerges2", 0.0)]
    [InlineData("snapshot-nomerges0", 63.0 / 64)]
    public void The_share_of_merged_bios_separates_the_defect_from_the_fix(string recording, double share) =>
        Assert.Equal(share, Load(recording, "btrace.txt").Merges[Drive]!.MergedShare!.Value, 9);

    [Theory, InlineData("btrace-dm.txt"), InlineData("blktrace-dm")]
    public void Sizes_shrink_at_the_snapshot_and_only_the_fix_merges_them_again(string file)
    {
        Layers defect = Load("snapshot-nomerges2", file).Layers;
        Assert.Equal([Snapshot, Real, Drive], defect.All.Select(layer => layer.Device));
        Assert.Equal(Snapshot, defect.ShrinksAt?.Device);
        Assert.Null(defect.GrowsAt);
        Assert.Equal((16, 1008, 1024), (defect[Snapshot]!.SizeIn.Count, defect[Snapshot]!.Splits, defect[Snapshot]!.SizeOut.Count));
        Assert.Equal([1024, 1024, 1024], new[] { defect[Real]!.SizeIn.Count, defect[Drive]!.SizeIn.Count, defect[Drive]!.SizeOut.Count });

        Layers fix = Load("snapshot-nomerges0", file).Layers;
        Assert.Equal(Snapshot, fix.ShrinksAt?.Device);
        Assert.Equal(Drive, fix.GrowsAt?.Device);
        Assert.Equal(16, fix[Drive]!.SizeOut.Count);
        Assert.Equal(512u, fix[Drive]!.SizeOut.P50);
    }

    [Fact]
    public void Every_bio_of_the_snapshot_is_followed_down_to_the_drive()
    {
        BlockTrace trace = Load("snapshot-nomerges2", "btrace-dm.txt");
        Bios bios = trace.Bios;
        int drive = trace.Events.Devices.Find(Drive);
        int snapshot = trace.Events.Devices.Find(Snapshot);
        for (int row = 0; row < bios.Count; row++)
        {
            if (bios.Device[row] == drive)
            {
                int top = bios.Parent[bios.Parent[row]];
                Assert.Equal(snapshot, bios.Device[top]);
                Assert.True(bios.CompleteNs[top] >= bios.CompleteNs[row]);
            }
        }

        Assert.Equal(16, bios.Device.Count((ushort)snapshot));
        Assert.Empty(trace.Unmatched.Kinds);
    }

    [Fact]
    public void The_size_limit_of_the_drive_shrinks_at_the_drive_itself() =>
        Assert.Equal(Drive, Load("standard-maxsectors4", "btrace.txt").Layers.ShrinksAt?.Device);

    [Fact]
    public void A_split_workload_of_which_btt_times_one_request_is_timed_whole()
    {
        Phases phases = Load("seq-read-large", "btrace.txt").Phases;
        Assert.Equal(1, phases.Get(Phase.D2C, Denominator.Btt)!.N);
        Assert.Equal(751, phases.Get(Phase.Q2C, Denominator.Bio)!.N);
        Assert.Equal(3001, phases.Get(Phase.D2C, Denominator.Request)!.N);
    }

    [Fact]
    public void Each_tool_s_number_of_a_split_workload_is_told_with_its_count()
    {
        BlockTrace trace = Load("seq-read-large", "blktrace");
        Dictionary<string, ToolView> views = trace.ToolViewsOf().All.ToDictionary(view => view.Tool);
        Assert.Equal((751, 1), (views["this library, Q2C"].N, views["btt, Q2C"].N));
        Assert.Equal((3001, 1, 3001), (views["this library, D2C"].N, views["btt, D2C"].N, views["biolatency"].N));
        Assert.Equal(3001, views["iostat, await"].N);
        Assert.True(views["iostat, await"].AvgNs >= views["biolatency"].AvgNs);
        Assert.Equal(7, trace.ToolViewsOf().ToDataFrame().Rows.Count);
        Assert.Contains("G not traced", Load("standard", "perf-block.script.txt").ToolViewsOf().All[^1].Span, StringComparison.Ordinal);
    }

    [Fact]
    public void Perf_and_blktrace_agree_on_the_defect_by_request()
    {
        BlockTrace perf = Load("snapshot-nomerges2", "perf-block.script.txt");
        Assert.Equal(Denominator.Request, perf.Evidence.Denominator);
        Assert.Equal(3584, perf.Phases.Get(Phase.D2C, Denominator.Request)!.N);
        Assert.Null(perf.Phases.Get(Phase.Q2C, Denominator.Bio));
        Assert.Equal(8u, perf.Merges[Drive]!.SizeAtD.Mode);
        Assert.Null(perf.Merges[Drive]!.MergedShare);
    }

    [Fact]
    public void Errors_and_requeues_of_the_failing_drive_are_on_their_requests()
    {
        Requests requests = Load("io-errors", "btrace.txt").Requests;
        Assert.Equal(2000, requests.Count);
        Assert.Equal(190, Sum(requests.Requeues));
        Assert.Equal(38, requests.Count - requests.Error.Count((short)0));
    }

    private static int Sum(ReadOnlySpan<ushort> values)
    {
        int sum = 0;
        foreach (ushort value in values)
        {
            sum += value;
        }

        return sum;
    }

    private static BlockTrace Load(string recording, string file) => BlockTrace.Open(RepositoryFolder.File(recording, file));
}
