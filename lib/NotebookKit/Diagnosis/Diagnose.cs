using NotebookKit.Blocks;
using NotebookKit.Diagnosis;
using NotebookKit.Display;
using NotebookKit.Hosts;

namespace NotebookKit;

/// <summary>Says what is wrong on a drive, by rules that an engineer would apply, each
/// with its evidence and the look-alikes that it rules out.</summary>
public static class Diagnose
{
    // Below this a share is no share: one request more or less moves it by 5 %.
    internal const int FewestRequests = 20;

    /// <summary>The kinds of finding that name a cause of slowness; others tell of the capture, or of the load.</summary>
    public static IReadOnlySet<string> Causes { get; } =
        new HashSet<string>(StringComparer.Ordinal)
        {
            FindingKind.MergeDisabled,
            FindingKind.MergeMissed,
            FindingKind.NotMerged,
            FindingKind.MaxSectors,
            FindingKind.NoReadAhead,
            FindingKind.AppSmall,
            FindingKind.OneAtATime,
            FindingKind.IopsCap,
            FindingKind.BandwidthCap,
            FindingKind.Saturated,
            FindingKind.Stalls,
            FindingKind.IoErrors,
            FindingKind.DmErrors,
            FindingKind.SnapshotCow,
            FindingKind.FlushStorm,
            FindingKind.DmDelay,
            FindingKind.SlowMember,
            FindingKind.Throttled,
            FindingKind.HeldAboveDrive,
            FindingKind.LayerCuts,
            FindingKind.HungDrive,
            FindingKind.SlowDrive,
            FindingKind.Discards,
        };

    /// <summary>Examines a trace.</summary>
    /// <param name="trace">The trace. With every layer traced, errors and delays above the drive are seen too.</param>
    /// <param name="queue">The drive's queue settings, such as <c>host.Fingerprint.Queue</c>;
    /// null where unknown, which lowers the confidence.</param>
    /// <param name="source">The capture's name in the evidence; null for the file that it was read from.</param>
    /// <param name="devices">
    /// What the host says of its devices, such as <c>DeviceMap.Of(LsblkCapture.Open(...), DmsetupCapture.Open(...))</c>; findings then name
    /// devices and targets (the trace takes the names too). Null where not known.
    /// </param>
    /// <returns>
    /// What was found, causes first, the most severe before others. Lost events come before all: they put the rest in doubt. Where no cause
    /// is found, one finding says so (kind <c>no-cause</c>), or that the drive may be slow all the same (<c>slow-unexplained</c>,
    /// <c>slower-over-time</c>), or what is missing to tell (<c>insufficient-evidence</c>).
    /// </returns>
    public static Findings Of(BlockTrace trace, DeviceQueue? queue = null, string? source = null, DeviceMap? devices = null)
    {
        ArgumentNullException.ThrowIfNull(trace);
        if (devices is not null)
        {
            trace.NameDevices(devices.Names);
        }

        string from = source ?? Conservation.SourceOf(trace);
        using CellWork.Said work = CellWork.Says($"diagnosing {from}");
        var findings = new Findings($"What is wrong, from {from}");
        if (Insufficient(trace, trace.Devices.Drive, from) is { } gap)
        {
            return findings.Add(FailedOfFew(trace, trace.Devices.Drive?.Device, from)).Add(gap);
        }

        return Examine(
            findings,
            new DriveFacts(trace, trace.Devices.Drive!.Device, queue ?? DeviceQueue.Unknown, from, devices),
            Conservation.Of(trace, from)
        );
    }

