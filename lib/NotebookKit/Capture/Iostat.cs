using System.Globalization;
using NotebookKit.Capture;
using NotebookKit.Formats;
using NotebookKit.Hosts;

namespace NotebookKit;

/// <summary>What iostat told while a workload ran.</summary>
public sealed class IostatResult
{
    private readonly Lazy<IostatCapture> _reports;

    internal IostatResult(StepResult step, WorkloadRun? workload)
    {
        Step = step.Step;
        Path = step.Path;
        IostatOptions options = IostatOptions.Of(step.Step.Argv);
        _reports = new Lazy<IostatCapture>(() =>
            step.Step.Argv.Contains("JSON") ? IostatJson.Read(Path, options) : IostatText.Read(Path, options)
        );
        IntervalSeconds = options.IntervalSeconds;
        if (IntervalSeconds is { } interval && workload?.Duration is { } ran && ran.TotalSeconds < interval)
        {
            Warning = string.Create(
                CultureInfo.InvariantCulture,
                $"the interval of {interval:0.###} s is longer than the workload's {ran.TotalSeconds:0.###} s: every rate and %util is diluted {interval / ran.TotalSeconds:0.#} times and more. Take a shorter interval, or a longer workload."
            );
        }
    }

    /// <summary>The step as recorded.</summary>
    public RecordedStep Step { get; }

    /// <summary>iostat's output.</summary>
    public string Path { get; }

    /// <summary>The interval asked for, in s; null where the arguments do not tell.</summary>
    public double? IntervalSeconds { get; }

    /// <summary>What to keep in mind; null where nothing.</summary>
    public string? Warning { get; }

    /// <summary>The reports, read when first asked for; the first is since boot.</summary>
    public IostatCapture Reports => _reports.Value;
}

public static partial class HostCaptures
{
    /// <summary>Runs iostat (iostat(1)) while a workload runs: as JSON where it can, with the wall-clock time of each report.</summary>
    /// <param name="host">The host.</param>
    /// <param name="intervalSeconds">Seconds from report to report, whole ones.</param>
    /// <param name="json">True for JSON, false for text; null for JSON where this iostat has it (sysstat 11.5.5 and later).</param>
    /// <returns>Ready to capture while a workload runs.</returns>
    public static Capture<IostatResult> Iostat(this Host host, int intervalSeconds = 1, bool? json = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(intervalSeconds, 1);
        return new Capture<IostatResult>(host, new IostatCaptureTool(intervalSeconds, json));
    }
}

internal sealed class IostatCaptureTool(int intervalSeconds, bool? json) : CaptureTool<IostatResult>
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    public override IostatResult Replay(ReplayHost host)
    {
        bool takesJson = json ?? host.Recording.Find(Step(true)) is not null;
        return new IostatResult(host.Run(Step(takesJson)), workload: null);
    }

    public override async Task<ActiveCapture<IostatResult>> StartAsync(LiveHost host, CancellationToken cancellation)
    {
        bool asJson = json ?? PrintsJson(ToolVersion.Of("iostat"));
        RunningStep step = await host.StartAsync(Step(asJson)).ConfigureAwait(false);

        // The first report, since boot, comes at once: from it on iostat counts. Its head
        // stands before one line a device, of which a host has hundreds.
        var head = new OutputWatch(host.StdoutPath(step), asJson ? "\"disk\""u8 : "Device"u8);
        await Readiness.WaitAsync(step, head.Seen, StartLimit, cancellation).ConfigureAwait(false);
        return new StepCapture<IostatResult>(
            step,
            _ => OneMoreReport(step),
            (result, workload) => Task.FromResult(new IostatResult(result, workload))
        );
    }

    /// <summary>Whether an iostat of this version knows <c>-o JSON</c>: since 11.5.1 (sysstat's CHANGES).</summary>
    internal static bool PrintsJson(string? version) => Version.TryParse(version, out Version? known) && known >= new Version(11, 5, 1);

    // What ran last is in the report that ends after it.
    private async Task OneMoreReport(RunningStep step)
    {
        long before = step.StdoutBytes;
        for (
            long start = Environment.TickCount64;
            step.StdoutBytes == before && !step.Completion.IsCompleted && Environment.TickCount64 - start < (intervalSeconds + 2) * 1000L;

        )
        {
            await Task.Delay(Look).ConfigureAwait(false);
        }

        await Task.Delay(Look).ConfigureAwait(false);
    }

    private CommandStep Step(bool asJson)
    {
        string interval = intervalSeconds.ToString(CultureInfo.InvariantCulture);
        return asJson
            ? new CommandStep("iostat-json", "iostat", "-t", "-xk", "-o", "JSON", interval)
            {
                Purpose = "rates of every device",
                StdoutFile = null,
            }
            : new CommandStep("iostat", "iostat", "-t", "-xk", interval) { Purpose = "rates of every device" };
    }
}
