using NotebookKit.Blocks;
using NotebookKit.Display;

namespace NotebookKit;

// The tables of the smaller results.

[TypeFormatterSource(typeof(ShownFormatterSource))]
public sealed partial class ActionCounts : ITabled
{
    /// <summary>One row a device, one column for each action that occurs.</summary>
    public ResultTable ToTable()
    {
        int[] devices =
        [
            .. Enumerable.Range(0, _trace.Head.Devices.Count).Where(device => Actions.Any(action => _trace.Census.Of(device, action) > 0)),
        ];
        ResultTable columns = new ResultTable().Text("device", devices.Select(device => _trace.Labels.Device(device)));
        foreach (BlockAction action in Actions.Where(action => this[action] > 0))
        {
            columns.Count(Letters(action), devices.Select(device => _trace.Census.Of(device, action)));
        }

        return columns.Titled(
            "Events by action",
            $"Counts of events, {TraceLabels.Of(_trace.EventCount, "event", "events")} in all. What the capturing tool lost: {(_trace.Account is { } account ? TraceLabels.Of(account.Lost, "event", "events") : "unknown")}."
        );
    }
}

[TypeFormatterSource(typeof(ShownFormatterSource))]
public sealed partial class QueueDepth : ITabled
{
    /// <summary>One row for each device and kind: mean and largest number outstanding, and the share of time with any.</summary>
    public ResultTable ToTable() =>
        new ResultTable()
            .Text("device", All.Select(steps => _trace.Labels.Device(steps.Device)))
            .Text("counts", All.Select(steps => steps.Of == DepthOf.Issued ? "requests, D to C" : "bios, Q to C"))
            .Real("mean", All.Select(steps => steps.Mean))
            .Count("max", All.Select(steps => (long)steps.Max))
            .Real("busy", All.Select(steps => steps.BusyShare * 100), "% of time")
            .Titled(
                "Queue depth",
                $"Means over the time between a device's first and last change. I/O in flight when the trace began is not counted. {_trace.Unmatched}"
            );

    /// <summary>A device's step function: time and the number from then on.</summary>
    /// <param name="device">The device.</param>
    /// <returns>The table; without rows where the device issued nothing.</returns>
    public ResultTable StepsToTable(BlockDevice device) => StepsToTable(device, DepthOf.Issued);

    /// <summary>The step function of what a device issued, or of what was queued there.</summary>
    internal ResultTable StepsToTable(BlockDevice device, DepthOf of)
    {
        DepthSteps steps = Steps(device, of) ?? new DepthSteps(device, of, null);
        return new ResultTable()
            .Real("time", steps.TimeNs.Select(_trace.Labels.Seconds), "s")
            .Count("depth", steps.Depth.Select(depth => (long)depth), of == DepthOf.Issued ? "requests" : "bios")
            .Titled($"Queue depth of {_trace.Labels.Device(device)}", $"The number from each time on. {_trace.Unmatched}");
    }
}

[TypeFormatterSource(typeof(ShownFormatterSource))]
public sealed partial class ArticleLatency : ITabled
{
    /// <summary>The lines of the script as a table, by sector.</summary>
    public ResultTable ToTable() =>
        new ResultTable()
            .Count("sector", Rows.Select(row => row.Sector))
            .Real("start", Rows.Select(row => (double?)row.StartSeconds), "s")
            .Real("stop", Rows.Select(row => (double?)row.StopSeconds), "s")
            .Real("latency", Rows.Select(row => (double?)row.LatencySeconds), "s")
            .Titled(
                "What the article's awk script prints",
                FormattableString.Invariant(
                    $"One row for each sector that was ever inserted, whatever the device: {Rows.Count} rows of {Inserts} inserts and {Completions} completions; {InsertsOverwritten} inserts were overwritten, {CompletionsUnused} completions are in no row, {NegativeRows} rows have a negative latency."
                )
            );
}

[TypeFormatterSource(typeof(ShownFormatterSource))]
public sealed partial class Unmatched : ITabled
{
    /// <summary>One row for each kind that occurred.</summary>
    public ResultTable ToTable() =>
        new ResultTable()
            .Text("kind", Kinds.Select(kind => kind.Kind))
            .Count("count", Kinds.Select(kind => kind.Count))
            .Titled(
                "Unmatched",
                Kinds.Count == 0 ? "Every event was matched." : "Counts of events, of bios or requests where the kind says so."
            );
}
