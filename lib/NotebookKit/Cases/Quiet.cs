using NotebookKit.Diagnosis;
using NotebookKit.Formats;
using NotebookKit.Summaries;

namespace NotebookKit.Cases;

/// <summary>Drives of which the counters say that they completed nothing while they were captured: idle, or stuck.</summary>
internal static class Quiet
{
    /// <summary>One verdict for each: of those whose queues were captured, and of any that left I/O waiting.</summary>
    /// <param name="summary">The captures.</param>
    /// <param name="name">What they are called.</param>
    public static IEnumerable<DeviceVerdict> Of(CaptureSummary summary, string name)
    {
        foreach (
            (string file, DiskstatsCapture counters) in summary
                .Tables.Where(table => table.Table is DiskstatsCapture)
                .Select(table => (table.Name, (DiskstatsCapture)table.Table))
        )
        {
            if (counters.Snapshots is not [var first, .., var last] || last.TimeSeconds - first.TimeSeconds is not > 0)
            {
                continue;
            }

            DiskstatsRates rates = DiskstatsRates.Between(first, last);
            foreach (DiskstatsRate rate in rates.Devices.Where(rate => rate.Change == DiskChange.None && Done(rate.Growth!) == 0))
            {
                ulong waiting = Waiting(counters, rate.Device);
                if (waiting > 0 || (summary.Queues.ContainsKey(rate.Number) && IsDrive(summary, rate.Device)))
                {
                    yield return Verdict(rate.Device, waiting, rates.Seconds!.Value, $"{name}: {file}");
                }
            }
        }
    }

    private static DeviceVerdict Verdict(string device, ulong waiting, double seconds, string source)
    {
        string time = FormattableString.Invariant($"{seconds:0.0} s");
        Finding told = new(
            waiting == 0
                ? $"{device} was idle: no I/O completed in {time}, and none was outstanding."
                : FormattableString.Invariant(
                    $"{device} completed no I/O in {time}, with {waiting:N0} outstanding all the while: it is stuck, or each takes longer than that."
                )
        )
        {
            Kind = waiting == 0 ? FindingKind.Idle : FindingKind.NoCompletion,
            Severity = waiting == 0 ? Severity.Info : Severity.Warning,
            Evidence =
            [
                new FindingEvidence(source, "counters of /proc/diskstats and its field of I/Os in flight, first sample against last"),
            ],
            LeftOpen =
                waiting == 0 ? "how it does when it has something to do" : "whether it would have answered later, and why it did not",
            Confidence = new Confidence(waiting == 0 ? ConfidenceLevel.Low : ConfidenceLevel.Medium, "counters alone, no request was seen"),
        };
        return new DeviceVerdict
        {
            Device = device,
            Capture = source,
            State = DeviceState.Undecided,
            Findings = new Findings($"What is wrong with {device}").Add([told]),
            Missing =
            [
                waiting == 0
                    ? $"{device} was idle: it did no I/O in the {time} that were captured. Capture it while it is slow, or beside what makes it so: notebookkit capture {device} -- CMD."
                    : FormattableString.Invariant(
                        $"{device} completed nothing in {time} with {waiting:N0} outstanding: look for timeouts and resets in dmesg, and capture until it answers."
                    ),
            ],
        };
    }

    private static ulong Done(DiskCounters growth) =>
        (growth.ReadsCompleted ?? 0) + (growth.WritesCompleted ?? 0) + (growth.DiscardsCompleted ?? 0) + (growth.FlushesCompleted ?? 0);

    // What waited in every sample: one that happened to be on its way in the last is no sign.
    private static ulong Waiting(DiskstatsCapture counters, string device) =>
        counters.Snapshots.Min(snapshot => snapshot.Find(device)?.Counters.InFlight ?? 0);

    private static bool IsDrive(CaptureSummary summary, string device) => summary.Devices.Find(device) is not { Below.Count: > 0 };
}
