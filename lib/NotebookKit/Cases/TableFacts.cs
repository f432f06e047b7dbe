using NotebookKit.Diagnosis;
using NotebookKit.Display;
using NotebookKit.Formats;
using NotebookKit.Stats;
using NotebookKit.Summaries;

namespace NotebookKit.Cases;

/// <summary>What captures tell that no rule judges: biosnoop's and biolatency's latencies, a drive's own health log, bios without their
/// requests. No cause follows from them, and they are no silence either.</summary>
internal static class TableFacts
{
    private const string SmartSource = "nvme smart-log";
    private const double SlowMs = 2;

    /// <summary>One verdict for each device of which nothing else tells.</summary>
    /// <param name="summary">The captures.</param>
    /// <param name="name">What they are called.</param>
    /// <param name="judged">The devices that have a verdict.</param>
    public static IEnumerable<DeviceVerdict> Of(CaptureSummary summary, string name, HashSet<string> judged)
    {
        foreach ((string file, TableCapture table) in summary.Tables.Select(table => (table.Name, table.Table)))
        {
            string source = file == name ? name : $"{name}: {file}";
            IEnumerable<DeviceVerdict> told = table switch
            {
                BiosnoopCapture biosnoop => Biosnoop(biosnoop, source),
                HistogramCapture histogram => Histograms(histogram, source),
                SmartLogCapture log => [SmartLog(log, source)],
                _ => [],
            };
            foreach (DeviceVerdict verdict in told.Where(verdict => judged.Add(verdict.Device)))
            {
                yield return verdict;
            }
        }

        foreach (SummaryCapture capture in summary.Captures)
        {
            foreach (TraceDevice device in capture.Trace.Devices.All.Where(device => device.Bios > 0 && device.Requests == 0))
            {
                if (!capture.Trace.Evidence.Requests && judged.Add(device.Name))
                {
                    yield return Bios(capture, device, name);
                }
            }
        }
    }

    private static IEnumerable<DeviceVerdict> Biosnoop(BiosnoopCapture capture, string source)
    {
        foreach (IGrouping<string, BiosnoopRow[]> device in capture.Kinds.GroupBy(kind => kind[0].Device))
        {
            BiosnoopRow[] most = device.First();
            double median = BiosnoopCapture.LatencyMs(most, 0.5);
            double? queued = most.Average(row => row.QueuedMs);
            bool above = queued > median && queued >= 1;
            string what = FormattableString.Invariant(
                $"{most.Length:N0} I/Os of kind {most[0].Operation ?? "?"} take {ThreeDigits.Text(median)} ms in the drive (median; one in a hundred {ThreeDigits.Text(BiosnoopCapture.LatencyMs(most, 0.99))} ms or more){(queued is { } wait ? FormattableString.Invariant($" after {ThreeDigits.Text(wait)} ms in the queue above it (mean)") : "")}"
            );
            yield return Verdict(
                device.Key,
                source,
                above ? $"I/O waits above {device.Key}, not in it: {what}." : $"{device.Key}, from issue to completion: {what}.",
                above || median >= SlowMs,
                "each I/O is timed; nothing says what it waited for",
                "biosnoop tells how long each took, and not why"
            );
        }
    }

    private static IEnumerable<DeviceVerdict> Histograms(HistogramCapture capture, string source) =>
        from one in capture.Histograms
        where one.Any(bucket => bucket.Count > 0)
        let half = HistogramCapture.At(one, 0.5)
        let last = HistogramCapture.At(one, 0.99)
        let of = one[0].Of ?? "all disks"
        select Verdict(
            of,
            source,
            FormattableString.Invariant(
                $"{of}: half of {one.Sum(bucket => bucket.Count):N0} I/Os take less than {half.To:N0} {one[0].Unit}, 99 of 100 less than {last.To:N0}."
            ),
            half.To * Ms(one[0].Unit) > 2 * SlowMs,
            "sums by powers of two, of all operations together",
            "biolatency tells how many took how long, and not which or why"
        );

