using System.Globalization;
using NotebookKit.Capture;
using NotebookKit.Hosts;

namespace NotebookKit;

public static partial class HostCaptures
{
    private static readonly string[] RequestEvents = ["block:block_rq_insert", "block:block_rq_issue", "block:block_rq_complete"];

    /// <summary>Records block events of the whole host with <c>perf record</c>.</summary>
    /// <param name="host">The host.</param>
    /// <param name="everyEvent">True for every block tracepoint, with bios, splits and
    /// remaps; false for requests alone: insert, issue, complete.</param>
    /// <remarks>
    /// A scheduler of <c>none</c> emits no insert. Times are CLOCK_MONOTONIC. The file is kept, and its text made with <c>perf script</c>.
    /// </remarks>
    /// <returns>Ready to capture while a workload runs.</returns>
    public static Capture<TraceResult> PerfBlock(this Host host, bool everyEvent = false) =>
        new(
            host,
            new PerfCapture(
                everyEvent ? "perf-block-all" : "perf-block",
                everyEvent ? "every block event of the whole host" : "block insert, issue and complete events of the whole host",
                [.. (everyEvent ? ["block:*"] : RequestEvents).SelectMany(one => (string[])["-e", one])]
            )
        );

    /// <summary>Samples CPU stacks of the whole host with <c>perf record</c>, for flame graphs.</summary>
    /// <param name="host">The host.</param>
    /// <param name="hertz">Samples a second on each CPU; an odd number does not beat with the kernel's timers.</param>
    /// <returns>Ready to capture while a workload runs.</returns>
    public static Capture<TraceResult> PerfStacks(this Host host, int hertz = 99) =>
        new(
            host,
            new PerfCapture(
                "perf-cpu",
                string.Create(CultureInfo.InvariantCulture, $"CPU stacks of the whole host, {hertz} Hz"),
                ["-F", hertz.ToString(CultureInfo.InvariantCulture), "-e", "cpu-clock", "-g"]
            )
        );
}

internal sealed class PerfCapture(string name, string purpose, IReadOnlyList<string> events) : CaptureTool<TraceResult>
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(2);

    private string DataFile => name + ".data";

    public override TraceResult Replay(ReplayHost host)
    {
        StepResult? data = Answer(host, Record());
        string file = data?.Files is [var path, ..] ? Path.GetRelativePath(host.Recording.Folder, path) : DataFile;
        return TraceResult.OfPerf(data, Answer(host, Script(file.EndsWith(".gz", StringComparison.Ordinal) ? DataFile : file)));
    }

    public override async Task<ActiveCapture<TraceResult>> StartAsync(LiveHost host, CancellationToken cancellation)
    {
        RunningStep step;
        if (PerfControl.IsOffered)
        {
            // perf reads all of /proc before it counts, which takes as long as it takes: it says itself when it counts.
            using var control = new PerfControl();
            step = await host.StartAsync(Record(control)).ConfigureAwait(false);
            await Readiness.WaitAsync(step, control.IsEnabled, StartLimit, cancellation).ConfigureAwait(false);
        }
        else
        {
            step = await host.StartAsync(Record()).ConfigureAwait(false);
            int cpus = host.Fingerprint.Cpus ?? 1;
            await Readiness
                .WaitAsync(step, () => PerfControl.Mapped(step.ProcessId) >= cpus, StartLimit, cancellation)
                .ConfigureAwait(false);
            await Task.Delay(PerfControl.Settle, cancellation).ConfigureAwait(false);
        }

        return new StepCapture<TraceResult>(
            step,
            beforeStop: null,
            async (data, _) =>
            {
                string file = Path.GetRelativePath(host.Record, data.Files[0]);
                return TraceResult.OfPerf(data, await host.RunAsync(Script(file), cancellation).ConfigureAwait(false));
            }
        );
    }

    private static StepResult? Answer(ReplayHost host, CommandStep step) =>
        host.Recording.Find(step) is null ? null : host.RunAsync(step).GetAwaiter().GetResult();

    private CommandStep Record(PerfControl? control = null) =>
        new(name, ["perf", "record", "-q", "-B", "-N", "-k", "mono", "-a", .. control?.Arguments ?? [], .. events, "-o", DataFile])
        {
            NeedsRoot = true,
            Purpose = purpose,
            Outputs = [DataFile],
        };

    private CommandStep Script(string file) =>
        new(name + "-script", "perf", "script", "-i", file)
        {
            Purpose = "the same events as text",
            StdoutFile = DataFile.Replace(".data", ".script.txt", StringComparison.Ordinal),
        };
}
