using NotebookKit.Formats;

namespace NotebookKit.Diagnosis;

/// <summary>One part of one capture of a labelled recording, and what the rules said of it.</summary>
/// <param name="Recording">The recording.</param>
/// <param name="Label">What is wrong in it, as its maker says.</param>
/// <param name="Kind">The kind of input: <c>blktrace</c>, <c>blkparse</c> (its text), <c>perf</c> or <c>iostat</c>.</param>
/// <param name="Capture">The file or folder.</param>
/// <param name="Part">How much of it.</param>
/// <param name="Cause">The kind of the cause named; null where none is.</param>
/// <param name="Statement">Its sentence; null where none is.</param>
/// <param name="AllClear">True where the rules say that they see no cause.</param>
internal sealed record ScoredPart(
    string Recording,
    string Label,
    string Kind,
    string Capture,
    string Part,
    string? Cause,
    string? Statement,
    bool AllClear
)
{
    /// <summary>The label that was answered; null for a refusal.</summary>
    public string? Answer =>
        Cause is not null ? LabelScore.LabelOf(Cause, Label)
        : AllClear ? DriveClass.Healthy
        : null;

    /// <summary>The label in the words of answers: a load that is small by its own choice is healthy.</summary>
    public string Truth => LabelScore.CausesOf(Label) is { Length: 0 } ? DriveClass.Healthy : Label;
}

/// <summary>Holds the rules against labelled recordings, by each capture alone, whole and cut short.</summary>
/// <remarks>A cause may only be named where it was made. A refusal is never wrong, and counts against recall.</remarks>
internal static class LabelScore
{
    private static readonly Dictionary<string, string[]> Right = new(StringComparer.Ordinal)
    {
        ["nomerge"] = [FindingKind.MergeDisabled, FindingKind.MergeMissed, FindingKind.NotMerged],
        ["max-sectors"] = [FindingKind.MaxSectors],
        ["no-readahead"] = [FindingKind.NoReadAhead, FindingKind.OneAtATime],
        ["app-small"] = [FindingKind.AppSmall, FindingKind.OneAtATime],
        ["bw-limit"] = [FindingKind.BandwidthCap, FindingKind.IopsCap],
        ["saturated"] = [FindingKind.Saturated, FindingKind.IopsCap],
        ["stalls"] = [FindingKind.Stalls],
        ["io-errors"] = [FindingKind.IoErrors],
        ["dm-errors"] = [FindingKind.DmErrors],
        ["dm-delay"] = [FindingKind.DmDelay],
        ["snapshot-cow"] = [FindingKind.SnapshotCow],
        ["flush-mixed"] = [FindingKind.FlushStorm],
        ["throttled"] = [FindingKind.Throttled, FindingKind.HeldAboveDrive],
        ["tags"] = [FindingKind.HeldAboveDrive],
        ["hung-drive"] = [FindingKind.HungDrive],
        ["slow-drive"] = [FindingKind.SlowDrive],
        ["healthy"] = [],
        ["random-small"] = [],
    };

    // The throttle of the lab's drive is there beside every cause, and where a load reaches it, it is one.
    private static readonly string[] OfTheLab = ["nomerge", "max-sectors", "snapshot-cow"];

    private static readonly string[] Listings = ["lsblk-all.json", "dmsetup-table.txt"];

    private static readonly (string Kind, string[] Files)[] Inputs =
    [
        ("blktrace", ["blktrace", "blktrace-dm"]),
        ("blkparse", ["btrace.txt", "btrace-dm.txt", "btrace-live.txt"]),
        ("perf", ["perf-block.data", "perf-block-all.data", "perf-block.script.txt", "perf-block-all.script.txt"]),
        ("iostat", ["iostat.txt", "iostat.json"]),
    ];

    /// <summary>The kinds of finding that name a label's cause; empty for a healthy one, null for a label that is not known.</summary>
    public static string[]? CausesOf(string label) => Right.GetValueOrDefault(label);

    /// <summary>Judges every part of every capture of a recording.</summary>
    /// <param name="name">The recording's name.</param>
    /// <param name="folder">Where its captures lie.</param>
    /// <param name="label">What is wrong in it.</param>
    public static IEnumerable<ScoredPart> Of(string name, string folder, string label)
    {
        (DeviceQueue queue, DeviceMap devices) = Settings(folder);
        foreach ((string kind, string[] files) in Inputs)
        {
            foreach (string file in files)
            {
                if (Existing(Path.Combine(folder, file)) is not { } path)
                {
                    continue;
                }

                foreach ((string part, Findings findings) in kind == "iostat" ? Counters(path, devices) : Traced(path, queue, devices))
                {
                    Finding? cause = Diagnose.Cause(findings);
                    yield return new ScoredPart(
                        name,
                        label,
                        kind,
                        Path.GetFileName(path),
                        part,
                        cause?.Kind,
                        cause?.Statement,
                        findings.Any(finding => finding.Kind == FindingKind.NoCause)
                    );
                }
            }
        }
    }