    private static double Ms(string? unit) =>
        unit is "msecs" or "ms" ? 1
        : unit is "nsecs" or "ns" ? 1e-6
        : unit is "secs" ? 1000
        : 1e-3;

    private static DeviceVerdict SmartLog(SmartLogCapture log, string source)
    {
        long? Value(string field) =>
            long.TryParse(
                log.Fields.FirstOrDefault(one => one.Field == field).Value,
                System.Globalization.CultureInfo.InvariantCulture,
                out long value
            )
                ? value
                : null;
        string[] bad =
        [
            .. new[]
            {
                (Value("critical_warning") ?? Value("critical_warning.value")) is > 0 and var warning
                    ? FormattableString.Invariant($"critical_warning is {warning}")
                    : null,
                Value("media_errors") is > 0 and var errors ? FormattableString.Invariant($"{errors:N0} media errors") : null,
                Value("avail_spare") < Value("spare_thresh")
                    ? FormattableString.Invariant($"spare is {Value("avail_spare")} %, below its threshold of {Value("spare_thresh")} %")
                    : null,
                Value("percent_used") is >= 100 and var used ? FormattableString.Invariant($"{used} % of the rated life are used") : null,
                Value("warning_temp_time") is > 0 and var hot
                    ? FormattableString.Invariant($"{hot:N0} minutes above the warning temperature")
                    : null,
                Value("thm_temp1_trans_count") + Value("thm_temp2_trans_count") is > 0 and var throttled
                    ? FormattableString.Invariant($"throttled for heat {throttled:N0} times")
                    : null,
            }.OfType<string>(),
        ];
        return Verdict(
            "the drive of the health log",
            source,
            bad.Length == 0
                ? "The drive's own log counts no damage and no heat over its life."
                : $"The drive's own log counts over its life: {string.Join("; ", bad)}.",
            bad.Length > 0,
            "the drive's own counters, since it was made: whether it was so while it was slow they do not say",
            $"{SmartSource} has counters over the drive's life, and no latency"
        );
    }

    private static DeviceVerdict Bios(SummaryCapture capture, TraceDevice device, string name)
    {
        PhaseSummary? q2c =
            capture.Trace.Phases.Get(Phase.Q2Cdm, Denominator.Bio, device.Device)
            ?? capture.Trace.Phases.Get(Phase.Q2C, Denominator.Bio, device.Device);
        return Verdict(
            device.Name,
            name,
            FormattableString.Invariant(
                $"{device.Name}: {device.Bios:N0} bios were traced{(q2c is { } times ? FormattableString.Invariant($", half of them take {ThreeDigits.Text(times.P50Ns / NsIn.Ms)} ms at most from Q to C, one in a hundred {ThreeDigits.Text(times.P99Ns / NsIn.Ms)} ms or more") : "")}; no request of it was (no D)."
            ),
            q2c?.P50Ns / NsIn.Ms >= SlowMs,
            "bios alone: what passed above the drive and what in it is not told apart",
            "Without D events no I/O is followed into the drive"
        );
    }

    private static DeviceVerdict Verdict(string device, string source, string statement, bool slow, string basis, string why)
    {
        // What stands for several, or for one that is not named, has no node.
        string node = device.Contains(' ', StringComparison.Ordinal) ? "/dev/DEVICE" : DeviceNode.Of(device);
        return new DeviceVerdict
        {
            Device = device,
            Capture = source,
            State = DeviceState.Undecided,
            Findings = new Findings($"What is wrong with {device}").Add([
                new Finding(statement)
                {
                    Kind = FindingKind.TableFacts,
                    Severity = slow ? Severity.Warning : Severity.Info,
                    Evidence = [new FindingEvidence(source, "as it was printed")],
                    LeftOpen = "why: no request was followed",
                    Confidence = new Confidence(ConfidenceLevel.Medium, basis),
                },
            ]),
            Missing = [$"{statement} {why}: capture it while it is slow, blktrace -d {node} -w 30."],
        };
    }
}
