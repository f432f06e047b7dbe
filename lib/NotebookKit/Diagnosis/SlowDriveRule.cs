using NotebookKit.Display;

namespace NotebookKit.Diagnosis;

/// <summary>A drive that takes its time for each request, however few it has in hand.</summary>
internal static class SlowDriveRule
{
    // A disk alone needs such times too, but then D2C rises with the number outstanding, which is what is asked for here.
    private const double SlowFlashMs = 2;
    private const double SlowMs = 4;

    public static Finding? Of(DriveFacts at) =>
        (at.IsFlash ? SlowFlashMs : SlowMs) + at.TransferMs is var slowMs
        && DepthEffect.MayBeFlat(at, slowMs)
        && at.DepthEffect is { IsFlat: true } effect
        && effect.LowMs >= slowMs
            ? new Finding(
                FormattableString.Invariant(
                    $"{at.Name} takes {ThreeDigits.Text(effect.HighMs)} ms for a {effect.Operation} with {effect.HighDepth:0.#} outstanding and {ThreeDigits.Text(effect.LowMs)} ms with {effect.LowDepth:0.#}: it is slow at any depth, not overloaded."
                )
            )
            {
                Kind = FindingKind.SlowDrive,
                Severity = Severity.Critical,
                Value = effect.HighMs,
                Unit = $"ms D2C of {effect.Operation}s",
                Denominator = FindingDenominator.Request,
                Numbers =
                [
                    new("median D2C at low depth", effect.LowMs, "ms"),
                    new("low depth", effect.LowDepth, "requests"),
                    new("median D2C at high depth", effect.HighMs, "ms"),
                    new("high depth", effect.HighDepth, "requests"),
                ],
                Evidence = [at.Evidence("D2C by the number of requests outstanding at D")],
                RivalsRuledOut = ["an overloaded drive: with a queue inside it D2C rises with the number outstanding, and it does not"],
                LeftOpen =
                    "why: medium, firmware, power state, link, or a volume on a network behind it"
                    + (
                        at.Queue.NrRequests is { } tags && effect.HighDepth >= 0.9 * tags
                            ? FormattableString.Invariant(
                                $"; the depth stays at nr_requests = {tags}, more tags would give more I/O a second"
                            )
                            : ""
                    ),
                Confidence = new(ConfidenceLevel.Medium, "both depths were seen in one trace"),
            }
            : null;
}
