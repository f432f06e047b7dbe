using NotebookKit.Diagnosis;
using NotebookKit.Display;

namespace NotebookKit;

/// <summary>What a verification says of a fix.</summary>
internal enum FixVerdict
{
    /// <summary>There are too few runs, or no reference, to say.</summary>
    Unclear,

    /// <summary>The workload is as fast as the reference, within <see cref="FixVerification.Tolerance"/>, and the cause is gone.</summary>
    Restored,

    /// <summary>Faster than before, and still slower than the reference.</summary>
    Improved,

    /// <summary>Not faster than before, or the cause is still found.</summary>
    NotFixed,
}

/// <summary>Runs before and after a fix, held against the runs of a reference that never
/// had the defect, and the findings of both.</summary>
[TypeFormatterSource(typeof(ShownFormatterSource))]
public sealed class FixVerification : ITabled
{
    /// <summary>How much slower than the reference still counts as restored: a snapshot
    /// has work to do that a plain volume has not.</summary>
    public double Tolerance { get; private init; }

    /// <summary>What was changed, such as <c>nomerges = 0</c> or the test kernel's version.</summary>
    public required string Fix { get; init; }

    /// <summary>Times of the reference, in s.</summary>
    public required IReadOnlyList<double> ReferenceSeconds { get; init; }

    /// <summary>Times with the defect, in s.</summary>
    public required IReadOnlyList<double> BeforeSeconds { get; init; }

    /// <summary>Times with the fix, in s.</summary>
    public required IReadOnlyList<double> AfterSeconds { get; init; }

    /// <summary>Causes found before and not after, by kind.</summary>
    public IReadOnlyList<string> CausesGone { get; private init; } = [];

    /// <summary>Causes found after, by kind.</summary>
    public IReadOnlyList<string> CausesLeft { get; private init; } = [];

    /// <summary>True where the findings of both sides were given.</summary>
    public bool CausesKnown { get; private init; }

    /// <summary>How many times longer it took before than after.</summary>
    public ConfidenceInterval? SpeedUp => GeometricRatio.Of(BeforeSeconds, AfterSeconds);

    /// <summary>How many times the reference it takes after.</summary>
    public ConfidenceInterval? OfReference => GeometricRatio.Of(AfterSeconds, ReferenceSeconds);

    /// <summary>How many times the reference it took before.</summary>
    public ConfidenceInterval? SlowDown => GeometricRatio.Of(BeforeSeconds, ReferenceSeconds);

    /// <summary>The share of the time lost to the defect that the fix gives back, from the medians; null without all three.</summary>
    public double? Regained =>
        (Median(BeforeSeconds), Median(AfterSeconds), Median(ReferenceSeconds)) is ({ } before, { } after, { } reference)
        && before > reference
            ? (before - after) / (before - reference)
            : null;

    /// <summary>What the runs and findings say together.</summary>
    internal FixVerdict Verdict =>
        SpeedUp is not { } speedUp || OfReference is not { } share ? FixVerdict.Unclear
        : CausesLeft.Count > 0 || speedUp.Estimate <= 1 || speedUp.Low <= 1 ? FixVerdict.NotFixed
        : share.Estimate <= Tolerance ? FixVerdict.Restored
        : FixVerdict.Improved;

    /// <summary>The verdict in a sentence.</summary>
    public string Statement =>
        Verdict switch
        {
            FixVerdict.Restored =>
                $"With {Fix} the workload is restored: it takes {Seconds(AfterSeconds)} where it took {Seconds(BeforeSeconds)}, and {Seconds(ReferenceSeconds)} on the plain volume: {Show(OfReference!)} times as long as there, {Show(SlowDown!)} before.",
            FixVerdict.Improved =>
                $"With {Fix} the workload takes {Seconds(AfterSeconds)} where it took {Seconds(BeforeSeconds)}: {Show(SpeedUp!)} times as fast, and still {Show(OfReference!)} times as long as the plain volume's {Seconds(ReferenceSeconds)}.",
            FixVerdict.NotFixed =>
                $"{Fix} does not fix it: {(CausesLeft.Count > 0 ? $"{string.Join(", ", CausesLeft)} is still found" : $"it is {Show(SpeedUp!)} times as fast as before")}; it takes {Seconds(AfterSeconds)} where it took {Seconds(BeforeSeconds)}.",
            _ =>
                $"Whether {Fix} fixes it cannot be said: {(ReferenceSeconds.Count == 0 ? "no time of a plain volume" : BeforeSeconds.Count == 0 ? "no time before" : "no time after")}.",
        };

