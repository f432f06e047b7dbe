using NotebookKit.Formats;

namespace NotebookKit.Tests.Capture;

/// <summary>The same calls as on a live host, answered from the recordings.</summary>
public class ReplayCaptureTests
{
    private static ReplayHost Defect() => Host.Replay(Path.Combine(RepositoryFolder.Data, "snapshot-nomerges2"));

    [Fact]
    public async Task A_block_trace_and_perf_are_given_as_they_were_recorded()
    {
        ReplayHost host = Defect();

        var captured = await host.Blktrace("nvme0n1").And(host.PerfBlock()).While("cat", "/any/file");

        Assert.Equal("blktrace", captured.First.Step.Name);
        Assert.Equal(BlktraceBinary.Dialect, captured.First.Trace.Account!.Dialect);
        Assert.Equal(3584, captured.First.Trace.ActionCounts[BlockAction.Issue]);
        Assert.Equal(PerfData.Dialect, captured.Second.Trace.Account!.Dialect);
        Assert.EndsWith("perf-block.script.txt.gz", captured.Second.ScriptPath, StringComparison.Ordinal);
        Assert.Null(captured.Workload.Step);
    }

    [Fact]
    public async Task All_layers_at_once_are_another_step_than_the_drive_alone()
    {
        var captured = await Defect().Blktrace(["dm-0", "nvme0n1"]).While("cat", "/any/file");

        Assert.Equal("blktrace-dm", captured.First.Step.Name);
        Assert.True(captured.First.Trace.Devices.All.Count > 2);
    }

    [Fact]
    public async Task What_was_not_recorded_is_an_error_that_lists_what_was()
    {
        ReplayHost host = Host.Replay(Path.Combine(RepositoryFolder.Data, "app-small-direct"));

        RecordingException error = await Assert.ThrowsAsync<RecordingException>(() => host.Blktrace(["dm-0", "nvme0n1"]).While("cat", "x"));

        Assert.Contains("blktrace-dm", error.Message, StringComparison.Ordinal);
        Assert.Contains("Recorded are: diskstats-before, time", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stacks_are_given_as_text_where_their_data_was_not_kept() =>
        Assert.EndsWith("perf-cpu.script.txt.gz", (await Defect().PerfStacks().While("true")).First.ScriptPath, StringComparison.Ordinal);

    [Fact]
    public async Task The_stack_the_counters_and_the_queue_are_given_as_they_were_recorded()
    {
        ReplayHost host = Defect();

        BlockLayers stack = host.BlockStack();
        var counters = await host.DiskStats().While("cat", "/any/file");

        Assert.Contains(stack.Names, pair => pair.Value == "secvol-tmp_backup1");
        Assert.Null(stack.WithoutDmsetup);
        DiskstatsRates rates = ((DiskStatsResult)counters.First).Rates;
        Assert.True(rates.Find("nvme0n1")!.Growth!.ReadsCompleted > 10_000);
        Assert.Null(rates.Seconds);
        Assert.Equal("2", host.QueueAttributes("nvme0n1")["nomerges"]);
        Assert.Equal("2", host.Sysfs("nvme0n1").Attributes["nomerges"]);
        using IDisposable nothing = host.Sysfs("nvme0n1").With("nomerges", 0);
    }

    [Fact]
    public void The_live_run_in_the_laboratory_replays_with_LVM_blktrace_and_the_comparison()
    {
        ReplayHost host = Host.Replay(Path.Combine(RepositoryFolder.Data, "live-lab"));

        Assert.Equal(["seclv", "tmp_backup1"], host.Lvm().Lvs().Rows.Select(row => row["lv_name"]));
        Assert.Equal("secvol", Assert.Single(host.Lvm().Vgs().Rows)["vg_name"]);
        AbComparison compared = host.Compare("nvme0n1", "nomerges", "2", "0", "/any/file", repeats: 4);
        Assert.True(compared.Differs);
        Assert.True(compared.Ratio!.Estimate > 1);
        Assert.Equal(["pvcreate", "vgcreate", "lvcreate", "mkfs", "mount"], host.Recording.Steps.Skip(1).Take(5).Select(step => step.Name));
    }

    [Fact]
    public async Task Merging_is_seen_in_the_laboratorys_own_two_traces_and_blktrace_dropped_nothing()
    {
        ReplayHost host = Host.Replay(Path.Combine(RepositoryFolder.Data, "live-lab"));

        TraceResult off = (await host.Blktrace("nvme0n1").While("cat", "/any/file")).First;
        TraceResult on = (await host.Blktrace("nvme0n1").While("cat", "/any/file")).First;

        Assert.Equal("blktrace-2", on.Step.Name);
        Assert.Equal(0, off.Dropped);
        Assert.Equal(0, on.Dropped);
        Assert.True(off.Trace.Requests.Count > 20 * on.Trace.Requests.Count);
        Assert.InRange(on.Trace.Bios.Count, off.Trace.Bios.Count - 20, off.Trace.Bios.Count + 20);
    }
}
