using Microsoft.Data.Analysis;
using NotebookKit.Blocks;
using NotebookKit.Tables;

namespace NotebookKit.Summaries;

/// <summary>One block-event capture with its results.</summary>
/// <param name="Name">The capture as the user or the recording names it.</param>
/// <param name="Trace">Its trace.</param>
/// <param name="Missed">Its missed merges, judged with the queue attributes that are known.</param>
/// <param name="Devices">Which device is which, as far as the host's listings tell.</param>
public sealed record SummaryCapture(string Name, BlockTrace Trace, MissedMerges Missed, Formats.DeviceMap Devices)
{
    /// <summary>The drive that most requests went to; where no requests were traced, the device with the most bios; null for an empty capture.</summary>
    public TraceDevice? Device => Trace.Devices.Drive ?? Trace.Devices.All.Where(device => device.Bios > 0).MaxBy(device => device.Bios);

    /// <summary>Every result as a table, by the name that it has in the JSON.</summary>
    public IReadOnlyList<(string Name, DataFrame Table)> Tables =>
    [
        ("events", Trace.ActionCounts.ToDataFrame()),
        ("devices", Trace.Devices.ToDataFrame()),
        ("phases", Trace.Phases.AllToDataFrame()),
        ("operations", OperationLatency.ToDataFrame(Trace.Operations, Trace.NameOf)),
        ("merges", Trace.Merges.ToDataFrame()),
        ("sizes", Trace.Merges.SizesToDataFrame()),
        ("missedMerges", Missed.ToDataFrame()),
        ("missedReasons", Missed.ReasonsToDataFrame()),
        ("layers", Trace.Layers.ToDataFrame()),
        ("layerMetrics", Trace.Layers.MetricsToDataFrame()),
        ("edges", Trace.Layers.EdgesToDataFrame()),
        ("stack", Trace.Stack(Devices).ToDataFrame()),
        ("queueDepth", Trace.QueueDepth.ToDataFrame()),
        ("seeks", Trace.Seeks.ToDataFrame()),
        ("bttProcesses", Trace.Btt.ProcessesToDataFrame()),
        ("bttOverhead", Trace.Btt.OverheadToDataFrame()),
        ("bttMerges", Trace.Btt.MergesToDataFrame()),
        ("bttSeeks", Trace.Btt.SeeksToDataFrame()),
        ("bttPlugs", Trace.Btt.PlugsToDataFrame()),
        ("bttAtQueue", Trace.Btt.AtQueueToDataFrame()),
        ("bttActive", Trace.Btt.ActiveToDataFrame()),
        ("bttQ2D", Trace.Btt.Q2DToDataFrame()),
        ("bttActivity", Trace.Btt.ActivityToDataFrame()),
        ("failedIo", Trace.FailedIo.ToDataFrame()),
        ("unmatched", Trace.Unmatched.ToDataFrame()),
    ];

    /// <summary>How much a capture tells: bios before requests, then the number of events.</summary>
    internal (bool, long) Worth => (Trace.Evidence.Bios && Trace.Evidence.Requests, Trace.Events.Count);
}
