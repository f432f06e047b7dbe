using NotebookKit.Capture;
using NotebookKit.Formats;
using NotebookKit.Hosts;

namespace NotebookKit.Tests.Capture;

/// <summary>The same calls as on a live host, answered from the recordings.</summary>
public class ReplayCaptureTests
{
    private static ReplayHost Defect() => Host.Replay(Path.Combine(RepositoryFolder.Data, "snapshot-nomerges2"));

    [Fact]
    public async Task A_block_trace_and_perf_are_given_as_they_were_recorded()
    {
        ReplayHost host = Defect();

        Captured<BlktraceResult, PerfResult> captured = await host.Blktrace("nvme0n1").And(host.PerfBlock()).While("cat", "/any/file");

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
        Captured<BlktraceResult> captured = await Defect().Blktrace(["dm-0", "nvme0n1"]).While("cat", "/any/file");

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
}
