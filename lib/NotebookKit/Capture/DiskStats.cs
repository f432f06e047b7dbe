using NotebookKit.Capture;
using NotebookKit.Display;
using NotebookKit.Formats;
using NotebookKit.Hosts;
using NotebookKit.Stats;

namespace NotebookKit;

/// <summary>The counters of <c>/proc/diskstats</c> around a workload, without sysstat.</summary>
[TypeFormatterSource(typeof(ShownFormatterSource))]
internal sealed class DiskStatsResult : ITabled
{
    internal DiskStatsResult(DiskstatsCapture before, DiskstatsCapture after, double? seconds) =>
        (Before, After, Rates) = (before, after, before.To(after, seconds));

    /// <summary>The counters before the workload.</summary>
    internal DiskstatsCapture Before { get; }

    /// <summary>The counters after it.</summary>
    internal DiskstatsCapture After { get; }

    /// <summary>What lies between, by the definitions of iostat; rates where the time between is known.</summary>
    internal DiskstatsRates Rates { get; }

    /// <summary>What lies between, by the definitions of iostat: one row a device.</summary>
    public ResultTable ToTable() => Rates.ToTable();
}

public static partial class HostCaptures
{
    /// <summary>Reads <c>/proc/diskstats</c> before and after a workload.</summary>
    /// <param name="host">The host.</param>
    /// <remarks>The interval is that of the workload with the tools' settling around it,
    /// to the reading: no report is diluted by a longer one.</remarks>
    /// <returns>Ready to capture while a workload runs.</returns>
    public static Capture<ITabled> DiskStats(this Host host) => new(host, new DiskStatsCapture());
}

internal sealed class DiskStatsCapture : CaptureTool<ITabled>
{
    private const string Counters = "/proc/diskstats";

    public override ITabled Replay(ReplayHost host)
    {
        StepResult before = host.Run(Step("diskstats-before"));
        StepResult after = host.Run(Step("diskstats-after"));
        return Result(before, after);
    }

    public override async Task<ActiveCapture<ITabled>> StartAsync(LiveHost host, CancellationToken cancellation) =>
        new Active(host, await ReadAsync(host, "diskstats-before").ConfigureAwait(false));

    private static CommandStep Step(string name) => new(name, "cat", Counters) { Purpose = "counters of every block device" };

    private static Task<StepResult> ReadAsync(LiveHost host, string name)
    {
        CommandStep step = Step(name);
        HostClock start = HostClock.Now();
        string own = host.BeginOwn(step);
        File.WriteAllBytes(Path.Combine(host.Record, own + ".txt"), File.ReadAllBytes(Counters));
        return Task.FromResult(host.EndOwn(step, own, start, [own + ".txt"]));
    }

    private static DiskStatsResult Result(StepResult before, StepResult after) =>
        new(
            DiskstatsText.Read(before.Path),
            DiskstatsText.Read(after.Path),
            before.Step.MonotonicNs is [var from, ..] && after.Step.MonotonicNs is [var to, ..] ? (to - from) / NsIn.Second : null
        );

    private sealed class Active(LiveHost host, StepResult before) : ActiveCapture<ITabled>
    {
        public override async Task<ITabled> StopAsync(WorkloadRun workload) =>
            Result(before, await ReadAsync(host, "diskstats-after").ConfigureAwait(false));

        public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
