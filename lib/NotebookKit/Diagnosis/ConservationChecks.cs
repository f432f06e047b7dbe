using NotebookKit.Diagnosis;
using NotebookKit.Display;

namespace NotebookKit;

/// <summary>Laws that hold for any block device, checked on one source; shows itself as a table.</summary>
[TypeFormatterSource(typeof(ShownFormatterSource))]
public sealed record ConservationChecks : ITabled
{
    internal ConservationChecks(string source, IReadOnlyList<LawCheck> rows) => (Source, Rows) = (source, rows);

    /// <summary>Where the numbers come from, such as <c>btrace.txt</c>.</summary>
    public string Source { get; }

    /// <summary>The checks, layer by layer.</summary>
    internal IReadOnlyList<LawCheck> Rows { get; init; }

    /// <summary>The checks that failed.</summary>
    internal IReadOnlyList<LawCheck> Violated => [.. Rows.Where(row => row.Verdict == LawVerdict.Violated)];

    /// <summary>Checks of two sources together.</summary>
    public ConservationChecks With(ConservationChecks other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new ConservationChecks($"{Source}, {other.Source}", [.. Rows, .. other.Rows]);
    }

    /// <summary>One row a check: law, both sides, ratio, tolerance, verdict and what it means.</summary>
    public ResultTable ToTable() =>
        new ResultTable()
            .Text("law", Rows.Select(row => row.Law))
            .Text("verdict", Rows.Select(row => Word(row.Verdict)))
            .Text("where", Rows.Select(row => row.Where))
            .Real("left", Rows.Select(row => row.Left))
            .Real("right", Rows.Select(row => row.Right))
            .Text("unit", Rows.Select(row => row.Unit))
            .Real("left/right", Rows.Select(row => row.Ratio))
            .Real("tolerance", Rows.Select(row => row.Tolerance * 100), "%")
            .Text("left is", Rows.Select(row => row.LeftName))
            .Text("right is", Rows.Select(row => row.RightName))
            .Text("meaning", Rows.Select(row => row.Meaning))
            .Titled(
                FormattableString.Invariant(
                    $"Conservation checks on {Source}: {Violated.Count} of {Rows.Count(row => row.Verdict != LawVerdict.NotJudged)} laws judged are violated"
                ),
                "A law is not judged where the source does not know a side. Flushes carry no sectors and are left out, except in Little's law.",
                maxRows: 40
            )
            .Keeping("verdict");

    /// <summary>One finding for each kind of violation on a device, the largest contradiction first; none where every law holds.</summary>
    public Findings ToFindings()
    {
        var findings = new Findings($"Conservation checks on {Source}");
        foreach (IGrouping<LawKind, LawCheck> group in Violated.GroupBy(row => row.Kind).OrderBy(group => group.Key))
        {
            findings.Add(group.OrderByDescending(Contradiction).Select(Finding));
        }

        return findings;
    }

    internal static string Word(LawVerdict verdict) =>
        verdict switch
        {
            LawVerdict.Holds => "holds",
            LawVerdict.Violated => "VIOLATED",
            _ => "not judged",
        };

    private static double Contradiction(LawCheck row) => row.Ratio is { } ratio and > 0 ? Math.Abs(Math.Log(ratio)) : double.MaxValue;

    private Finding Finding(LawCheck row) =>
        new($"{row.Where}: {row.Meaning}")
        {
            Kind = row.Kind switch
            {
                LawKind.Accounting => FindingKind.AccountingArtefact,
                LawKind.Events => FindingKind.LostEvents,
                _ => FindingKind.EndsInLayer,
            },
            Device = row.Device ?? row.Where,
            Severity =
                row.Kind == LawKind.Layer ? Severity.Critical
                : row.Unit == "I/Os" && row.Kind == LawKind.Accounting ? Severity.Notice
                : Severity.Warning,
            Value = row.Ratio is { } ratio && double.IsFinite(ratio) ? ratio : null,
            Unit = row.Ratio is null ? null : $"x ({row.LeftName} / {row.RightName})",
            Numbers =
            [
                new FindingNumber(row.LeftName, row.Left!.Value, row.Unit),
                new FindingNumber(row.RightName, row.Right!.Value, row.Unit),
            ],
            Evidence = [new FindingEvidence(Source, $"law \"{row.Law}\" at {row.Where}")],
            Confidence = new Confidence(
                ConfidenceLevel.High,
                FormattableString.Invariant($"the two sides must be equal whatever the load; allowed were {row.Tolerance * 100:0.#} %")
            ),
        };
}
