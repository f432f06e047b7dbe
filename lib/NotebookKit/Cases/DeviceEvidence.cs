using NotebookKit.Diagnosis;
using NotebookKit.Display;
using NotebookKit.Stats;
using NotebookKit.Summaries;

namespace NotebookKit.Cases;

/// <summary>What one capture says of one device, and whether it would show what could be wrong.</summary>
internal sealed class DeviceEvidence
{
    // What happens rarely is not seen in fewer.
    private const int FewestForHealth = 100;

    private const string TooShort = FindingKind.InsufficientEvidence;

    private const int FewestUnread = 10;
    private const double MuchUnread = 0.02;

    private const double SlowLayerNs = NsIn.Ms;
    private const double TimesTheDrive = 5;

    internal DeviceEvidence(
        SummaryCapture capture,
        TraceDevice device,
        Findings findings,
        IReadOnlyList<string> missing,
        double waitedMs
    ) => (Capture, Device, Findings, Missing, WaitedMs) = (capture, device, findings, missing, waitedMs);

    public SummaryCapture Capture { get; }

    public TraceDevice Device { get; }

    public Findings Findings { get; }

    /// <summary>What keeps a capture without a cause from being an all-clear; empty where nothing does.</summary>
    public IReadOnlyList<string> Missing { get; }

    /// <summary>What the capture and the settings beside it hold.</summary>
    public required GivenFacts Given { get; init; }

    /// <summary>D2C of all its requests together, in ms; 0 where none was traced.</summary>
    public double WaitedMs { get; }

    public Finding? Cause => Diagnose.Cause(Findings);

    /// <summary>True where it holds too little to be judged at all.</summary>
    public bool IsTooShort => Findings.Any(finding => finding.Kind == TooShort);

    public DeviceState State =>
        Cause is not null ? DeviceState.CauseNamed
        : Missing.Count == 0 ? DeviceState.Healthy
        : DeviceState.Undecided;

    /// <summary>Examines a device by a capture.</summary>
    /// <param name="capture">The capture.</param>
    /// <param name="device">A drive of it.</param>
    /// <param name="queue">Its queue settings.</param>
    /// <param name="source">The capture's name in the evidence.</param>
    /// <param name="slow">What its peers say of it; null where nothing.</param>
    /// <param name="tail">How long the recorder ran without an event; null where not known.</param>
    public static DeviceEvidence Of(
        SummaryCapture capture,
        TraceDevice device,
        DeviceQueue? queue,
        string source,
        Finding? slow,
        RecorderTail? tail
    )
    {
        long until = tail is { Behind: true, Ns: var ns } ? capture.Trace.EndNs + ns : 0;
        Findings findings = Diagnose.OfDevice(capture.Trace, device.Device, queue, source, capture.Devices, until);
        if (slow is { IsCause: false })
        {
            findings.Add(slow);
        }
        else if (slow is not null)
        {
            // What its peers do not have is the cause, and the rules' own word on this drive alone comes after it.
            findings = new Findings(findings.Title)
                .Add(slow)
                .Add(findings.Where(finding => finding.Kind is not (FindingKind.NoCause or FindingKind.SlowUnexplained)));
        }

        double waitedMs = capture.Trace.Phases.Get(Phase.D2C, Denominator.Request, device.Device) is { } d2c
            ? d2c.AvgNs * d2c.N / NsIn.Ms
            : 0;
        return new DeviceEvidence(
            capture,
            device,
            findings,
            [.. Gaps(capture, device, findings, queue), .. Silence(capture.Trace, device, tail)],
            waitedMs
        )
        {
            Given = new GivenFacts(device.Bios > 0, queue),
        };
    }

    private static IEnumerable<string> Gaps(SummaryCapture capture, TraceDevice device, Findings findings, DeviceQueue? queue)
    {
        BlockTrace trace = capture.Trace;
        foreach (
            Finding finding in findings.Where(finding =>
                finding.Kind
                    is TooShort
                        or FindingKind.SlowUnexplained
                        or FindingKind.SlowerOverTime
                        or FindingKind.LostEvents
                        or FindingKind.FarEvents
                || finding is { Kind: FindingKind.Requeued, Severity: >= Severity.Warning }
            )
        )
        {
            yield return finding.LeftOpen is { } open ? $"{finding.Statement} {Capital(open)}." : finding.Statement;
        }

        if (findings.Any(finding => finding.Kind == TooShort))
        {
            yield break;
        }

        if (trace.Unmatched is { IsFarOutOfOrder: true, CompletionsWithoutIssue: > 0 and var late })
        {
            yield return FormattableString.Invariant(
                $"The events are not in the order of time, and {late:N0} completions come before their D or without one: put them in order (blkparse of all files of a run at once; perf script without a sort of its own; sort -s -k4,4n for lines of blkparse)."
            );
        }

        if (Unread(trace) is { } unread)
        {
            yield return unread;
        }

        if (
            device.Bios == 0
            && trace.Layers.Edges.FirstOrDefault(edge => edge.To == device.Device) is { } edge
            && trace.Devices.All.Any(upper => upper.Device == edge.From && upper.Bios > 0)
        )
        {
            yield return $"{trace.NameOf(edge.From)} hands its bios to {device.Name} without a Q of their own, as NVMe's multipath does: missed merges and waits between the two are not seen.";
        }
        else if (!trace.Evidence.Bios || device.Bios == 0)
        {
            yield return $"Bios (Q events) of {device.Name} were not traced, so missed merges and waits in front of the drive are not seen: blktrace -d {DeviceNode.Of(device.Name)}.";
        }

        if (device.Requests < FewestForHealth)
        {
            yield return FormattableString.Invariant(
                $"{device.Requests:N0} requests are too few to call a drive healthy: capture at least {FewestForHealth}."
            );
        }

        foreach (string gap in LayersAbove(capture, device))
        {
            yield return gap;
        }

        foreach (string gap in SlowAbove(capture, device, findings))
        {
            yield return gap;
        }

        if (queue?.NoMerges is null)
        {
            yield return $"The queue settings of {device.Name} are not known: grep . /sys/block/{DeviceNode.NameOf(device.Name)}/queue/*.";
        }
    }