    /// <summary>Examines one drive of a trace: what is wrong with another, or lost of it, is not held against this one.</summary>
    /// <param name="trace">The trace.</param>
    /// <param name="device">The drive.</param>
    /// <param name="queue">Its queue settings; null where unknown.</param>
    /// <param name="source">As for <see cref="Of"/>.</param>
    /// <param name="devices">As for <see cref="Of"/>.</param>
    /// <returns>As for <see cref="Of"/>. Layers above are judged where I/O went through them to this drive.</returns>
    public static Findings OfDevice(
        BlockTrace trace,
        BlockDevice device,
        DeviceQueue? queue = null,
        string? source = null,
        DeviceMap? devices = null
    ) => OfDevice(trace, device, queue, source, devices, recordedUntilNs: 0);

    /// <param name="trace">The trace.</param>
    /// <param name="device">The drive.</param>
    /// <param name="queue">Its queue settings; null where unknown.</param>
    /// <param name="source">As for <see cref="Of"/>.</param>
    /// <param name="devices">As for <see cref="Of"/>.</param>
    /// <param name="recordedUntilNs">Until when the recorder ran, on the trace's clock; 0 where that is not known.</param>
    internal static Findings OfDevice(
        BlockTrace trace,
        BlockDevice device,
        DeviceQueue? queue,
        string? source,
        DeviceMap? devices,
        long recordedUntilNs
    )
    {
        ArgumentNullException.ThrowIfNull(trace);
        string from = source ?? Conservation.SourceOf(trace);
        var findings = new Findings($"What is wrong with {trace.NameOf(device)}, from {from}");
        if (Insufficient(trace, trace.Devices.All.FirstOrDefault(one => one.Device == device), from) is { } gap)
        {
            return findings.Add(FailedOfFew(trace, device, from)).Add(gap);
        }

        // Of several drives no law about all of them together says which one it is about.
        bool alone = trace.Devices.All.Count(one => one.IsDrive) == 1;
        ConservationChecks laws = null!;
        DriveFacts facts = null!;
        SideBySide.Do(
            trace.Requests.Count,
            () => laws = Conservation.Of(trace, from),
            () =>
                facts = new DriveFacts(trace, device, queue ?? DeviceQueue.Unknown, from, devices)
                {
                    Above = Above(trace, device, devices),
                    RecordedUntilNs = recordedUntilNs,
                }
        );
        string name = trace.NameOf(device);
        return Examine(findings, facts, alone ? laws : laws with { Rows = [.. laws.Rows.Where(row => row.Where == name)] });
    }

    // By A events, and by what the host lists: not every layer leaves an A.
    private static HashSet<BlockDevice> Above(BlockTrace trace, BlockDevice device, DeviceMap? devices) =>
        [.. trace.Layers.Above(device), .. devices?.Above(device).Select(one => one.Number).OfType<BlockDevice>() ?? []];

    private static Findings Examine(Findings findings, DriveFacts drive, ConservationChecks laws)
    {
        (BlockTrace trace, string from) = (drive.Trace, drive.Source);

        // A layer that ends I/O itself is said by its own rule, with the error.
        Finding[] doubts = [.. laws.ToFindings().Where(finding => finding.Kind == FindingKind.LostEvents)];
        findings.Add(doubts);
        if (trace.FarEvents is { } far)
        {
            findings.Add(FarEvents(far, from));
        }

        if (doubts.Length >= 2)
        {
            return findings.Add(
                new Finding("Too many events are missing to name a cause.")
                {
                    Kind = FindingKind.InsufficientEvidence,
                    Severity = Severity.Notice,
                    Evidence = [new FindingEvidence(from, $"{doubts.Length} laws are violated")],
                    LeftOpen = "capture again with larger buffers (blktrace -b, -n; perf record -m) or for a shorter time",
                    Confidence = new Confidence(
                        ConfidenceLevel.High,
                        "shares and depths of a trace with holes are wrong by an unknown amount"
                    ),
                }
            );
        }

        Finding[] found = [.. All(trace, drive).OfType<Finding>().OrderByDescending(finding => finding.Severity)];
        findings.Add(found);
        if (found.Any(finding => finding.IsCause))
        {
            return findings;
        }

        // Slower and slower is no all-clear, however quick the median of the whole is.
        return findings.Add(SlowerRule.Of(drive) ?? UnexplainedRule.Of(drive) ?? NoCause(trace, drive));
    }