    /// <summary>One row for each kind of input and part.</summary>
    public static ResultTable ToTable(IReadOnlyList<ScoredPart> scored)
    {
        ArgumentNullException.ThrowIfNull(scored);
        ScoredPart[][] rows = [.. scored.GroupBy(one => (one.Kind, one.Part)).Select(group => group.ToArray())];
        return new ResultTable()
            .Text("input", rows.Select(row => row[0].Kind))
            .Text("part", rows.Select(row => row[0].Part))
            .Count("captures", rows.Select(row => row.Length))
            .Count("right", rows.Select(row => row.Count(one => one.Answer == one.Truth)))
            .Count("refused", rows.Select(row => row.Count(one => one.Answer is null)))
            .Count("no cause seen where one is", rows.Select(row => row.Count(IsMissed)))
            .Count("wrong cause", rows.Select(row => row.Count(IsWrongCause)))
            .Count("false alarm", rows.Select(row => row.Count(IsFalseAlarm)))
            .Real("macro F1", rows.Select(MacroF1))
            .Titled(
                FormattableString.Invariant(
                    $"Rules held against labels: {scored.Select(one => one.Recording).Distinct().Count()} recordings"
                ),
                "Macro F1 is the mean over the labels; a refusal counts against recall. A layer above the drive is not seen in captures of the drive alone: there \"no cause seen\" is said of the drive.",
                maxRows: rows.Length
            );
    }

    /// <summary>True where a cause is named that was not made, in a recording that has another.</summary>
    public static bool IsWrongCause(ScoredPart one) => one is { Cause: not null, Truth: not DriveClass.Healthy } && one.Answer != one.Truth;

    /// <summary>True where a cause is named in a healthy recording.</summary>
    public static bool IsFalseAlarm(ScoredPart one) => one is { Cause: not null, Truth: DriveClass.Healthy };

    /// <summary>True where no cause is seen in a recording that has one.</summary>
    public static bool IsMissed(ScoredPart one) => one is { Cause: null, AllClear: true, Truth: not DriveClass.Healthy };

    internal static string LabelOf(string cause, string truth) =>
        Right.GetValueOrDefault(truth) is { } kinds && kinds.Contains(cause) ? truth
        : OfTheLab.Contains(truth) && cause is FindingKind.Saturated or FindingKind.IopsCap ? truth
        : Right.FirstOrDefault(entry => entry.Value.Contains(cause)).Key ?? cause;

    private static double? MacroF1(ScoredPart[] row) =>
        row.Select(one => one.Truth)
            .Distinct()
            .Average(label =>
            {
                int right = row.Count(one => one.Truth == label && one.Answer == label);
                int of = row.Count(one => one.Truth == label) + row.Count(one => one.Answer == label);
                return of == 0 ? 0 : 2.0 * right / of;
            });

    private static IEnumerable<(string Part, Findings Findings)> Traced(string path, DeviceQueue queue, DeviceMap devices)
    {
        BlockTrace trace = BlockTrace.Open(path);
        yield return ("whole", Of(trace));
        TimeSpan whole = TimeSpan.FromTicks((trace.DurationNs / 100) + 1);
        yield return ("first 10 %", Of(trace.Window(TimeSpan.Zero, whole / 10)));
        yield return ("first 100 ms", Of(trace.Window(TimeSpan.Zero, TimeSpan.FromMilliseconds(100))));
        if (trace.Events.Count > 20)
        {
            long[] times = [.. trace.Events.TimeNs[..Math.Min(trace.Events.Count, 4096)]];
            Array.Sort(times);
            yield return ("first 20 events", Of(trace.Window(TimeSpan.Zero, TimeSpan.FromTicks(((times[19] - trace.StartNs) / 100) + 1))));
        }

        Findings Of(BlockTrace piece) => Diagnose.Of(piece, queue, devices: devices);
    }

    private static IEnumerable<(string Part, Findings Findings)> Counters(string path, DeviceMap devices)
    {
        IostatCapture all = ((IostatCapture)TableReader.Read(path)).Intervals;
        (string Upper, string Lower)[] stack =
        [
            .. devices.Devices.SelectMany(upper =>
                upper.Below.Select(devices.Find).OfType<MappedDevice>().Select(lower => (upper.TracedName, lower.TracedName))
            ),
        ];
        if (all.Reports.Count > 0)
        {
            yield return ("whole", Diagnose.OfIostat(all, stack.Length > 0 ? stack : null));
            yield return ("first 10 %", Diagnose.OfIostat(all.First(Math.Max(1, all.Reports.Count / 10)), stack.Length > 0 ? stack : null));
        }
    }

    private static (DeviceQueue Queue, DeviceMap Devices) Settings(string folder)
    {
        DeviceMap devices = DeviceMap.Of([
            .. Listings.Select(file => Existing(Path.Combine(folder, file))).OfType<string>().Select(TableReader.Read),
        ]);
        string? drive = devices.Devices.FirstOrDefault(device => device.Kind == "disk")?.TracedName;
        return (
            drive is not null && Existing(Path.Combine(folder, "sysfs.txt")) is { } sysfs
                ? SysfsText.Read(sysfs).Queue(drive)
                : DeviceQueue.Unknown,
            devices
        );
    }

    private static string? Existing(string path) =>
        Directory.Exists(path) || File.Exists(path) ? path
        : File.Exists(path + ".gz") ? path + ".gz"
        : null;
}