    // What could not be read may be what was slow, or what says why.
    private static string? Unread(BlockTrace trace)
    {
        long unread = trace.Account?.Unread.Sum(kind => kind.Count) ?? 0;
        return unread >= FewestUnread && unread >= MuchUnread * trace.Account!.Read
            ? FormattableString.Invariant(
                $"{unread:N0} of {trace.Account.Read:N0} lines or records could not be read: they may hold what is slow, or what says why. Capture again, or give them as the tool printed them."
            )
            : null;
    }

    // A drive that hangs while nobody asks it for more leaves a short, flawless trace: what it was asked last never came back.
    private static IEnumerable<string> Silence(BlockTrace trace, TraceDevice device, RecorderTail? tail)
    {
        if (tail is { Ns: >= HungRule.LongSilenceNs } ran && DriveCounts.Of(trace, device.Device).InFlight is > 0 and var waiting)
        {
            yield return FormattableString.Invariant(
                $"{waiting:N0} {(waiting == 1 ? "request" : "requests")} of {device.Name} had no answer at the last event, and {ran.Program} ran for {ran.Ns / NsIn.Second:0.#} s more without one ({(ran.Behind ? "all of it behind" : "before the first event or behind")} the last): it may have stopped answering. Look for timeouts and resets in dmesg, and capture again with diskstats beside it."
            );
        }
    }

    // A mapping that the host lists above the drive and that no event tells of could hold every bio for a second.
    private static IEnumerable<string> LayersAbove(SummaryCapture capture, TraceDevice device)
    {
        if (capture.Devices.Devices.Count == 0)
        {
            yield return "Which layers lie above the drive is not known: lsblk --json -o NAME,KNAME,MAJ:MIN,TYPE,PKNAME and dmsetup table.";
            yield break;
        }

        string[] untraced =
        [
            .. capture
                .Devices.Above(device.Device)
                .Where(above => above.Targets.Count > 0 || above.Kind is not ("part" or "disk" or null))
                .Where(above =>
                    above.Number is { } number && !capture.Trace.Devices.All.Any(traced => traced.Device == number && traced.Bios > 0)
                )
                .Select(above => above.TracedName),
        ];
        bool any = capture.Trace.Layers.All.Any(layer => !layer.IssuesRequests && layer.SizeIn.Count > 0);
        if (untraced.Length > 0 && !any)
        {
            yield return $"Layers above {device.Name} were not traced ({string.Join(", ", untraced)}): delays and errors there are not seen. blktrace {string.Join(' ', untraced.Append(device.Name).Select(name => "-d " + DeviceNode.Of(name)))}.";
        }
    }

    // A layer over this drive alone that takes many times as long as the drive, and no rule that says what it does: then nothing is fine.
    private static IEnumerable<string> SlowAbove(SummaryCapture capture, TraceDevice device, Findings findings)
    {
        BlockTrace trace = capture.Trace;
        if (trace.Phases.Get(Phase.Q2C, Denominator.Bio, device.Device) is not { } own)
        {
            yield break;
        }

        HashSet<BlockDevice> above =
        [
            .. trace.Layers.Above(device.Device),
            .. capture.Devices.Above(device.Device).Select(one => one.Number).OfType<BlockDevice>(),
        ];
        foreach (
            BlockDevice layer in above.Where(layer =>
                trace.Devices.All.Count(other =>
                    other.IsDrive
                    && (
                        trace.Layers.Above(other.Device).Contains(layer)
                        || capture.Devices.Above(other.Device).Any(one => one.Number == layer)
                    )
                ) == 1
            )
        )
        {
            if (
                trace.Phases.Get(Phase.Q2Cdm, Denominator.Bio, layer) is { P50Ns: >= SlowLayerNs } slow
                && slow.P50Ns >= TimesTheDrive * own.P50Ns
            )
            {
                yield return FormattableString.Invariant(
                    $"{trace.NameOf(layer)} above {device.Name} is slow (median Q2C {ThreeDigits.Measured(slow.P50Ns / NsIn.Ms)} ms, the drive's {ThreeDigits.Measured(own.P50Ns / NsIn.Ms)} ms) {(findings.Any(finding => FilledBlocks.IsSaidOf(finding, trace.NameOf(layer))) ? "while blocks are filled before their first write: capture again what writes to blocks that are there" : "for a reason that is not seen: dmsetup table, and its own counters")}."
                );
            }
        }
    }

    private static string Capital(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];
}