    /// <summary>Examines iostat's rows: violated laws first, then ceilings and layers that hold I/O.</summary>
    /// <param name="rows">As for <see cref="Conservation.OfIostat"/>; leave out the first report, which is since boot.</param>
    /// <param name="stack">Which device lies on which; null where unknown, and then layers are not compared.</param>
    /// <param name="source">Its name in the evidence.</param>
    /// <exception cref="ArgumentException">A column that must be there is missing; the message lists those there are.</exception>
    public static Findings OfIostat(ITabled rows, IEnumerable<(string Upper, string Lower)>? stack = null, string source = "iostat")
    {
        ArgumentNullException.ThrowIfNull(rows);
        (string Upper, string Lower)[]? edges = stack is null ? null : [.. stack];
        return new Findings($"What is wrong, from {source}")
            .Add(Conservation.OfIostat(rows, edges, source).ToFindings())
            .Add(IostatRules.Of(IostatColumns.Rows(rows.ToTable()), edges ?? [], source));
    }

    /// <summary>The cause that findings name first; null where they name none.</summary>
    public static Finding? Cause(IEnumerable<Finding> findings)
    {
        ArgumentNullException.ThrowIfNull(findings);
        return findings.FirstOrDefault(finding => finding.IsCause);
    }

    private static IEnumerable<Finding?> All(BlockTrace trace, DriveFacts drive)
    {
        // In the order in which they are told; none knows of another but the first, whose remedy the last one tries.
        Finding? small = SmallRequestRules.Of(drive);
        Func<IEnumerable<Finding?>> slow = () => [SlowDriveRule.Of(drive)];
        Func<IEnumerable<Finding?>>[] rules =
        [
            () => [ErrorRules.OnDrive(drive), .. ErrorRules.Refused(drive)],
            () => ErrorRules.InLayers(trace, drive),
            () => AboveDriveRule.Of(trace, drive),
            () => SuspendedRule.Of(trace, drive),
            () => [HungRule.Of(drive)],
            () => [ThrottleRule.Of(drive)],
            () => [small],
            () => [WriteRules.Of(drive)],
            () => [StallRule.Of(drive)],
            slow,
            () => [CeilingRule.Of(drive)],
            () => [HeldRule.Of(drive) ?? HeldKindRule.Of(drive), HeldRule.SeldomOf(drive)],
            () => [DiscardRule.Of(drive)],
            () => [BackgroundRule.Of(drive)],
            () => AmplificationRule.Of(drive),
            () => [WithoutTheCause(trace, drive, small?.Kind)],
        ];
        var found = new Finding?[rules.Length][];

        // What D2C does with depth takes longest: it begins first.
        SideBySide.Do(
            trace.Requests.Count,
            [
                .. rules
                    .Index()
                    .OrderByDescending(rule => rule.Item == slow)
                    .Select(rule => (Action)(() => found[rule.Index] = [.. rule.Item()])),
            ]
        );
        return found.SelectMany(one => one);
    }

    // What the remedy would give: merging on; and where a lowered limit splits, the limit that the drive itself has.
    private static Finding? WithoutTheCause(BlockTrace trace, DriveFacts drive, string? cause) =>
        cause switch
        {
            FindingKind.MergeDisabled or FindingKind.MergeMissed => IfMerged
                .Of(trace, drive.Queue, drive.Device, () => drive.Ceiling)
                ?.ToFinding(drive.Source),
            FindingKind.MaxSectors when drive.Queue.MaxHwSectorsKiB is not null => IfMerged
                .Of(trace, drive.Queue with { MaxSectorsKiB = drive.Queue.MaxHwSectorsKiB }, drive.Device, () => drive.Ceiling)
                ?.ToFinding(drive.Source),
            _ => null,
        };

