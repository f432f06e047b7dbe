using NotebookKit.Display;
using NotebookKit.Stats;

namespace NotebookKit.Blocks;

// The tables of seeks, and of equal widths of time.

[TypeFormatterSource(typeof(ShownFormatterSource))]
internal sealed partial class Seeks : ITabled
{
    /// <summary>One row for each device and point.</summary>
    public ResultTable ToTable() =>
        new ResultTable()
            .Text("device", All.Select(seeks => _trace.Labels.Device(seeks.Device)))
            .Text("point", All.Select(seeks => seeks.Point.ToString()))
            .Count("N", All.Select(seeks => (long)seeks.N))
            .Real("mean", All.Select(seeks => (double?)seeks.Mean), "sectors")
            .Count("median", All.Select(seeks => seeks.Median), "sectors")
            .Count("mode", All.Select(seeks => seeks.Mode), "sectors")
            .Count("at mode", All.Select(seeks => (long)seeks.ModeCount))
            .Real("sequential", All.Select(seeks => (double?)seeks.SequentialShare * 100), "%")
            .Titled(
                "Distances between I/Os",
                "Q2Q counts bios, D2D requests; without sign; 0 where an I/O touches or overlaps the one before. Within a plug the order at D is often the reverse of that at Q: judge sequential I/O at Q."
            );
}

[TypeFormatterSource(typeof(ShownFormatterSource))]
internal sealed partial class Throughput : ITabled
{
    /// <summary>One row for each device and stretch of time.</summary>
    public ResultTable ToTable() =>
        new ResultTable()
            .Real("time", Rows.Select(row => (double?)row.FromNs / NsIn.Second), "s")
            .Text("device", Rows.Select(row => _trace.Labels.Device(row.Device)))
            .Count("reads", Rows.Select(row => row.Reads))
            .Count("writes", Rows.Select(row => row.Writes))
            .Count("others", Rows.Select(row => row.Others))
            .Real("IOPS", Rows.Select(row => (double?)row.PerSecond), "1/s")
            .Real("rate", Rows.Select(row => (double?)row.MiBPerSecond), "MiB/s")
            .Titled(
                "Throughput",
                FormattableString.Invariant(
                    $"Requests completed on a drive, bios completed on a mapping device, in stretches of {WidthNs / NsIn.Ms:0.###} ms from the trace's start; flushes are left out. {Bins.LeftOut}{_trace.Unmatched}"
                )
            );
}

[TypeFormatterSource(typeof(ShownFormatterSource))]
internal sealed partial class TraceWindows : ITabled
{
    /// <summary>One row for each stretch of time, one column for each feature.</summary>
    public ResultTable ToTable() =>
        new ResultTable()
            .Real("time", All.Select(window => (double?)window.FromNs / NsIn.Second), "s")
            .Count("bios", All.Select(window => _trace.Evidence.Bios ? (long?)window.Bios : null))
            .Count("requests", All.Select(window => window.Requests))
            .Count("completed", All.Select(window => window.Completed))
            .Real("merged share", All.Select(window => window.MergedShare))
            .Real("splits per bio", All.Select(window => window.SplitsPerBio))
            .Real("bios per request", All.Select(window => window.BiosPerRequest))
            .Real("size at Q p50", All.Select(window => window.SizeAtQP50), "sectors")
            .Real("size at D p50", All.Select(window => window.SizeAtDP50), "sectors")
            .Real("D2C p50", All.Select(window => window.D2CP50Ms), "ms")
            .Real("D2C p99", All.Select(window => window.D2CP99Ms), "ms")
            .Real("Q2C p50", All.Select(window => window.Q2CP50Ms), "ms")
            .Real("Q2D share", All.Select(window => window.Q2DShare))
            .Real("depth mean", All.Select(window => window.DepthMean))
            .Real("IOPS", All.Select(window => (double?)window.Iops), "1/s")
            .Real("rate", All.Select(window => (double?)window.MiBPerSecond), "MiB/s")
            .Real("IOPS variation", All.Select(window => window.IopsVariation))
            .Real("longest stall", All.Select(window => window.LongestStallMs), "ms")
            .Real("read share", All.Select(window => window.ReadShare))
            .Real("sequential share", All.Select(window => window.SequentialShare))
            .Real("flush share", All.Select(window => window.FlushShare))
            .Count("errors", All.Select(window => window.Errors))
            .Count("requeues", All.Select(window => window.Requeues))
            .Titled(
                FormattableString.Invariant(
                    $"Windows of {WidthNs / NsIn.Ms:0.###} ms{(Device is { } device ? $" on {_trace.Labels.Device(device)}" : "")}"
                ),
                $"Shares run from 0 to 1. Bios count where they were queued, requests where they were issued, latencies and rates where the I/O completed; D2C counts requests, Q2C bios. {_bins.LeftOut}{_trace.Evidence} {_trace.Unmatched}"
            );
}
