using NotebookKit.Display;

namespace NotebookKit.Formats;

/// <summary>What <c>biosnoop</c> printed: each I/O with its latency, told by device and operation.</summary>
[TypeFormatterSource(typeof(ShownFormatterSource))]
internal sealed class BiosnoopCapture : TableCapture
{
    internal BiosnoopCapture(IReadOnlyList<BiosnoopRow> rows, ReadAccount account)
        : base(account) => Rows = rows;

    /// <summary>The I/Os, in the order of the file.</summary>
    public IReadOnlyList<BiosnoopRow> Rows { get; }

    /// <summary>The same by device and operation, the most frequent first.</summary>
    public IReadOnlyList<BiosnoopRow[]> Kinds =>
        field ??= [
            .. Rows.GroupBy(row => (row.Device, row.Operation)).Select(kind => kind.ToArray()).OrderByDescending(kind => kind.Length),
        ];

    /// <summary>A quantile of the latencies of some, in ms.</summary>
    public static double LatencyMs(BiosnoopRow[] rows, double share) => Quantiles.At([.. rows.Select(row => row.LatencyMs)], share) ?? 0;

    /// <summary>One row a device and operation.</summary>
    public override ResultTable ToTable() =>
        new ResultTable()
            .Text("device", Kinds.Select(kind => (string?)kind[0].Device))
            .Text("operation", Kinds.Select(kind => kind[0].Operation))
            .Count("N", Kinds.Select(kind => (long?)kind.Length))
            .Real("mean size", Kinds.Select(kind => kind.Average(row => row.Bytes) / 1024), "KiB")
            .Real("mean queued", Kinds.Select(kind => kind.Average(row => row.QueuedMs)), "ms")
            .Real("min", Kinds.Select(kind => (double?)kind.Min(row => row.LatencyMs)), "ms")
            .Real("avg", Kinds.Select(kind => (double?)kind.Average(row => row.LatencyMs)), "ms")
            .Real("p50", Kinds.Select(kind => (double?)LatencyMs(kind, 0.5)), "ms")
            .Real("p90", Kinds.Select(kind => (double?)LatencyMs(kind, 0.9)), "ms")
            .Real("p99", Kinds.Select(kind => (double?)LatencyMs(kind, 0.99)), "ms")
            .Real("max", Kinds.Select(kind => (double?)kind.Max(row => row.LatencyMs)), "ms")
            .Titled(
                $"What biosnoop printed of {Rows.Count} I/Os",
                $"From issue to completion, as printed, to 0.01 ms; of requests, which may hold several bios. {AccountText.Of(Account)}"
            );
}