    private static Finding FarEvents(string far, string from) =>
        new($"A few events lie apart in time: {far}. Rates and shares over the whole trace count the time between.")
        {
            Kind = FindingKind.FarEvents,
            Severity = Severity.Warning,
            Evidence = [new FindingEvidence(from, far)],
            LeftOpen = "whether a time is damaged, a clock was set, or the load paused; trace.Window(from, to) is the part without them",
            Confidence = new Confidence(ConfidenceLevel.High, "the times stand in the events"),
        };

    private static Finding? Insufficient(BlockTrace trace, TraceDevice? drive, string from)
    {
        long requests = drive?.Requests ?? 0;
        string? missing =
            !trace.Evidence.Requests ? "no D events (requests issued to a driver)"
            : !trace.Evidence.Completions ? "no C events (completions)"
            : requests < FewestRequests ? FormattableString.Invariant($"only {requests} {(requests == 1 ? "request" : "requests")}")
            : trace.Merges[drive!.Device] is not { Requests: > 0 }
                ? FormattableString.Invariant($"{requests} requests, all of them without sectors (flushes)")
            : null;
        return missing is null
            ? null
            : new Finding(FormattableString.Invariant($"The trace has {missing}: nothing can be said of a cause."))
            {
                Kind = FindingKind.InsufficientEvidence,
                Severity = Severity.Notice,
                Value = requests,
                Unit = "requests",
                Denominator = FindingDenominator.Request,
                Evidence = [new FindingEvidence(from, trace.Evidence.ToString())],
                LeftOpen = FormattableString.Invariant(
                    $"capture issue and complete events of the drive during the slow run, at least {FewestRequests} requests"
                ),
                Confidence = new Confidence(ConfidenceLevel.High, "what is not recorded cannot be judged"),
            };
    }

    // Too few to judge a speed by, but an error stands in its completion whatever else there is.
    private static Finding[] FailedOfFew(BlockTrace trace, BlockDevice? device, string from) =>
        device is { } one
        && trace.Evidence is { Requests: true, Completions: true }
        && trace.FailedIo.Count > 0
        && trace.Devices.All.Any(of => of.Device == one && of.Requests > 0)
        && new DriveFacts(trace, one, DeviceQueue.Unknown, from, null) is var facts
            ? [.. new[] { ErrorRules.OnDrive(facts) }.OfType<Finding>(), .. ErrorRules.Refused(facts)]
            : [];

    // The host lists the drive, and nothing that is made of it.
    private static bool NothingAbove(DriveFacts drive) =>
        drive.Devices is { } host
        && host.Devices.Any(device => device.Number == drive.Device)
        && host.Above(drive.Device).All(above => above.Kind == "part");

    private static Finding NoCause(BlockTrace trace, DriveFacts drive) =>
        new(
            FormattableString.Invariant(
                $"No cause of slowness is seen at {drive.Name}: {drive.Whole.Requests:N0} requests of {drive.SizeAtD:0} sectors, median D2C of {drive.UsualWords} {ThreeDigits.Measured(drive.UsualMs)} ms, busy {drive.Whole["busy_share"] * 100:0} % of the time."
            )
        )
        {
            Kind = FindingKind.NoCause,
            Value = drive.Whole["busy_share"] * 100,
            Unit = "% busy",
            Evidence = [drive.Evidence(FormattableString.Invariant($"{drive.Whole.Bios:N0} bios, {drive.Whole.Requests:N0} requests"))],
            LeftOpen =
                (
                    trace.Layers.All.Any(layer => !layer.IssuesRequests && layer.SizeIn.Count > 0) || NothingAbove(drive)
                        ? ""
                        : "layers above the drive were not traced: delays and errors there are not seen; "
                )
                + (drive.HasBios ? "" : "bios were not traced: missed merges are not seen; ")
                + "a short trace can miss what happens rarely",
            Confidence = new(ConfidenceLevel.Medium, "no rule found anything; rules know only the causes that they were written for"),
        };
}
