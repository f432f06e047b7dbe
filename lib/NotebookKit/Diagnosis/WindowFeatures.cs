using NotebookKit.Stats;

namespace NotebookKit;

/// <summary>The features of every stretch of a trace on one device.</summary>
/// <param name="Device">The device; null for an empty trace.</param>
/// <param name="WidthNs">The length of a stretch, in ns.</param>
/// <param name="Rows">One row for each stretch, in time order.</param>
public sealed record WindowFeatures(BlockDevice? Device, long WidthNs, IReadOnlyList<FeatureRow> Rows) : ITabled
{
    /// <summary>What lies in no stretch, as a sentence: events at times far from all others; null where every event lies in one.</summary>
    public string? LeftOut { get; init; }

    /// <summary>What failed above the device, in a sentence: no feature tells of it; null
    /// where nothing did, or no layer above was traced.</summary>
    public string? FailedAbove { get; init; }

    /// <summary>The features as a table, one row for each stretch.</summary>
    public ResultTable ToTable() =>
        Frame(
            Rows,
            Device is null
                ? "Features: the trace is empty"
                : FormattableString.Invariant(
                    $"Features of {Device} in {Rows.Count} stretches of {WidthNs / NsIn.Ms:0.#} ms{(LeftOut is null ? "" : ". " + LeftOut.Trim())}"
                )
        );

    /// <summary>The rows of several traces as one table.</summary>
    public static ResultTable Frame(IEnumerable<FeatureRow> rows, string caption = "Features")
    {
        FeatureRow[] all = [.. rows];
        ResultTable table = new ResultTable()
            .Text("recording", all.Select(row => row.Recording))
            .Text("label", all.Select(row => row.Label))
            .Count("window", all.Select(row => row.Window))
            .Real("from", all.Select(row => row.FromNs / NsIn.Second), "s")
            .Count("bios", all.Select(row => row.Bios))
            .Count("requests", all.Select(row => row.Requests));
        foreach ((int i, Feature feature) in Features.All.Index())
        {
            table.Real(feature.Name, all.Select(row => row.Values[i]), feature.Unit);
        }

        return table.Titled(
            caption,
            "Bios count where queued, requests where issued, latencies and rates where completed; null where there is nothing to take a feature from. Features.Describe() tells each."
        );
    }

    /// <summary>Stretches in which a feature stands out of its neighbours in time (Hampel, <see cref="RobustOutliers"/>).</summary>
    /// <param name="halfWidth">Neighbouring stretches on each side.</param>
    /// <param name="threshold">From how many spreads on a value stands out.</param>
    /// <param name="floor">
    /// The smallest spread, as a share of the feature's median over the trace (of 1 where that is 0): steadier features would otherwise
    /// raise alarms by changes that nobody would call one.
    /// </param>
    /// <returns>One row for each stretch and feature, the furthest out first.</returns>
    public ResultTable Outliers(int halfWidth = 5, double threshold = 3.5, double floor = 0.05)
    {
        var found = new List<(FeatureRow Row, Feature Feature, Outlier Outlier)>();
        for (int i = 0; i < Features.All.Count; i++)
        {
            double?[] series = [.. Rows.Select(row => row.Values[i])];
            double typical = Math.Abs(Quantiles.Median(series.OfType<double>().ToArray()) ?? 0);
            foreach (Outlier outlier in RobustOutliers.Hampel(series, halfWidth, threshold, floor * (typical > 0 ? typical : 1)))
            {
                found.Add((Rows[outlier.Index], Features.All[i], outlier));
            }
        }

        found = [.. found.OrderByDescending(entry => Math.Abs(entry.Outlier.Score)).ThenBy(entry => entry.Row.Window)];
        return new ResultTable()
            .Count("window", found.Select(entry => entry.Row.Window))
            .Real("from", found.Select(entry => entry.Row.FromNs / NsIn.Second), "s")
            .Text("feature", found.Select(entry => entry.Feature.Name))
            .Real("value", found.Select(entry => entry.Outlier.Value))
            .Real("median nearby", found.Select(entry => entry.Outlier.Median))
            .Text("unit", found.Select(entry => entry.Feature.Unit))
            .Real("score", found.Select(entry => entry.Outlier.Score), "spreads")
            .Titled(
                FormattableString.Invariant($"Stretches that stand out of their neighbours: {found.Count} in {Rows.Count} stretches"),
                FormattableString.Invariant(
                    $"Hampel identifier, {halfWidth} stretches on each side, from {threshold} spreads (1.4826 MAD) on; stretches with fewer than 3 neighbours are not judged."
                )
            );
    }
}
