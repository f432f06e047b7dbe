using NotebookKit.Data;
using NotebookKit.Display;

namespace NotebookKit.Blocks;

[TypeFormatterSource(typeof(FramedFormatterSource), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed partial class Phases : IFramed
{
    /// <summary>All phases of all devices together, by every denominator.</summary>
    public DataFrame ToDataFrame() => ToDataFrame(All.Where(row => row.Device is null), "Phase latencies, all devices");

    /// <summary>The phases of each device, by one denominator.</summary>
    /// <param name="denominator">What to count.</param>
    public DataFrame ToDataFrame(Denominator denominator)
        => ToDataFrame(All.Where(row => row.Denominator == denominator), $"Phase latencies by {Word(denominator)}");

    /// <summary>All phases, of all devices together and of each device, by every denominator.</summary>
    public DataFrame AllToDataFrame() => ToDataFrame(All, "Phase latencies");

    /// <summary>What a denominator is called in tables.</summary>
    internal static string Word(Denominator denominator) => denominator switch
    {
        Denominator.Btt => "bio (btt)",
        Denominator.Bio => "bio",
        _ => "request",
    };

    private DataFrame ToDataFrame(IEnumerable<PhaseSummary> summaries, string caption)
    {
        PhaseSummary[] rows = [.. summaries];
        return new FrameColumns()
            .Text("phase", rows.Select(row => row.Phase.ToString()))
            .Text("counts", rows.Select(row => Word(row.Denominator)))
            .Text("device", rows.Select(row => row.Device is { } device ? _trace.Labels.Device(device) : "all"))
            .Count("N", rows.Select(row => row.N))
            .Real("min", rows.Select(row => (double?)row.MinNs / 1e6), "ms")
            .Real("avg", rows.Select(row => (double?)row.AvgNs / 1e6), "ms")
            .Real("p50", rows.Select(row => (double?)row.P50Ns / 1e6), "ms")
            .Real("p90", rows.Select(row => (double?)row.P90Ns / 1e6), "ms")
            .Real("p95", rows.Select(row => (double?)row.P95Ns / 1e6), "ms")
            .Real("p99", rows.Select(row => (double?)row.P99Ns / 1e6), "ms")
            .Real("p99.9", rows.Select(row => (double?)row.P999Ns / 1e6), "ms")
            .Real("max", rows.Select(row => (double?)row.MaxNs / 1e6), "ms")
            .Titled(caption, $"bio (btt): bios by btt's rules, equal to btt; bio: every bio once; request: every request once. {_trace.Evidence} {_trace.Unmatched}");
    }
}
