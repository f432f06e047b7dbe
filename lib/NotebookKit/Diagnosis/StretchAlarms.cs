using NotebookKit.Display;
using NotebookKit.Stats;

namespace NotebookKit;

/// <summary>A stretch of a trace that somebody would want to know of.</summary>
/// <param name="Row">The stretch.</param>
/// <param name="Feature">The feature that stands out.</param>
/// <param name="Value">Its value, in the feature's unit.</param>
/// <param name="Nearby">The median of its neighbours in time.</param>
/// <param name="Score">How many spreads of the neighbours it is off; infinite where they are all equal.</param>
/// <param name="Says">What it means, with its numbers.</param>
internal sealed record StretchAlarm(FeatureRow Row, Feature Feature, double Value, double Nearby, double Score, string Says);

/// <summary>Stretches that stand out of their neighbours to the worse, and by enough to matter; shows itself as a table.</summary>
/// <remarks>
/// <see cref="WindowFeatures.Outliers"/> tells every feature that stands out: with two dozen features and small samples some always do.
/// An alarm asks for more: one of three costs (a stall, a slow median, a rate that falls while the drive is busy), to the worse, off by
/// <see cref="Spreads"/> spreads (Hampel), and by an amount that a user would notice.
/// </remarks>
[TypeFormatterSource(typeof(ShownFormatterSource))]
public sealed class StretchAlarms : ITabled
{
    /// <summary>From how many spreads on a value stands out; 3.5 after Iglewicz and Hoaglin (see
    /// <see cref="RobustOutliers.ByMad"/>).</summary>
    public const double Spreads = 3.5;

    /// <summary>The shortest stall that is an alarm, in ms: as in the rule for stalls, the time that users notice.</summary>
    public const double StallMs = 100;

    /// <summary>How many times the neighbours' median D2C a stretch's must be.</summary>
    public const double Slower = 3;

    private const int HalfWidth = 5;

    private readonly int _stretches;

    private StretchAlarms(IReadOnlyList<StretchAlarm> all, int stretches, int judged) =>
        (All, _stretches, Judged) = (all, stretches, judged);

    /// <summary>The alarms, in time order.</summary>
    internal IReadOnlyList<StretchAlarm> All { get; }

    /// <summary>The stretches that could be judged: those with at least three neighbours that completed I/O.</summary>
    public int Judged { get; }

    /// <summary>The numbers of the stretches with an alarm, ascending.</summary>
    public IReadOnlyList<int> Windows => [.. All.Select(alarm => alarm.Row.Window).Distinct().Order()];

    /// <summary>Looks for alarms.</summary>
    /// <param name="windows">The stretches; 250 ms each is a good length for stalls of some 100 ms.</param>
    public static StretchAlarms Of(WindowFeatures windows)
    {
        ArgumentNullException.ThrowIfNull(windows);
        IReadOnlyList<FeatureRow> rows = windows.Rows;
        var found = new List<StretchAlarm>();
        foreach (Outlier at in Outliers(rows, "stall_share", floor: 0.01))
        {
            double ms = at.Value * rows[at.Index].WidthNs / NsIn.Ms;
            if (at.Score > 0 && ms >= StallMs)
            {
                found.Add(
                    Alarm(
                        rows[at.Index],
                        "stall_share",
                        at,
                        FormattableString.Invariant(
                            $"nothing completed for {ms:0} ms with I/O in hand; nearby {at.Median * rows[at.Index].WidthNs / NsIn.Ms:0.#} ms"
                        )
                    )
                );
            }
        }

        foreach (Outlier at in Outliers(rows, "d2c_p50", floor: 0).Where(at => at.Score > 0 && at.Value >= Slower * at.Median))
        {
            found.Add(
                Alarm(
                    rows[at.Index],
                    "d2c_p50",
                    at,
                    FormattableString.Invariant(
                        $"half of the requests took {ThreeDigits.Text(at.Value)} ms or longer; nearby {ThreeDigits.Text(at.Median)} ms"
                    )
                )
            );
        }

        foreach (
            Outlier at in Outliers(rows, "iops", floor: 0).Where(at => at.Value <= at.Median / 2 && rows[at.Index]["busy_share"] >= 0.5)
        )
        {
            found.Add(
                Alarm(
                    rows[at.Index],
                    "iops",
                    at,
                    FormattableString.Invariant(
                        $"{at.Value:0} completions a second with the drive busy {rows[at.Index]["busy_share"] * 100:0} % of the time; nearby {at.Median:0}"
                    )
                )
            );
        }

        return new StretchAlarms(
            [.. found.OrderBy(alarm => alarm.Row.Window).ThenBy(alarm => alarm.Feature.Name, StringComparer.Ordinal)],
            rows.Count,
            rows.Count >= 4 ? rows.Count : 0
        );
    }

    /// <summary>One row an alarm.</summary>
    public ResultTable ToTable() =>
        new ResultTable()
            .Count("window", All.Select(alarm => alarm.Row.Window))
            .Real("from", All.Select(alarm => alarm.Row.FromNs / NsIn.Second), "s")
            .Text("feature", All.Select(alarm => alarm.Feature.Name))
            .Real("value", All.Select(alarm => alarm.Value))
            .Real("median nearby", All.Select(alarm => alarm.Nearby))
            .Real("score", All.Select(alarm => double.IsFinite(alarm.Score) ? alarm.Score : (double?)null), "spreads")
            .Text("says", All.Select(alarm => alarm.Says))
            .Titled(
                FormattableString.Invariant($"Alarms in {Windows.Count} of {_stretches} stretches"),
                FormattableString.Invariant(
                    $"To the worse, off by {Spreads} spreads of the {2 * HalfWidth} nearest stretches, and by an amount that users notice. A score is null where the neighbours are all equal."
                )
            );

    private static StretchAlarm Alarm(FeatureRow row, string feature, Outlier at, string says) =>
        new(row, Features.All[Features.IndexOf(feature)], at.Value, at.Median, at.Score, says);

    private static IReadOnlyList<Outlier> Outliers(IReadOnlyList<FeatureRow> rows, string feature, double floor) =>
        RobustOutliers.Hampel([.. rows.Select(row => row[feature])], HalfWidth, Spreads, floor);
}
