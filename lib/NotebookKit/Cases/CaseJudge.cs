using NotebookKit.Diagnosis;
using NotebookKit.Formats;
using NotebookKit.Summaries;

namespace NotebookKit.Cases;

/// <summary>Judges every device of a case by the captures that tell of it, those that tell most first.</summary>
internal sealed class CaseJudge(CaptureSummary summary, string name)
{
    // Several captures of one run: with bios and requests before without, with more layers before fewer, then the longer.
    private readonly SummaryCapture[] _captures =
    [
        .. summary.Captures.OrderByDescending(capture =>
            (
                capture.Trace.Evidence.Bios && capture.Trace.Evidence.Requests,
                capture.Trace.IsInWindows ? 0 : capture.Trace.Layers.All.Count(layer => !layer.IssuesRequests && layer.SizeIn.Count > 0),
                capture.Trace.EventCount
            )
        ),
    ];

    // What printed the means: a host that kept sar's alone has no iostat.
    private readonly string _means =
        summary.Tables.Select(table => table.Table).OfType<IostatCapture>().ToArray() is { Length: > 0 } all
        && all.All(table => table.Account.Dialect == SarText.Dialect)
            ? "sar"
            : "iostat";

    public IEnumerable<DeviceVerdict> Devices()
    {
        DeviceVerdict[] traced = [.. Traced()];
        HashSet<string> told = [];
        foreach (DeviceVerdict verdict in Judged(traced))
        {
            told.Add(verdict.Device);
            yield return verdict;
        }

        // Where nothing else tells of any device: a table beside a trace says less than the trace.
        if (told.Count == 0)
        {
            foreach (DeviceVerdict verdict in TableFacts.Of(summary, name, told))
            {
                yield return verdict;
            }
        }
    }

    private IEnumerable<DeviceVerdict> Judged(DeviceVerdict[] traced)
    {
        Dictionary<string, Finding[]> counters = Counters()
            .GroupBy(finding => finding.Device!)
            .ToDictionary(group => group.Key, group => group.ToArray());
        HashSet<string> judged = [.. traced.Select(verdict => verdict.Device)];
        HashSet<string> named = [.. traced.Where(verdict => verdict.State == DeviceState.CauseNamed).Select(verdict => verdict.Device)];
        foreach (DeviceVerdict verdict in traced)
        {
            // Of a drive that hangs a trace can hold the good part alone.
            yield return counters.GetValueOrDefault(verdict.Device) is { } told
            && Diagnose.Cause(told) is { } cause
            && (
                verdict.State == DeviceState.Undecided
                || (verdict.State == DeviceState.Healthy && cause.Kind is FindingKind.HungDrive or FindingKind.Stalls)
            )
                ? verdict with
                {
                    State = DeviceState.CauseNamed,
                    Findings = new Findings(verdict.Findings.Title).Add(told).Add(verdict.Findings),
                    Capture = _means,
                }
                : verdict;
        }

        foreach (
            (string device, Finding[] findings) in counters.Where(entry =>
                !judged.Contains(entry.Key) && Diagnose.Cause(entry.Value) is not null && !IsAbove(entry.Key, named)
            )
        )
        {
            yield return new DeviceVerdict
            {
                Device = device,
                Capture = _means,
                State = DeviceState.CauseNamed,
                Findings = new Findings($"What is wrong with {device}").Add(findings),
            };
        }

        foreach (
            DeviceVerdict quiet in Quiet
                .Of(summary, name)
                .Where(verdict => !judged.Contains(verdict.Device))
                .DistinctBy(verdict => verdict.Device)
        )
        {
            yield return quiet;
        }

        if (_captures.Length == 0)
        {
            // What may be held by a limit first, then the busiest; what stood idle all the time has nothing to tell.
            foreach (
                string device in CaseMeans
                    .Devices(summary)
                    .Distinct(StringComparer.Ordinal)
                    .Where(device => !counters.TryGetValue(device, out Finding[]? told) || Diagnose.Cause(told) is null)
                    .OrderByDescending(device => Plateaus(counters.GetValueOrDefault(device)).Any())
            )
            {
                yield return new DeviceVerdict
                {
                    Device = device,
                    Capture = _means,
                    State = DeviceState.Undecided,
                    Findings = new Findings($"What is wrong with {device}").Add(counters.GetValueOrDefault(device) ?? []),
                    Missing =
                    [
                        .. Plateaus(counters.GetValueOrDefault(device)),
                        $"{_means}'s means do not tell why I/O is slow, nor that it is not: blktrace -d {Node(device)}, or perf record -e 'block:*'.",
                    ],
                };
            }

            HashSet<string> told = [.. Iostat().SelectMany(iostat => iostat.Table.Devices)];
            foreach (DeviceVerdict verdict in SinceBoot.Of(summary, name).Where(verdict => !told.Contains(verdict.Device)))
            {
                yield return verdict;
            }
        }
    }

    // A fact that has two causes, and the run that tells them apart.
    private static IEnumerable<string> Plateaus(Finding[]? findings) =>
        (findings ?? [])
            .Where(finding => finding.Kind == FindingKind.RatePlateau)
            .Select(finding => $"{finding.Statement} Raise the number of callers: a limit keeps the rate.");

    // A group of iostat's is several drives, and none of its own.
    private string Node(string device) => DeviceNode.Of(summary.Devices.Find(device)?.TracedName ?? device);

    // Means of a layer over a drive whose trace names the cause tell of that cause once more, and call it the layer's.
    private bool IsAbove(string device, HashSet<string> drives) =>
        summary
            .Devices.Devices.Where(one => drives.Contains(one.TracedName) && one.Number is not null)
            .SelectMany(drive => summary.Devices.Above(drive.Number!.Value))
            .Any(above => above.TracedName == device);

