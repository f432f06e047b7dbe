using NotebookKit.Blocks;
using NotebookKit.Display;
using NotebookKit.Stats;

namespace NotebookKit.Diagnosis;

/// <summary>Bios that wait in the drive's own queue, in front of a drive that has nothing to do.</summary>
internal static class HeldRule
{
    // A drive that works for most of the time is what the queue waits for.
    private const double Idle = 0.5;
    private const double MostOfQ2C = 0.8;
    private const double LeastMs = 1;

    // Of the time in which the drive works: with so much, it is what holds the load; with so little, one of the things.
    internal const double Most = 0.5;
    private const double Some = 0.1;

    // Of all the time from Q to C: where many callers wait, most may pass at once and some for long, and no median tells.
    private const double MostOfAllQ2C = 0.35;
    private const double SomeOfQ2C = 0.2;
    private const double Fewest = 0.03;

    // Below a hundredth it is not worth a word.
    private const double Seldom = 0.01;

    // Flushes have places of their own, and what completes on one processor may be traced after what begins on another.
    private const double NearlyAll = 0.9;
    private const double Beside = 0.25;

    private static readonly (Phase Phase, Denominator Of, string Check)[] Waits =
    [
        (Phase.Q2G, Denominator.Bio, "no free request or tag: nr_requests, and the drive's own queue depth"),
        (Phase.G2I, Denominator.Request, "the plug: a task that collects I/O and sleeps"),
        (
            Phase.I2D,
            Denominator.Request,
            "the scheduler (queue/scheduler and its tunables), write-back throttling (wbt_lat_usec), or a driver that takes no more"
        ),
        (Phase.M2D, Denominator.Bio, "the plug or the scheduler, after the merge"),
        (Phase.Q2D, Denominator.Request, "I events would tell which part: trace with blktrace"),
    ];

    /// <summary>The phase in front of the drive in which most of all the time from Q to C passes, with what to check; null where none has a
    /// good part of it.</summary>
    public static (Phase Phase, double Share, string Check)? MostAbove(DriveFacts at)
    {
        if (at.Trace.Phases.Get(Phase.Q2C, Denominator.Bio, at.Device) is not { N: > 0, AvgNs: > 0 } whole)
        {
            return null;
        }

        (Phase Phase, double Share, string Check) most = Waits
            .Where(wait => wait.Phase is Phase.Q2G or Phase.G2I or Phase.I2D)
            .Select(wait =>
                (
                    wait.Phase,
                    at.Trace.Phases.Get(wait.Phase, wait.Of, at.Device) is { } phase ? phase.AvgNs * phase.N / (whole.AvgNs * whole.N) : 0,
                    wait.Check
                )
            )
            .MaxBy(wait => wait.Item2);
        return most.Share >= MostOfAllQ2C ? most : null;
    }

    public static Finding? Of(DriveFacts at) => OfTags(at) ?? OfIdleDrive(at);

