namespace NotebookKit.Tests.Diagnosis;

/// <summary>The model of merging, held against what kernels did.</summary>
public sealed class IfMergedTests
{
    public static TheoryData<string> Merging =>
        [
            .. RepositoryFolder
                .Recordings("btrace.txt")
                .Where(name => Recording.Open(Path.Combine(RepositoryFolder.Data, name)).Host.NoMerges is 0 or 1),
        ];

    [Theory, MemberData(nameof(Merging))]
    public void Where_merging_was_on_the_model_makes_as_many_requests_as_the_kernel_did(string recording)
    {
        IfMerged model = Model(recording);
        BlockTrace trace = Load(recording);
        Assert.Equal(model.Requests, model.Predicted);
        Assert.Equal(trace.Merges[trace.Devices.Drive!.Device]!.SizeAtD.Sizes, model.Sizes.Sizes);
        Assert.Null(model.ToFinding(recording));
    }

    [Theory]
    [InlineData("snapshot-nomerges2", "snapshot-nomerges0")]
    [InlineData("snapshot-nomerges2-mqdeadline", "snapshot-nomerges0-mqdeadline")]
    public void The_defect_is_predicted_to_become_what_the_fix_became(string defect, string fix)
    {
        IfMerged model = Model(defect);
        BlockTrace real = Load(fix);
        // The mq-deadline capture of the defect holds three bios more, of metadata, that stand alone.
        Assert.Equal(real.Requests.Count + (model.Bios - real.Bios.Count), model.Predicted);
        Assert.Equal(512u, model.Sizes.P50);
        Assert.InRange(real.DurationNs / 1e9, model.AtLeastSeconds!.Value, model.AtMostSeconds);
        Assert.InRange(real.DurationNs / 1e9, 0.75 * model.AboutSeconds, 1.25 * model.AboutSeconds);
        Assert.InRange(model.AboutSeconds, model.AtLeastSeconds.Value, model.AtMostSeconds);
        Assert.True(model.AtMostSeconds < model.Seconds / 2);
    }

    [Fact]
    public void Raising_the_size_limit_is_predicted_to_end_the_splitting()
    {
        Assert.Equal(3585, IfMerged.Of(Load("standard-maxsectors4"), new DeviceQueue { MaxSectorsKiB = 4 })!.Predicted);
        Assert.Equal(57, IfMerged.Of(Load("standard-maxsectors4"), new DeviceQueue { MaxSectorsKiB = 256 })!.Predicted);
        IfMerged kept = IfMerged.Of(Load("standard-maxsectors4"), new DeviceQueue { MaxSectorsKiB = 4 })!;
        Assert.InRange(kept.AboutSeconds, kept.AtLeastSeconds!.Value, kept.AtMostSeconds);
    }

    // docs/if-merged.md holds the figures that this prints; the last pair is stated there as one that is not met.
    [Theory]
    [InlineData("snapshot-nomerges2", "snapshot-nomerges0", 0.8)]
    [InlineData("snapshot-nomerges2-mqdeadline", "snapshot-nomerges0-mqdeadline", 1.12)]
    [InlineData("standard-maxsectors4", "standard", 0.43)]
    public void The_time_of_each_recorded_pair_is_off_by_what_is_stated(string slow, string fix, double stated)
    {
        IfMerged model = IfMerged.Of(Load(slow), Recording.Open(Path.Combine(RepositoryFolder.Data, fix)).Host.Queue)!;
        double took = Load(fix).DurationNs / 1e9;
        TestContext.Current.TestOutputHelper?.WriteLine(
            FormattableString.Invariant(
                $"{slow}: about {model.AboutSeconds * 1000:0.0} ms, {fix} took {took * 1000:0.0} ms, {took / model.AboutSeconds:0.00} times"
            )
        );
        Assert.Equal(stated, took / model.AboutSeconds, 0.03);
    }

    [Fact]
    public void Diagnosis_tells_what_the_remedy_would_give()
    {
        Recording defect = Recording.Open(Path.Combine(RepositoryFolder.Data, "snapshot-nomerges2"));
        Finding finding = Assert.Single(Diagnose.Of(Load("snapshot-nomerges2"), defect.Host.Queue), finding => finding.Kind == "if-merged");
        Assert.Equal(56, finding.Value);
        Assert.StartsWith(
            "Had the queue merged up to 256 KiB a request, 3,584 requests would have been 56",
            finding.Statement,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Without_bios_nothing_is_predicted_and_without_a_limit_the_assumption_is_said()
    {
        Assert.Null(IfMerged.Of(BlockTrace.Open(RepositoryFolder.File("snapshot-nomerges2", "perf-block.script.txt"))));
        Assert.Null(IfMerged.Of(BlockTrace.From(new BlockEvents())));
        IfMerged model = IfMerged.Of(Load("snapshot-nomerges2"))!;
        Assert.False(model.LimitKnown);
        Assert.True(model.PredictedAtMost > model.Predicted);
        Assert.Contains("(to ", model.ToFinding("x")!.Statement, StringComparison.Ordinal);
        Assert.Contains("the kernel's default is assumed", model.ToDataFrame().ToText(), StringComparison.Ordinal);
    }

    private static IfMerged Model(string recording) =>
        IfMerged.Of(Load(recording), Recording.Open(Path.Combine(RepositoryFolder.Data, recording)).Host.Queue)!;

    private static BlockTrace Load(string recording) => BlockTrace.Open(RepositoryFolder.File(recording, "btrace.txt"));
}
