using NotebookKit.Blocks;
using NotebookKit.Display;

namespace NotebookKit;

/// <content>Pictures of what differs: between two captures, and between tools.</content>
public static partial class TracePictures
{
    /// <summary>What changed between two captures, the surest and largest on top; pale bars are not sure.</summary>
    /// <param name="comparison">The comparison.</param>
    /// <param name="most">The most measures shown.</param>
    public static Figure Picture(this TraceComparison comparison, int most = 15)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        ComparisonRow[] rows = [.. comparison.Rows.Where(row => row.Effect is not null).Take(most)];
        Figure figure = Plot.Bar(
            rows.Select(row => row.Measure + (row.Counts.Length > 0 ? $" ({row.Counts})" : "")),
            rows.Select(row => row.Effect!.Value),
            horizontal: true
        );
        var bar = (BarSeries)figure.Panels[0].Series[0];
        bar = bar with
        {
            Labels = [.. rows.Select(row => $"{Value(row.A!.Value, row)} → {Value(row.B!.Value, row)}")],
            Colors =
            [
                .. rows.Select(row =>
                    row.Changed == true ? Sure
                    : row.Changed is null ? Counted
                    : Unsure
                ),
            ],
        };
        return (figure with { Panels = [figure.Panels[0] with { Series = [bar] }] })
            .XAxis("change, as a share of the larger value", min: 0, max: 1.25)
            .Title(comparison.Verdict.TrimEnd('.'))
            .Subtitle("strong: the 95 % interval excludes no change; grey: no interval can be given; pale: not sure")
            .Note("I/Os are taken as independent; repeat runs where it is close.");
    }

    /// <summary>One run by several tools: one panel a number, one line a tool.</summary>
    /// <param name="view">The joined view.</param>
    /// <param name="columns">iostat's names of the numbers; none shows the busiest of them.</param>
    internal static Figure Picture(this JoinedView view, params string[] columns)
    {
        ArgumentNullException.ThrowIfNull(view);
        string[] shown =
            columns.Length > 0
                ? columns
                :
                [
                    .. JoinedView
                        .Columns.Where(column =>
                            view.Values.Any(value => value.Column == column && value.Value > 0)
                            && view.Values.Where(value => value.Column == column).Select(value => value.Source).Distinct().Count() > 1
                        )
                        .Take(6),
                ];
        Figure[] panels =
        [
            .. shown.Select(column =>
                Plot.Step([
                        .. view
                            .Sources.Where(source => view.Values.Any(value => value.Source == source && value.Column == column))
                            .Select(source =>
                            {
                                JoinedValue[] values =
                                [
                                    .. view
                                        .Values.Where(value => value.Source == source && value.Column == column)
                                        .OrderBy(value => value.Seconds),
                                ];

                                // The last interval ends as wide as the others.
                                return (
                                    source,
                                    values.Select(value => value.Seconds).Append(values[^1].Seconds + view.Interval.TotalSeconds),
                                    values.Select(value => value.Value).Append(values[^1].Value)
                                );
                            }),
                    ])
                    .Title(column + (Formats.IostatColumn.Find(column)?.Unit is { } unit ? $" [{unit}]" : ""))
            ),
        ];
        int apart = view.Disagreements.Count;
        return (panels.Length == 0 ? Plot.Step([], []) : Plot.Panels(panels, columns: 2, shareX: true))
            .Title(
                apart == 0
                    ? "The tools agree"
                    : FormattableString.Invariant($"The tools disagree on {apart} numbers by more than {view.Tolerance * 100:0.#} %")
            )
            .Subtitle("iostat's columns and units, interval by interval")
            .XAxis("time", "s");
    }

    private const string Sure = "#0072b2";
    private const string Counted = "#8c8c8c";
    private const string Unsure = "rgba(0,114,178,0.3)";

    private static string Value(double value, ComparisonRow row) =>
        row.IsShare
            ? FormattableString.Invariant($"{value * 100:0.#} %")
            : FormattableString.Invariant(
                $"{ThreeDigits.Text(value)}{(row.Unit.Length == 0 ? "" : row.Unit == "1/s" ? "/s" : " " + row.Unit)}"
            );
}