    // A drive that works all the time may still be kept from working on more: each of its
    // few requests is in hand, and bios wait for one to be free.
    private static Finding? OfTags(DriveFacts at)
    {
        if (
            TagsOf(at) is not { ShareOfBios: >= Fewest } wait
            || !(wait.ShareOfQ2C >= SomeOfQ2C || (wait.ShareOfBusy >= Some && wait.ShareOfQ2C >= Fewest))
            || at.Trace.Phases.Get(Phase.Q2C, Denominator.Bio, at.Device) is not { N: >= Diagnose.FewestRequests } whole
            || at.Trace.Phases.Get(Phase.Q2G, Denominator.Bio, at.Device) is not { } get
            || at.Trace.QueueDepth.Steps(at.Device) is not { } steps
        )
        {
            return null;
        }

        bool most = wait.ShareOfBusy >= Most || wait.ShareOfQ2C >= MostOfAllQ2C;
        bool several = steps.Max > ((1 + Beside) * wait.Places) + 1;
        bool rises = at.DepthEffect is { Rises: true };
        return new Finding(
            FormattableString.Invariant(
                $"Bios wait for a free request {wait.ShareOfBusy * 100:0} % of the time {at.Name} works: {(several ? $"{wait.Places} or more" : $"all {wait.Places}")} are in hand then (nr_requests = {wait.Places}{(several ? ", for each of the drive's queues" : "")}); {wait.ShareOfBios * 100:0} % of the bios found none free, and Q2G is {ThreeDigits.Text(get.AvgNs / NsIn.Ms)} of {ThreeDigits.Text(whole.AvgNs / NsIn.Ms)} ms on average."
            )
        )
        {
            Kind = FindingKind.HeldAboveDrive,
            Phase = Phase.Q2G,
            Severity = most ? Severity.Critical : Severity.Warning,
            Value = wait.ShareOfBusy * 100,
            Unit = "% of the time in which a bio waits",
            Denominator = FindingDenominator.Bio,
            Numbers =
            [
                new("bios that found no request free", wait.ShareOfBios * 100, "%"),
                new("mean Q2G", get.AvgNs / NsIn.Ms, "ms"),
                new("median Q2G", get.P50Ns / NsIn.Ms, "ms"),
                new("median Q2C", whole.P50Ns / NsIn.Ms, "ms"),
                new("nr_requests", wait.Places),
                new("most in hand", steps.Max, "requests"),
                new("mean in hand", steps.Mean ?? 0, "requests"),
            ],
            Evidence =
            [
                at.Evidence(
                    FormattableString.Invariant($"{wait.Bios:N0} bios with Q, G and C, each held against what was in hand from G to C")
                ),
            ],
            RivalsRuledOut =
            [
                "a scheduler or write-back throttling that holds requests: the wait comes before there is a request, and while all are in hand",
                .. at.DepthEffect is { IsFlat: true } flat
                    ? (string[])
                        [
                            FormattableString.Invariant(
                                $"a saturated drive: D2C of {flat.Operation}s is {ThreeDigits.Text(flat.HighMs)} ms with {flat.HighDepth:0.#} in hand and {ThreeDigits.Text(flat.LowMs)} ms with {flat.LowDepth:0.#}"
                            ),
                        ]
                    : [],
            ],
            LeftOpen = rises
                ? "D2C rises with what is in hand: with more requests the wait may only move into the drive"
                : "whether the drive would give more with more in hand: raise nr_requests (without a scheduler it is the drive's own queue depth) and trace again",
            Confidence =
                most && !rises && !several
                    ? new(ConfidenceLevel.High, "the wait is measured, and the number in hand stands at the number there is")
                    : new(
                        ConfidenceLevel.Medium,
                        most
                            ? "the wait is measured; the drive itself is slower with more in hand"
                            : "the wait is measured; for most of the time none waits"
                    ),
        };
    }

    /// <summary>Says that requests run out now and then, where that is no cause of slowness.</summary>
    public static Finding? SeldomOf(DriveFacts at) =>
        TagsOf(at) is not { ShareOfBusy: >= Seldom, ShareOfBios: >= Seldom } wait || OfTags(at) is not null
            ? null
            : new Finding(
                FormattableString.Invariant(
                    $"Requests of {at.Name} run out {ThreeDigits.Text(wait.ShareOfBusy * 100)} % of the time it works (nr_requests = {wait.Places}): {ThreeDigits.Text(wait.ShareOfBios * 100)} % of the bios found none free, and {ThreeDigits.Text(wait.ShareOfQ2C * 100)} % of all Q2C is spent waiting for one."
                )
            )
            {
                Kind = FindingKind.TagsRunOut,
                Severity = Severity.Info,
                Value = wait.ShareOfBusy * 100,
                Unit = "% of the time in which a bio waits",
                Denominator = FindingDenominator.Bio,
                Numbers =
                [
                    new("bios that found no request free", wait.ShareOfBios * 100, "%"),
                    new("share of Q2C", wait.ShareOfQ2C * 100, "%"),
                    new("nr_requests", wait.Places),
                ],
                Evidence =
                [
                    at.Evidence(
                        FormattableString.Invariant($"{wait.Bios:N0} bios with Q, G and C, each held against what was in hand from G to C")
                    ),
                ],
                LeftOpen = "with more requests Q2C would be shorter by that share at the most: it is no cause of slowness here",
                Confidence = new(ConfidenceLevel.High, "the wait is measured"),
            };

