using NotebookKit.Display;

namespace NotebookKit.Diagnosis;

/// <summary>Slowness that no rule explains: where a drive's latency or depth is not ordinary, no cause found is no all-clear.</summary>
internal static class UnexplainedRule
{
    // A drive that answers at once when it is asked alone, and has a standing queue now, is waited for.
    private const double StandingQueue = 2;
    private const double TimesTheFastest = 5;

    // What no drive of its kind needs for a small request: flash reads in about 0.1 ms, a disk seeks in about 10.
    private const double SlowFlashMs = 2;
    private const double SlowDiskMs = 20;

    private const double ManyInFlight = 0.2;

    /// <returns>Null where latency and depth are ordinary.</returns>
    public static Finding? Of(DriveFacts at)
    {
        if (
            at.Trace.Phases.Get(Phase.D2C, Denominator.Request, at.Device) is not { } d2c
            || at.Trace.Phases.FastestHundredthNs(Phase.D2C, Denominator.Request, at.Device) is not { } first
        )
        {
            return null;
        }

        (double median, double fastest) = (d2c.P50Ns / 1e6, first / 1e6);

        double depth = at.Trace.QueueDepth.Steps(at.Device)?.Mean ?? 0;
        double ordinary = (at.IsFlash ? SlowFlashMs : SlowDiskMs) + at.TransferMs;
        DriveCounts counts = DriveCounts.Of(at.Trace, at.Device);
        string? why =
            median >= 1 && depth >= StandingQueue && median >= TimesTheFastest * fastest
                ? FormattableString.Invariant(
                    $"requests wait at it: median D2C is {ThreeDigits.Text(median)} ms where the fastest take {ThreeDigits.Text(fastest)} ms"
                )
            : median >= ordinary
                ? FormattableString.Invariant(
                    $"median D2C is {ThreeDigits.Text(median)} ms for {at.SizeAtD / 2:0.#} KiB, {(at.IsFlash ? "more than a flash drive needs" : "more than any drive needs")}"
                )
            : counts.InFlight >= ManyInFlight * counts.Requests
                ? FormattableString.Invariant(
                    $"{counts.InFlight:N0} of {counts.Requests:N0} requests are still under way when the trace ends"
                )
            : null;
        return why is null
            ? null
            : new Finding(
                FormattableString.Invariant(
                    $"{at.Name} may be slow, and the trace is too short or lacks what would say why: {why}; {depth:0.#} outstanding on average, busy {at.Whole["busy_share"] * 100:0} % of {ThreeDigits.Text(at.Seconds)} s."
                )
            )
            {
                Kind = "slow-unexplained",
                Severity = Severity.Warning,
                Value = median,
                Unit = "ms median D2C",
                Denominator = FindingDenominator.Request,
                Numbers =
                [
                    new("median D2C", median, "ms"),
                    new("fastest hundredth", fastest, "ms"),
                    new("mean depth", depth, "requests"),
                    new("still under way at the end", counts.InFlight, "requests"),
                ],
                Evidence = [at.Evidence(FormattableString.Invariant($"{counts.Requests:N0} requests, {counts.Completed:N0} completed"))],
                LeftOpen = "capture for longer, and read the limits set on the drive (io.max, a cloud volume's)",
                Confidence = new(ConfidenceLevel.Medium, "the latency is measured; no rule knows its cause"),
            };
    }
}
