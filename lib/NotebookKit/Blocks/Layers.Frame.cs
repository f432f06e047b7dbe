using NotebookKit.Data;
using NotebookKit.Display;

namespace NotebookKit.Blocks;

[TypeFormatterSource(typeof(FramedFormatterSource), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed partial class Layers : IFramed
{
    /// <summary>The stack as a table, top first.</summary>
    public DataFrame ToDataFrame() => new FrameColumns()
        .Count("layer", All.Select(layer => (long)layer.Depth))
        .Text("device", All.Select(layer => _trace.Labels.Device(layer.Device)))
        .Text("maps to", All.Select(layer => layer.Below.Count == 0 ? null : string.Join(", ", layer.Below.Select(_trace.Labels.Device))))
        .Count("in", All.Select(layer => layer.SizeIn.Count == 0 ? (long?)null : layer.SizeIn.Count), "bios")
        .Count("size in, p50", All.Select(layer => (long?)layer.SizeIn.P50), "sectors")
        .Real("data in", All.Select(layer => layer.SizeIn.Count == 0 ? (double?)null : layer.SizeIn.TotalSectors / 2048.0), "MiB")
        .Count("X", All.Select(layer => _trace.Evidence.Bios ? (long?)layer.Splits : null))
        .Count("M+F", All.Select(layer => _trace.Evidence.Bios ? (long?)layer.Merges : null))
        .Count("out", All.Select(layer => layer.SizeOut.Count == 0 ? (long?)null : layer.SizeOut.Count))
        .Text("out are", All.Select(layer => layer.SizeOut.Count == 0 ? null : layer.IssuesRequests ? "requests" : "bios"))
        .Count("size out, p50", All.Select(layer => (long?)layer.SizeOut.P50), "sectors")
        .Real("data out", All.Select(layer => layer.SizeOut.Count == 0 ? (double?)null : layer.SizeOut.TotalSectors / 2048.0), "MiB")
        .Text("effect on size", All.Select(layer => layer.Effect))
        .Titled("Layers", $"{Verdict} In counts Q events; out counts D events of a drive and A events of a mapping device; flushes are left out. {_trace.Unmatched}");

    /// <summary>Where sizes shrink and where they grow again, in a sentence with the devices' names.</summary>
    public string Verdict => (ShrinksAt, GrowsAt) switch
    {
        ({ } shrinks, { } grows) => $"Sizes shrink at {Named(shrinks)} and grow again at {Named(grows)}.",
        ({ } shrinks, null) => $"Sizes shrink at {Named(shrinks)} and nothing merges them again.",
        (null, { } grows) => $"Sizes grow at {Named(grows)}; no layer in this trace shrinks them.",
        _ => "No layer in this trace changes the size of the I/O.",
    };

    /// <summary>The edges as a table.</summary>
    public DataFrame EdgesToDataFrame() => new FrameColumns()
        .Text("from", Edges.Select(edge => _trace.Labels.Device(edge.From)))
        .Text("to", Edges.Select(edge => _trace.Labels.Device(edge.To)))
        .Count("A", Edges.Select(edge => edge.Remaps))
        .Real("data", Edges.Select(edge => (double?)edge.Sectors / 2048.0), "MiB")
        .Titled("Edges of the stack", "From A (remap) events.");

    private string Named(Layer layer) => $"{_trace.Labels.Device(layer.Device)} ({layer.SizeIn.P50} to {layer.SizeOut.P50} sectors)";
}
