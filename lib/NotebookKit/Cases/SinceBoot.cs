using NotebookKit.Diagnosis;
using NotebookKit.Display;
using NotebookKit.Formats;
using NotebookKit.Summaries;

namespace NotebookKit.Cases;

/// <summary>What a single sample of <c>/proc/diskstats</c> tells, as an sosreport holds
/// one: means since boot, which no verdict rests on.</summary>
internal static class SinceBoot
{
    /// <summary>One verdict for each device that did anything.</summary>
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
            foreach (
                DiskstatsDevice device in counters
                    .Snapshots[^1]
                    .Devices.Where(device => device.Counters.ReadsCompleted + device.Counters.WritesCompleted > 0)
            )
            {
                yield return new DeviceVerdict
                {
                    Device = device.Name,
                    Capture = $"{name}: {file}",
                    State = DeviceState.Undecided,
                    Findings = new Findings($"What is wrong with {device.Name}").Add([Told(device, $"{name}: {file}")]),
                    Missing =
                    [
                        $"One sample of /proc/diskstats holds averages since boot, no rates: while it is slow, iostat -xk 1 30 and blktrace -d {DeviceNode.Of(device.Name)}.",
                    ],
                };
            }
        }
    }

    private static Finding Told(DiskstatsDevice device, string source) =>
        new(
            $"{device.Name} since boot, on average: {Kind("reads", device.Counters.ReadsCompleted, device.Counters.SectorsRead, device.Counters.ReadMs)}; {Kind("writes", device.Counters.WritesCompleted, device.Counters.SectorsWritten, device.Counters.WriteMs)}."
        )
        {
            Kind = FindingKind.SinceBoot,
            Severity = Severity.Info,
            Evidence = [new FindingEvidence(source, "one sample of /proc/diskstats")],
            LeftOpen = "how it was while it was slow: an average since boot hides that",
            Confidence = new Confidence(ConfidenceLevel.Low, "averages since boot, no rates"),
        };

    private static string Kind(string what, ulong? done, ulong? sectors, ulong? ms) =>
        done is null or 0
            ? $"no {what}"
            : FormattableString.Invariant(
                $"{done:N0} {what} of {sectors / 2.0 / done:0.#} KiB in {ThreeDigits.Measured((double?)ms / done)} ms"
            );
}