    /// <summary>Verifies a fix.</summary>
    /// <param name="fix">What was changed.</param>
    /// <param name="reference">Times of a volume that never had the defect, in s.</param>
    /// <param name="before">Times with the defect, in s.</param>
    /// <param name="after">Times with the fix, in s.</param>
    /// <param name="findingsBefore">The findings with the defect; null where none were made.</param>
    /// <param name="findingsAfter">The same examination with the fix; null where none was made.</param>
    /// <param name="tolerance">How many times the reference still counts as restored.</param>
    /// <exception cref="ArgumentOutOfRangeException">A time is not above 0, or the tolerance is below 1.</exception>
    public static FixVerification Of(
        string fix,
        IReadOnlyList<double> reference,
        IReadOnlyList<double> before,
        IReadOnlyList<double> after,
        Findings? findingsBefore = null,
        Findings? findingsAfter = null,
        double tolerance = 3
    )
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(fix);
        ArgumentOutOfRangeException.ThrowIfLessThan(tolerance, 1);
        string[] kindsBefore = Causes(findingsBefore);
        string[] kindsAfter = Causes(findingsAfter);
        return new FixVerification
        {
            Fix = fix,
            ReferenceSeconds = reference,
            BeforeSeconds = before,
            AfterSeconds = after,
            Tolerance = tolerance,
            CausesKnown = findingsBefore is not null && findingsAfter is not null,
            CausesGone = findingsAfter is null ? [] : [.. kindsBefore.Except(kindsAfter)],
            CausesLeft = [.. kindsAfter.Intersect(kindsBefore)],
        };
    }

    /// <summary>The verdict as a finding.</summary>
    public Finding ToFinding() =>
        new(Statement)
        {
            Kind = FindingKind.FixVerified,
            Value = Verdict == FixVerdict.NotFixed ? SpeedUp?.Estimate : OfReference?.Estimate,
            Unit = Verdict == FixVerdict.NotFixed ? "x as fast as before" : "x the plain volume's time",
            Severity = Verdict == FixVerdict.Restored ? Severity.Info : Severity.Warning,
            Evidence =
            [
                new FindingEvidence(
                    "times",
                    FormattableString.Invariant($"{ReferenceSeconds.Count} plain, {BeforeSeconds.Count} before, {AfterSeconds.Count} after")
                ),
            ],
            RivalsRuledOut =
                CausesGone.Count == 0 ? [] : [$"luck: the same examination found {string.Join(", ", CausesGone)} before and not after"],
            LeftOpen = CausesKnown ? null : "the findings were not made again with the fix",
            Confidence =
                Math.Min(BeforeSeconds.Count, AfterSeconds.Count) >= 3 && CausesKnown
                    ? new Confidence(ConfidenceLevel.High, "at least three runs a side, and the cause is gone from the trace")
                    : new Confidence(ConfidenceLevel.Medium, "few runs, or no second examination"),
        };

    /// <inheritdoc/>
    public ResultTable ToTable() =>
        ResultTable
            .Of(
                new[]
                {
                    ("plain volume", ReferenceSeconds, (ConfidenceInterval?)null),
                    ("with the defect", BeforeSeconds, SlowDown),
                    ("with " + Fix, AfterSeconds, OfReference),
                }
            )
            .Text("runs of", row => row.Item1)
            .Count("runs", row => row.Item2.Count)
            .Real("median", row => Median(row.Item2), "s")
            .Real("ratio", row => row.Item3?.Estimate, "x plain")
            .Real("at least", row => row.Item3?.Low, "x plain")
            .Real("at most", row => row.Item3?.High, "x plain")
            .Titled(
                Statement,
                $"Ratios of geometric means with 95 % intervals (Welch, on logarithms); no interval with one run. {(Regained is { } share ? FormattableString.Invariant($"{share * 100:0.0} % of the lost time is regained. ") : "")}"
                    + $"Restored means at most {FormattableString.Invariant($"{Tolerance:0.#}")} x the plain volume. {(CausesKnown ? $"Causes gone: {(CausesGone.Count == 0 ? "none" : string.Join(", ", CausesGone))}; left: {(CausesLeft.Count == 0 ? "none" : string.Join(", ", CausesLeft))}." : "Causes were not examined again.")}"
            );

    /// <inheritdoc/>
    public override string ToString() => ToTable().ToText();

    private static string Show(ConfidenceInterval interval) =>
        double.IsNaN(interval.Low)
            ? FormattableString.Invariant($"{ThreeDigits.Text(interval.Estimate)}")
            : FormattableString.Invariant(
                $"{ThreeDigits.Text(interval.Estimate)} ({ThreeDigits.Text(interval.Low)} to {ThreeDigits.Text(interval.High)})"
            );

    private static string Seconds(IReadOnlyList<double> times) =>
        FormattableString.Invariant($"{ThreeDigits.Text(Median(times)!.Value)} s");

    private static double? Median(IReadOnlyList<double> times) => Quantiles.Median([.. times]);

    private static string[] Causes(Findings? findings) =>
        [.. (findings ?? []).Where(finding => finding.IsCause).Select(finding => finding.Kind!).Distinct()];
}