    /// <summary>How long bios wait for one of the drive's few requests; null where their
    /// number is not known, or what is in hand never comes near it.</summary>
    internal static TagWait? TagsOf(DriveFacts at) =>
        at.Queue.NrRequests is { } places && at.Trace.QueueDepth.Steps(at.Device)?.Max >= NearlyAll * places ? at.TagWait(places) : null;

    private static Finding? OfIdleDrive(DriveFacts at)
    {
        if (
            at.Trace.Phases.Get(Phase.Q2C, Denominator.Bio, at.Device) is not { N: >= Diagnose.FewestRequests } whole
            || whole.P50Ns < LeastMs * NsIn.Ms
            || at.Whole["busy_share"] is not < Idle
            || at.Trace.Phases.Get(Phase.D2C, Denominator.Request, at.Device) is not { } drive
            || drive.P50Ns > (1 - MostOfQ2C) * whole.P50Ns
        )
        {
            return null;
        }

        // The whole is named only where no part of it is known.
        (Phase Phase, Denominator Of, string Check)[] known =
        [
            .. Waits.Where(wait => at.Trace.Phases.Get(wait.Phase, wait.Of, at.Device) is not null),
        ];
        (PhaseSummary? longest, string check) = (
            known.Any(wait => wait.Phase is Phase.I2D or Phase.Q2G) ? known.Where(wait => wait.Phase is not Phase.Q2D) : known
        )
            .Select(wait => (at.Trace.Phases.Get(wait.Phase, wait.Of, at.Device), wait.Check))
            .OrderByDescending(wait => wait.Item1!.P50Ns * Math.Min(1, wait.Item1.N / (double)whole.N))
            .FirstOrDefault();
        return longest is null || longest.P50Ns < 0.5 * whole.P50Ns
            ? null
            : new Finding(
                FormattableString.Invariant(
                    $"Bios wait above {at.Name}, not in it: {longest.Phase} takes {ThreeDigits.Text(longest.P50Ns / NsIn.Ms)} of the {ThreeDigits.Text(whole.P50Ns / NsIn.Ms)} ms from Q to C, and the drive is busy {at.Whole["busy_share"] * 100:0} % of the time."
                )
            )
            {
                Kind = FindingKind.HeldAboveDrive,
                Phase = longest.Phase,
                Severity = Severity.Critical,
                Value = longest.P50Ns / whole.P50Ns * 100,
                Unit = $"% of Q2C in {longest.Phase}",
                Denominator = longest.Denominator == Denominator.Bio ? FindingDenominator.Bio : FindingDenominator.Request,
                Numbers =
                [
                    new($"median {longest.Phase}", longest.P50Ns / NsIn.Ms, "ms"),
                    new("median Q2C", whole.P50Ns / NsIn.Ms, "ms"),
                    new($"median D2C of {at.UsualWords}", at.UsualMs, "ms"),
                    new("busy", (at.Whole["busy_share"] ?? 0) * 100, "%"),
                ],
                Evidence = [at.Evidence(FormattableString.Invariant($"{whole.N:N0} bios with Q and C"))],
                RivalsRuledOut =
                [
                    FormattableString.Invariant(
                        $"a slow drive: its median D2C of {at.UsualWords} is {ThreeDigits.Text(at.UsualMs)} ms and it idles {(1 - at.Whole["busy_share"]) * 100:0} % of the time"
                    ),
                ],
                LeftOpen = "what to check: " + check,
                Confidence = new(ConfidenceLevel.Medium, "the phase is measured; who holds the I/O in it is not in the trace"),
            };
    }
}
