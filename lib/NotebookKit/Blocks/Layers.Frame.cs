using NotebookKit.Blocks;
using NotebookKit.Display;
using NotebookKit.Stats;

namespace NotebookKit;

[TypeFormatterSource(typeof(ShownFormatterSource))]
public sealed partial class Layers : ITabled
{
    /// <summary>The stack as a table, top first.</summary>
    public ResultTable ToTable() =>
        new ResultTable()
            .Count("layer", All.Select(layer => (long)layer.Depth))
            .Text("device", All.Select(layer => _trace.Labels.Device(layer.Device)))
            .Text("effect on size", All.Select(layer => layer.Effect))
            .Count("in", All.Select(layer => layer.SizeIn.Count == 0 ? (long?)null : layer.SizeIn.Count), "bios")
            .Count("size in, p50", All.Select(layer => (long?)layer.SizeIn.P50), "sectors")
            .Real("data in", All.Select(layer => layer.SizeIn.Count == 0 ? (double?)null : layer.SizeIn.TotalSectors / Sector.InMiB), "MiB")
            .Count("X", All.Select(layer => _trace.Evidence.Bios ? (long?)layer.Splits : null))
            .Count("M+F", All.Select(layer => _trace.Evidence.Bios ? (long?)layer.Merges : null))
            .Count("out", All.Select(layer => layer.SizeOut.Count == 0 ? (long?)null : layer.SizeOut.Count))
            .Text(
                "out are",
                All.Select(layer =>
                    layer.SizeOut.Count == 0 ? null
                    : layer.IssuesRequests ? "requests"
                    : "bios"
                )
            )
            .Count("size out, p50", All.Select(layer => (long?)layer.SizeOut.P50), "sectors")
            .Real(
                "data out",
                All.Select(layer => layer.SizeOut.Count == 0 ? (double?)null : layer.SizeOut.TotalSectors / Sector.InMiB),
                "MiB"
            )
            .Text(
                "maps to",
                All.Select(layer => layer.Below.Count == 0 ? null : string.Join(", ", layer.Below.Select(_trace.Labels.Device)))
            )
            .Titled(
                "Layers",
                $"{Verdict} In counts Q events; out counts D events of a drive and A events of a mapping device; flushes are left out. {_trace.Unmatched}"
            )
            .Keeping("effect on size", "in", "size in, p50", "M+F", "out", "size out, p50");

    /// <summary>What each layer does to the I/O and how long it takes, top first: factors, depth and latency.</summary>
    public ResultTable MetricsToTable() =>
        new ResultTable()
            .Count("layer", All.Select(layer => (long)layer.Depth))
            .Text("device", All.Select(layer => _trace.Labels.Device(layer.Device)))
            .Real("split factor", All.Select(layer => layer.SplitFactor), "pieces a bio")
            .Real("merge factor", All.Select(layer => layer.MergeFactor), "bios a request")
            .Count("bytes in", All.Select(layer => layer.BytesIn), "bytes")
            .Count("bytes out", All.Select(layer => layer.BytesOut), "bytes")
            .Real("depth mean", All.Select(layer => layer.DepthMean), "bios")
            .Count("depth max", All.Select(layer => (long?)layer.DepthMax), "bios")
            .Real("requests at once", All.Select(layer => layer.RequestDepthMean), "requests")
            .Real("Q2C p50", All.Select(layer => layer.Latency?.P50Ns / NsIn.Ms), "ms")
            .Real("Q2C p99", All.Select(layer => layer.Latency?.P99Ns / NsIn.Ms), "ms")
            .Real("own p50", All.Select(layer => layer.OwnP50Ns / NsIn.Ms), "ms")
            .Real("D2C p50", All.Select(layer => layer.DeviceLatency?.P50Ns / NsIn.Ms), "ms")
            .Real("D2C p99", All.Select(layer => layer.DeviceLatency?.P99Ns / NsIn.Ms), "ms")
            .Titled(
                "Work of the layers",
                $"Q2C counts bios and holds the time of the layers below; own is Q2C less the time from the first Q to the last C below; D2C counts requests. Depth is a mean over time. {_trace.Unmatched}"
            );

    /// <summary>A bio with the bios above and below it, one row each.</summary>
    /// <param name="bio">A row of <see cref="BlockTrace.Bios"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such bio.</exception>
    public ResultTable FollowToTable(int bio)
    {
        IReadOnlyList<int> rows = Follow(bio);
        Bios bios = _trace.Bios;
        return new ResultTable()
            .Count("bio", rows.Select(row => (long)row))
            .Count("from", rows.Select(row => bios.ParentColumn[row] < 0 ? (long?)null : bios.ParentColumn[row]))
            .Text("device", rows.Select(row => _trace.Labels.Device(bios.DeviceColumn[row])))
            .Real("time", rows.Select(row => _trace.Labels.Seconds(bios.QueueColumn[row])), "s")
            .Count("sector", rows.Select(row => bios.SectorColumn[row] < 0 ? (long?)null : bios.SectorColumn[row]))
            .Count("sectors", rows.Select(row => (long)bios.SectorsColumn[row]))
            .Text("rwbs", rows.Select(row => Formats.RwbsLetters.Format(bios.RwbsColumn[row])))
            .Count("request", rows.Select(row => bios.RequestColumn[row] < 0 ? (long?)null : bios.RequestColumn[row]))
            .Real("Q2C", rows.Select(row => TraceLabels.Ms(bios.QueueColumn[row], bios.CompleteColumn[row])), "ms")
            .Titled(
                $"The way of bio {bio}",
                "Parents come from A events: the bio queued on the same processor right after its mapping. A sector is 512 bytes."
            );
    }

    /// <summary>Where sizes shrink and where they grow again, in a sentence with the devices' names.</summary>
    public string Verdict =>
        (ShrinksAt, GrowsAt) switch
        {
            ({ } shrinks, { } grows) => $"Sizes shrink at {Named(shrinks)} and grow again at {Named(grows)}.",
            ({ } shrinks, null) => $"Sizes shrink at {Named(shrinks)} and nothing merges them again.",
            (null, { } grows) => $"Sizes grow at {Named(grows)}; no layer in this trace shrinks them.",
            _ => "No layer in this trace changes the size of the I/O.",
        };

    /// <summary>The edges as a table.</summary>
    public ResultTable EdgesToTable() =>
        new ResultTable()
            .Text("from", Edges.Select(edge => _trace.Labels.Device(edge.From)))
            .Text("to", Edges.Select(edge => _trace.Labels.Device(edge.To)))
            .Count("A", Edges.Select(edge => edge.Remaps))
            .Real("data", Edges.Select(edge => (double?)edge.Sectors / Sector.InMiB), "MiB")
            .Titled("Edges of the stack", "From A (remap) events.");

    private string Named(Layer layer) => $"{_trace.Labels.Device(layer.Device)} ({layer.SizeIn.P50} to {layer.SizeOut.P50} sectors)";
}
