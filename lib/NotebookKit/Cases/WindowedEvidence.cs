using NotebookKit.Diagnosis;
using NotebookKit.Stats;
using NotebookKit.Summaries;

namespace NotebookKit.Cases;

/// <summary>What a capture that is too large to be held at once says of each device: its
/// windows of time are judged one by one, and their words put together.</summary>
internal static class WindowedEvidence
{
    // Such happens now and then: one window that shows it is enough.
    private static readonly HashSet<string> Rare =
    [
        FindingKind.Stalls,
        FindingKind.HungDrive,
        FindingKind.IoErrors,
        FindingKind.DmErrors,
        FindingKind.FlushStorm,
        FindingKind.Discards,
        FindingKind.Throttled,
    ];

    /// <summary>Judges the windows.</summary>
    /// <param name="capture">The capture.</param>
    /// <param name="source">What the evidence calls it.</param>
    /// <param name="judge">Judges the devices of one window, by its capture, its name, and whether it is the last.</param>
    public static IEnumerable<DeviceEvidence> Of(
        SummaryCapture capture,
        string source,
        Func<SummaryCapture, string, bool, IEnumerable<DeviceEvidence>> judge
    )
    {
        var judged = new List<(int Window, DeviceEvidence Evidence)>();
        int windows = 0;
        capture.Trace.EachWindow(
            (trace, last) =>
            {
                windows++;
                string name = FormattableString.Invariant(
                    $"{source}, window {windows} ({(trace.StartNs - capture.Trace.StartNs) / NsIn.Second:0.000} to {(trace.EndNs - capture.Trace.StartNs) / NsIn.Second:0.000} s)"
                );

                // Evidence must not hold the window's rows.
                judged.AddRange(
                    judge(capture with { Trace = trace }, name, last)
                        .Select(one =>
                            (
                                windows,
                                new DeviceEvidence(capture, one.Device, one.Findings, one.Missing, one.WaitedMs) { Given = one.Given }
                            )
                        )
                );
            }
        );
        return judged.GroupBy(one => one.Evidence.Device.Device).Select(device => Together(capture, [.. device], windows));
    }

    private static DeviceEvidence Together(SummaryCapture capture, (int Window, DeviceEvidence Evidence)[] parts, int windows)
    {
        // What is in flight between two windows is a row of both: the whole is counted by its events.
        TraceDevice device = capture.Trace.Devices.All.First(one => one.Device == parts[0].Evidence.Device.Device);

        // What a window has too little I/O for says nothing against those that have enough.
        (int Window, DeviceEvidence Evidence)[] telling = [.. parts.Where(part => !part.Evidence.IsTooShort)];
        telling = telling.Length > 0 ? telling : parts;
        long all = telling.Sum(part => part.Evidence.Device.Requests);
        var kinds = telling
            .SelectMany(part =>
                part.Evidence.Findings.DistinctBy(finding => finding.Kind)
                    .Select(finding => (part.Window, part.Evidence.Device.Requests, Finding: finding))
            )
            .GroupBy(one => one.Finding.Kind)
            .Select(kind =>
                (
                    Most: kind.MaxBy(one => (one.Finding.Severity, one.Requests)).Finding,
                    Share: (double)kind.Sum(one => one.Requests) / Math.Max(1, all),
                    Windows: kind.Select(one => one.Window).ToArray()
                )
            )
            .ToArray();

        // A cause of the whole is seen in a good part of it, or is of those that come and
        // go; where there is none such, no window's is passed over.
        var any = kinds.Where(kind => kind.Most.IsCause).OrderByDescending(kind => (kind.Most.Severity, kind.Share)).ToArray();
        var causes = any.Where(kind => kind.Share >= 1.0 / 3 || Rare.Contains(kind.Most.Kind ?? "")).ToArray();
        causes = causes.Length > 0 ? causes : [.. any.Take(1)];
        var rest = kinds.Where(kind =>
            !kind.Most.IsCause && (causes.Length == 0 || kind.Most.Kind is not (FindingKind.NoCause or FindingKind.SlowUnexplained))
        );
        var passing = any.Where(kind => !causes.Contains(kind)).Select(kind => (kind with { Most = Passing(kind.Most) }));
        Findings findings = new Findings(parts[0].Evidence.Findings.Title).Add(
            causes.Concat(passing).Concat(rest).Select(kind => Seen(kind.Most, kind.Windows, windows))
        );
        string[] missing = [.. telling.SelectMany(part => part.Evidence.Missing).Distinct()];
        return new DeviceEvidence(capture, device, findings, missing, parts.Sum(part => part.Evidence.WaitedMs))
        {
            Given = parts[0].Evidence.Given,
        };
    }

    // Less than a third of the I/O met it: worth knowing, and no cause of the whole.
    private static Finding Passing(Finding finding) => finding with { Kind = "in-part-" + finding.Kind, Severity = Severity.Notice };

    private static Finding Seen(Finding finding, int[] windows, int all) =>
        finding with
        {
            Evidence =
            [
                .. finding.Evidence,
                new FindingEvidence(
                    FormattableString.Invariant(
                        $"windows of time: {(windows.Length == all ? $"all {all}" : $"{windows.Length} of {all}")}"
                    ),
                    windows.Length == all ? null : "windows " + Ranges(windows)
                ),
            ],
        };

    private static string Ranges(int[] windows)
    {
        var said = new List<string>();
        for (int at = 0; at < windows.Length; )
        {
            int last = at;
            while (last + 1 < windows.Length && windows[last + 1] == windows[last] + 1)
            {
                last++;
            }

            said.Add(
                last == at
                    ? FormattableString.Invariant($"{windows[at]}")
                    : FormattableString.Invariant($"{windows[at]} to {windows[last]}")
            );
            at = last + 1;
        }

        return string.Join(", ", said);
    }
}
