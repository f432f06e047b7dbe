using NotebookKit.Blocks;
using NotebookKit.Display;
using NotebookKit.Stats;

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

    // Where most are quick, these many are not ordinary either.
    private const double OneInTen = 2;
    private const double OneInAHundred = 20;
    private const int FewestForHundredth = 1000;
    private const double EnoughSeconds = 3;

    /// <summary>The time that no drive of its kind needs for a small request, in ms.</summary>
    public static double OrdinaryMs(bool flash) => flash ? SlowFlashMs : SlowDiskMs;

    /// <returns>Null where latency and depth are ordinary.</returns>
    public static Finding? Of(DriveFacts at)
    {
        if (at.Seconds <= 0)
        {
            return WithoutSpan(at);
        }

        if (at.Trace.Phases.Get(Phase.D2C, Denominator.Request, at.Device) is not { } d2c || at.Usual is not { } usual)
        {
            return WithoutTimes(at);
        }

        double depth = at.Trace.QueueDepth.Steps(at.Device)?.Mean ?? 0;
        DriveCounts counts = DriveCounts.Of(at.Trace, at.Device);
        LongWait? waits = LongWait.Of(at);

        // Each kind by itself, as they are frequent: half discards of 80 ms and half reads of 0.1 have no median of 40 ms.
        OperationLatency[] kinds = [.. at.Kinds.Where(kind => kind == usual || kind.D2C.N >= Diagnose.FewestRequests)];
        (OperationLatency Kind, string Why)? slow = kinds
            .Select(kind => (kind, SlowMedian(at, kind, depth)))
            .Concat(kinds.Select(kind => (kind, SlowSome(IoKind.Words(kind.Kind), "D2C", kind.D2C, OrdinaryMs(at, kind)))))
            .Where(one => one.Item2 is not null)
            .Select(one => ((OperationLatency, string)?)(one.kind, one.Item2!))
            .FirstOrDefault();
        OperationLatency said = slow?.Kind ?? usual;
        (double median, double fastest) = (said.D2C.P50Ns / NsIn.Ms, said.FastestHundredthNs / NsIn.Ms);
        string words = IoKind.Words(said.Kind);
        (Phase Phase, double Share, string Check)? above = null;
        string? why =
            slow is { } one ? one.Why
            : counts.InFlight >= ManyInFlight * counts.Requests
                ? FormattableString.Invariant(
                    $"{counts.InFlight:N0} of {counts.Requests:N0} requests are still under way when the trace ends"
                )
            : waits?.ToString() ?? TimeInHand.Slow(at);
        if (why is null)
        {
            above = HeldRule.MostAbove(at);
            why = SlowAbove(at, OrdinaryMs(at, usual), above);
            above = why is null ? null : above;
            why ??= SlowUntied(at);
        }

        return why is null
            ? WithoutTimesAbove(at)
            : new Finding(
                FormattableString.Invariant(
                    $"{(above is null ? $"{at.Name} may be slow" : $"I/O waits above {at.Name}")}, and {(IsShort(at) ? "the trace is too short or lacks what would say why" : "no rule says why")}: {why}; {depth:0.#} outstanding on average, busy {at.Whole["busy_share"] * 100:0} % of {ThreeDigits.Text(at.Seconds)} s."
                )
            )
            {
                Kind = FindingKind.SlowUnexplained,
                Severity = Severity.Warning,
                Value = median,
                Unit = $"ms median D2C of {words}",
                Denominator = FindingDenominator.Request,
                Numbers =
                [
                    new($"median D2C of {words}", median, "ms"),
                    new("fastest hundredth of them", fastest, "ms"),
                    new("mean depth", depth, "requests"),
                    new("still under way at the end", counts.InFlight, "requests"),
                    .. waits is { } wait
                        ? new FindingNumber[]
                        {
                            new("wait long for an answer", wait.Count, "requests"),
                            new("the oldest of them since", wait.SinceNs / NsIn.Second, "s"),
                        }
                        : [],
                ],
                Evidence = [at.Evidence(FormattableString.Invariant($"{counts.Requests:N0} requests, {counts.Completed:N0} completed"))],
                LeftOpen =
                    above is { } held ? $"what holds them there: {held.Check}"
                    : IsShort(at) ? "capture for longer, and read the limits set on the drive (io.max, a cloud volume's)"
                    : "what is slow among them: by place, process and size; and the limits set on the drive (io.max, a cloud volume's)",
                Confidence = new(ConfidenceLevel.Medium, "the latency is measured; no rule knows its cause"),
            };
    }

    // Seconds and thousands of requests are enough to see what there is.
    private static bool IsShort(DriveFacts at) => at.Seconds < EnoughSeconds || at.Merges.Requests < FewestForHundredth;

    private static double OrdinaryMs(DriveFacts at, OperationLatency kind) =>
        IoKind.Moves(kind.Kind) ? OrdinaryMs(at.IsFlash) + DriveFacts.TransferMsOf(at.SectorsOf(kind.Kind)) : OrdinaryMs(flash: false);

    private static string? SlowMedian(DriveFacts at, OperationLatency kind, double depth)
    {
        (double median, double fastest) = (kind.D2C.P50Ns / NsIn.Ms, kind.FastestHundredthNs / NsIn.Ms);
        string words = IoKind.Words(kind.Kind);
        double sectors = at.SectorsOf(kind.Kind);
        return median >= 1 && depth >= StandingQueue && median >= TimesTheFastest * fastest
                ? FormattableString.Invariant(
                    $"{words} wait at it: median D2C of {words} is {ThreeDigits.Text(median)} ms where the fastest take {ThreeDigits.Text(fastest)} ms"
                )
            : median >= OrdinaryMs(at, kind)
                ? FormattableString.Invariant(
                    $"{Share(at, kind, words)} {ThreeDigits.Text(median)} ms{(sectors > 0 ? FormattableString.Invariant($" for {sectors / 2:0.#} KiB") : "")}, {(at.IsFlash ? "more than a flash drive needs" : "more than any drive needs")}"
                )
            : null;
    }

    // Where there are others, how many these are.
    private static string Share(DriveFacts at, OperationLatency kind, string words) =>
        at.Kinds.Sum(one => one.D2C.N) is var all && all > kind.D2C.N
            ? FormattableString.Invariant($"{kind.D2C.N:N0} of {all:N0} requests are {words} with a median D2C of")
            : $"median D2C of {words} is";

    private static string? SlowSome(string what, string phase, PhaseSummary times, double ordinaryMs) =>
        times.N >= Diagnose.FewestRequests && times.P90Ns / NsIn.Ms >= OneInTen * ordinaryMs
            ? FormattableString.Invariant(
                $"one in ten {what} has a {phase} of {ThreeDigits.Text(times.P90Ns / NsIn.Ms)} ms or more, the median is {ThreeDigits.Text(times.P50Ns / NsIn.Ms)} ms"
            )
        : times.N >= FewestForHundredth && times.P99Ns / NsIn.Ms >= OneInAHundred * ordinaryMs
            ? FormattableString.Invariant(
                $"one in a hundred {what} has a {phase} of {ThreeDigits.Text(times.P99Ns / NsIn.Ms)} ms or more, the median is {ThreeDigits.Text(times.P50Ns / NsIn.Ms)} ms"
            )
        : null;

    // What waits in front of the drive is slow to whoever asked, however quick the drive is.
    private static string? SlowAbove(DriveFacts at, double ordinaryMs, (Phase Phase, double Share, string Check)? above) =>
        at.Trace.Phases.Get(Phase.Q2C, Denominator.Bio, at.Device) is { } q2c && SlowSome("bios", "Q2C", q2c, ordinaryMs) is { } slow
            ? FormattableString.Invariant(
                $"{slow}; {(above is { } held ? FormattableString.Invariant($"{held.Share * 100:0} % of all their time passes in {held.Phase}, in front of the drive") : "the drive has its share of it")}, {(above is null ? $"D2C of {at.UsualWords}, at" : $"and D2C of {at.UsualWords} is")} {ThreeDigits.Text(at.UsualMs)} ms"
            )
            : null;

    // A device whose bios become no requests and that no A event leads down from: it may lie above this drive.
    private static string? SlowUntied(DriveFacts at) =>
        at.Trace.Layers.All.FirstOrDefault(layer =>
            !layer.IssuesRequests
            && layer.Below.Count == 0
            && layer.Latency is { N: >= Diagnose.FewestRequests } latency
            && latency.P50Ns / NsIn.Ms >= Math.Max(SlowFlashMs, TimesTheFastest * at.UsualMs)
            && at.Trace.Devices.All.Any(device => device.Device == layer.Device && device.Kind != "drive")
            && (at.Devices?.Devices.Any(device => device.Number == layer.Device) != true || at.Above?.Contains(layer.Device) != false)
        )
            is { } above
            ? FormattableString.Invariant(
                $"{at.Trace.Labels.Device(above.Device)} takes {ThreeDigits.Text(above.Latency!.P50Ns / NsIn.Ms)} ms for a bio (median), {at.Name} {ThreeDigits.Text(at.UsualMs)} ms for its {at.UsualWords}, and no event ties the two"
            )
            : null;

    private static Finding WithoutTimes(DriveFacts at) =>
        Insufficient(
            FormattableString.Invariant(
                $"None of the {at.Merges.Requests:N0} requests of {at.Name} has its completion in the trace: nothing can be said of their time."
            ),
            (at.Merges.Requests, "requests", FindingDenominator.Request),
            at.Evidence(FormattableString.Invariant($"{at.Merges.Requests:N0} requests, 0 completed")),
            "capture again with larger buffers (blktrace -b, -n; perf record -m), and both block_rq_issue and block_rq_complete"
        );

    // A clock that went back by more than the trace is long: rates, shares and silences all divide by what is not there.
    private static Finding WithoutSpan(DriveFacts at) =>
        Insufficient(
            FormattableString.Invariant(
                $"The last event of the trace is no later than the first: nothing can be said of {at.Name}'s {at.Merges.Requests:N0} requests in a time that is not known."
            ),
            (at.Merges.Requests, "requests", FindingDenominator.Request),
            at.Evidence(FormattableString.Invariant($"a span of {at.Seconds:0} s")),
            "whether the clock was set back meanwhile: capture again"
        );

    // The drive answers; what the layer above adds is not in the trace, though its bios are.
    private static Finding? WithoutTimesAbove(DriveFacts at)
    {
        if (
            at.LayersAbove.FirstOrDefault(layer =>
                layer.SizeIn.Count >= Diagnose.FewestRequests
                && (layer.Latency?.N ?? 0) < layer.SizeIn.Count / 2
                && IsMapping(at, layer.Device)
            )
            is not { } above
        )
        {
            return null;
        }

        string name = at.Trace.Labels.Device(above.Device);
        long known = above.Latency?.N ?? 0;
        return Insufficient(
            FormattableString.Invariant(
                $"{(known == 0 ? "None" : known.ToString("N0", System.Globalization.CultureInfo.InvariantCulture))} of the {above.SizeIn.Count:N0} bios of {name} has its completion in the trace: nothing can be said of their time, though {at.Name} below it is quick."
            ),
            (above.SizeIn.Count, "bios", FindingDenominator.Bio),
            new FindingEvidence(at.Source, FormattableString.Invariant($"{above.SizeIn.Count:N0} Q, {known:N0} with C, device {name}")),
            $"capture {name} with its completions (blktrace of it; perf with block_bio_complete)"
        );
    }

    // The device mapper clones each bio, and completes what it was given by a C of its own (drivers/md/dm.c). A striped md device and
    // NVMe's multipath send the bio itself on, and its one C is the drive's: there nothing is missing. The mapper's major number
    // is one of the first that the kernel gives away, 254 and down.
    private static bool IsMapping(DriveFacts at, BlockDevice device) =>
        at.Devices?.Devices.FirstOrDefault(one => one.Number == device) is { } listed
            ? listed.Targets.Count > 0 || listed.KernelName?.StartsWith("dm-", StringComparison.Ordinal) == true
            : device.Major is >= 252 and <= 254;

    private static Finding Insufficient(
        string statement,
        (long Count, string Unit, FindingDenominator Of) value,
        FindingEvidence evidence,
        string leftOpen
    ) =>
        new(statement)
        {
            Kind = FindingKind.InsufficientEvidence,
            Severity = Severity.Notice,
            Value = value.Count,
            Unit = value.Unit,
            Denominator = value.Of,
            Evidence = [evidence],
            LeftOpen = leftOpen,
            Confidence = new(ConfidenceLevel.High, "what is not recorded cannot be judged"),
        };
}
