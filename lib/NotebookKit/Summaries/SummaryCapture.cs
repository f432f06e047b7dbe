namespace NotebookKit.Summaries;

/// <summary>One block-event capture with its results.</summary>
/// <param name="Name">The capture as the user or the recording names it.</param>
/// <param name="Trace">Its trace.</param>
/// <param name="Queues">The queue attributes that are known.</param>
/// <param name="Devices">Which device is which, as far as the host's listings tell.</param>
internal sealed record SummaryCapture(
    string Name,
    BlockTrace Trace,
    IReadOnlyDictionary<BlockDevice, DeviceQueue> Queues,
    DeviceMap Devices
)
{
    /// <summary>Its missed merges, judged with the queue attributes that are known.</summary>
    public MissedMerges Missed => field ??= Trace.MissedMerges(Queues);

    /// <summary>The drive that most requests went to; where no requests were traced, the
    /// device with the most bios; null for an empty capture.</summary>
    public TraceDevice? Device => Trace.Devices.Drive ?? Trace.Devices.All.Where(device => device.Bios > 0).MaxBy(device => device.Bios);

    /// <summary>Every result as a table, by the name that it has in the JSON.</summary>
    public IReadOnlyList<(string Name, ResultTable Table)> Tables =>
        [
            ("events", Trace.ActionCounts.ToTable()),
            ("devices", Trace.Devices.ToTable()),
            ("phases", Trace.Phases.AllToTable()),
            ("operations", OperationLatency.ToTable(Trace.Operations, Trace.NameOf)),
            ("merges", Trace.Merges.ToTable()),
            ("sizes", Trace.Merges.SizesToTable()),
            ("missedMerges", Missed.ToTable()),
            ("missedReasons", Missed.ReasonsToTable()),
            ("layers", Trace.Layers.ToTable()),
            ("layerMetrics", Trace.Layers.MetricsToTable()),
            ("edges", Trace.Layers.EdgesToTable()),
            ("stack", Trace.StackOf(Devices).ToTable()),
            ("queueDepth", Trace.QueueDepth.ToTable()),
            ("seeks", Trace.Seeks.ToTable()),
            ("bttProcesses", Trace.Btt.ProcessesToTable()),
            ("bttOverhead", Trace.Btt.OverheadToTable()),
            ("bttMerges", Trace.Btt.MergesToTable()),
            ("bttSeeks", Trace.Btt.SeeksToTable()),
            ("bttPlugs", Trace.Btt.PlugsToTable()),
            ("bttAtQueue", Trace.Btt.AtQueueToTable()),
            ("bttActive", Trace.Btt.ActiveToTable()),
            ("bttQ2D", Trace.Btt.Q2DToTable()),
            ("bttActivity", Trace.Btt.ActivityToTable()),
            ("failedIo", Trace.FailedIo.ToTable()),
            ("unmatched", Trace.Unmatched.ToTable()),
        ];

    /// <summary>How much a capture tells: bios before requests, then the number of events.</summary>
    internal (bool, long) Worth => (Trace.Evidence.Bios && Trace.Evidence.Requests, Trace.EventCount);
}