    private IEnumerable<DeviceVerdict> Traced()
    {
        var evidence = new List<DeviceEvidence>();
        foreach (SummaryCapture capture in _captures)
        {
            RecorderTail? tail = RecorderTail.Of(summary.Recording, capture);
            evidence.AddRange(
                capture.Trace.IsInWindows
                    ? WindowedEvidence.Of(
                        capture,
                        SourceOf(capture),
                        (window, source, last) => Examined(window, source, last ? tail : null)
                    )
                    : Examined(capture, SourceOf(capture), tail)
            );
        }

        foreach (IGrouping<BlockDevice, DeviceEvidence> device in evidence.GroupBy(one => one.Device.Device))
        {
            // The capture that tells most has the word; another has it where that one is silent or too short, and it is not.
            DeviceEvidence best =
                device.FirstOrDefault(one => one.State != DeviceState.Undecided)
                ?? device.FirstOrDefault(one => !one.IsTooShort)
                ?? device.First();
            if (
                best.State == DeviceState.Healthy
                && device.FirstOrDefault(one => one.Cause?.Confidence?.Level >= ConfidenceLevel.Medium) is { } other
            )
            {
                best = other;
            }

            yield return new DeviceVerdict
            {
                Device = best.Device.Name,
                Capture = SourceOf(best.Capture),
                State = best.State,
                Findings = best.State == DeviceState.CauseNamed ? CauseFirst(best.Findings) : best.Findings,
                Requests = best.Device.Requests,
                WaitedMs = best.WaitedMs,
                Given = best.Given,
                Missing = best.State == DeviceState.Undecided ? best.Missing : [],
            };
        }
    }

    private IEnumerable<DeviceEvidence> Examined(SummaryCapture capture, string source, RecorderTail? tail)
    {
        Dictionary<BlockDevice, Finding> slow = PeerRule
            .Of(capture.Trace, source, device => QueueOf(device, capture), capture.Devices)
            .GroupBy(one => one.Device)
            .ToDictionary(group => group.Key, group => group.First().Finding);
        return capture
            .Trace.Devices.All.Where(device => device.IsDrive)
            .Select(device =>
                DeviceEvidence.Of(capture, device, QueueOf(device.Device, capture), source, slow.GetValueOrDefault(device.Device), tail)
            );
    }

    private static Findings CauseFirst(Findings findings) =>
        Diagnose.Cause(findings) is { } cause
            ? new Findings(findings.Title).Add(cause).Add(findings.Where(finding => !ReferenceEquals(finding, cause)))
            : findings;

    private string SourceOf(SummaryCapture capture) => Path.GetFileName(capture.Name) == name ? name : $"{name}: {capture.Name}";

    private DeviceQueue? QueueOf(BlockDevice device, SummaryCapture capture)
    {
        if (!capture.Queues.TryGetValue(device, out DeviceQueue? queue))
        {
            return null;
        }

        return queue with
        {
            TopReadAheadKiB = queue.TopReadAheadKiB ?? ReadAhead(device, capture),
        };
    }

    // Read-ahead counts where the file system lies: at the top. Of several tops the one that was traced, else where they agree.
    private long? ReadAhead(BlockDevice device, SummaryCapture capture)
    {
        MappedDevice[] above = [.. summary.Devices.Above(device)];
        string[] names =
            above.Length == 0
                ?
                [
                    summary.Devices.Devices.FirstOrDefault(one => one.Number == device) is { } own
                        ? own.TracedName
                        : capture.Trace.NameOf(device),
                ]
                : [.. above.Where(one => !above.Any(other => other.Below.Contains(one.Name))).Select(one => one.TracedName)];
        long?[] set =
        [
            .. summary
                .Tables.Select(table => table.Table)
                .OfType<SysfsCapture>()
                .SelectMany(sysfs => names.Select(top => sysfs.Queue(top).ReadAheadKiB))
                .Distinct(),
        ];
        return set.Length == 1 ? set[0] : null;
    }

    private bool IsDisk(string device) =>
        summary.Tables.Select(table => table.Table).OfType<SysfsCapture>().Any(sysfs => sysfs.Queue(device).Rotational == true);

    private IEnumerable<(string Name, IostatCapture Table)> Iostat() => CaseMeans.Counters(summary);

    private IEnumerable<Finding> Counters()
    {
        (string Upper, string Lower)[] stack =
        [
            .. summary.Devices.Devices.SelectMany(upper =>
                upper
                    .Below.Select(lower => (upper.TracedName, Lower: summary.Devices.Find(lower)))
                    .Where(edge => edge.Lower is not null)
                    .Select(edge => (edge.Item1, edge.Lower!.TracedName))
            ),
        ];
        foreach ((string file, IostatCapture iostat) in Iostat())
        {
            Findings findings;
            try
            {
                findings = Diagnose.OfIostat(iostat.Intervals, stack.Length > 0 ? stack : null, $"{name}: {file}");
            }
            catch (ArgumentException)
            {
                continue; // plain iostat without -x has no column that a rule asks for
            }

            foreach (Finding finding in findings.Where(finding => finding.Device is not null))
            {
                // A disk takes its time by nature, and what stands beside it is said by its layer.
                yield return finding.Kind == FindingKind.SlowMember && IsDisk(finding.Device!)
                    ? finding with
                    {
                        Kind = FindingKind.UnlikeMember,
                        Severity = Severity.Notice,
                    }
                    : finding;
            }
        }
    }
}
