using System.Globalization;
using NotebookKit.Formats;

namespace NotebookKit.Summaries;

// What iostat printed, as far as its options let it.
internal sealed partial class SummaryText
{
    private const int DevicesShown = 4;
    private const int KindsShown = 8;

    private static readonly string[] IostatShown =
    [
        "tps",
        "r/s",
        "rkB/s",
        "rareq-sz",
        "r_await",
        "rrqm/s",
        "w/s",
        "wkB/s",
        "wareq-sz",
        "w_await",
        "f/s",
        "f_await",
        "kB_read/s",
        "kB_wrtn/s",
        "kB_dscd/s",
        "kB_w+d/s",
        "kB/s",
        "rqm/s",
        "areq-sz",
        "await",
        "aqu-sz",
        "%util",
    ];

    private void Counters()
    {
        foreach ((string name, TableCapture table) in summary.Tables)
        {
            if (table is IostatCapture iostat)
            {
                Iostat(Safe(name), iostat);
            }

            if (table is BiosnoopCapture biosnoop)
            {
                Biosnoop(Safe(name), biosnoop);
            }

            if (table is HistogramCapture histogram)
            {
                Histogram(Safe(name), histogram);
            }

            if (table is SmartLogCapture log)
            {
                Line("smart log", string.Join(", ", log.Told.Select(field => $"{Safe(field.Field)} {Safe(field.Value ?? "–")}")));
            }
        }
    }

    private void Biosnoop(string name, BiosnoopCapture capture)
    {
        var rows = new List<string[]> { (string[])["device", "op", "I/Os", "mean KiB", "queued ms", "p50 ms", "p99 ms", "max ms"] };
        rows.AddRange(
            capture
                .Kinds.Take(KindsShown)
                .Select(kind =>
                    (string[])
                        [
                            Safe(kind[0].Device),
                            Safe(kind[0].Operation ?? "–"),
                            Count(kind.Length),
                            Number(kind.Average(row => row.Bytes) / 1024),
                            Number(kind.Average(row => row.QueuedMs)),
                            Number(BiosnoopCapture.LatencyMs(kind, 0.5)),
                            Number(BiosnoopCapture.LatencyMs(kind, 0.99)),
                            Number(kind.Max(row => row.LatencyMs)),
                        ]
                )
        );
        Table("biosnoop", rows, left: 2);
        if (capture.Kinds.Count > KindsShown)
        {
            Line("", Dim($"{name}: {Count(capture.Kinds.Count - KindsShown)} more devices and operations; --json has all"));
        }
    }

    private void Histogram(string name, HistogramCapture capture)
    {
        var rows = new List<string[]> { (string[])["of", "unit", "I/Os", "p50", "p99", "highest"] };
        rows.AddRange(
            capture
                .Histograms.Take(KindsShown)
                .Select(one =>
                    (string[])
                        [
                            Safe(one[0].Of ?? "all"),
                            Safe(one[0].Unit ?? "–"),
                            Count(one.Sum(bucket => bucket.Count)),
                            Shown(HistogramCapture.At(one, 0.5)),
                            Shown(HistogramCapture.At(one, 0.99)),
                            Shown(HistogramCapture.At(one, 1)),
                        ]
                )
        );
        Table("histogram", rows, left: 2);
        if (capture.Histograms.Count > KindsShown)
        {
            Line("", Dim($"{name}: {Count(capture.Histograms.Count - KindsShown)} more histograms; --json has all"));
        }

        static string Shown(HistogramBucket? bucket) => bucket is null ? "–" : $"{Number(bucket.From)} to {Number(bucket.To)}";
    }

    private void Iostat(string name, IostatCapture iostat)
    {
        IostatMeans means = iostat.Means;
        string tool = iostat.Account.Dialect == SarText.Dialect ? "sar" : "iostat";
        string[] columns = [.. IostatShown.Intersect(means.Columns)];
        string[] head =
        [
            summary.Tables.Count(table => table.Table is IostatCapture) > 1 ? Path.GetFileNameWithoutExtension(name)
            : means.SinceBoot ? "since boot"
            : "busy mean",
            "reports",
            .. columns,
        ];
        var rows = new List<string[]> { head };
        rows.AddRange(
            means
                .Devices.Take(DevicesShown)
                .Select(device =>
                    (string[])
                        [
                            Safe(device.Name),
                            Count(device.Rows.LongLength),
                            .. columns.Select(column => Number(IostatMeans.Of(device.Rows, column))),
                        ]
                )
        );
        if (rows.Count > 1)
        {
            Table(tool, rows, left: 1);
        }

        IostatCpu[] cpus =
        [
            .. iostat
                .Reports.Where(report => report.Cpu is not null && (means.SinceBoot || report.SinceBoot != true))
                .Select(report => report.Cpu!),
        ];
        if (cpus.Length > 0)
        {
            Line(
                rows.Count > 1 ? "" : tool,
                Invariant(
                    $"processors, mean of {cpus.Length} {(cpus.Length == 1 ? "report" : "reports")}: user {Mean(cpu => cpu.UserPercent)} %{Beside("nice", cpu => cpu.NicePercent)}, system {Mean(cpu => cpu.SystemPercent)} %, iowait {Mean(cpu => cpu.IowaitPercent)} %{Beside("steal", cpu => cpu.StealPercent)}, idle {Mean(cpu => cpu.IdlePercent)} %"
                )
            );
        }

        foreach (string word in Words(iostat, means))
        {
            Line(rows.Count + cpus.Length > 1 ? "" : tool, $"{Dim($"{name}: {word}")}");
        }

        // Most hosts have neither; where one is, the others do not add up without it.
        string Beside(string name, Func<IostatCpu, double?> share) =>
            cpus.Any(cpu => share(cpu) > 0) ? Invariant($", {name} {Mean(share)} %") : "";

        string Mean(Func<IostatCpu, double?> share) => Number(cpus.Select(share).OfType<double>().DefaultIfEmpty(double.NaN).Average());
    }

    // What the options of iostat left out, and what this summary does.
    private static IEnumerable<string> Words(IostatCapture iostat, IostatMeans means)
    {
        if (means.LeftOut > 0)
        {
            yield return means.LeftOut == 1
                ? $"report 1 holds means since boot and is left out; it is an interval if iostat ran with -y: say so with {CaptureSummary.FirstIsIntervalOption}"
                : $"{Count(means.LeftOut)} reports, the first of each run, hold means since boot and are left out; they are intervals if iostat ran with -y: say so with {CaptureSummary.FirstIsIntervalOption}";
        }

        if (iostat.NoNumbersInWords is { } absent)
        {
            yield return absent;
        }

        bool devices = iostat.Reports.Any(report => report.Rows.Count > 0);
        if (!devices)
        {
            yield return "no table of devices (-c, or -z and nothing done): iostat -x 1 prints rates, waits, sizes and depth";
        }
        else if (means.Devices.Count == 0)
        {
            yield return $"no device was busy in {(means.Reports == 1 ? "the one report" : $"any of {Count(means.Reports)} reports")}{(iostat.Account.SkippedCount > 0 ? "; what was skipped may hold some" : "")}";
        }
        else if (!iostat.Columns.Contains("%util"))
        {
            yield return "no waits, sizes, depth or %util without -x: iostat -x 1 prints them";
        }

        if (means.Devices.Count > DevicesShown)
        {
            yield return $"{Count(means.Devices.Count - DevicesShown)} more devices were busy; --json has all";
        }

        if (means.SinceBoot && devices)
        {
            yield return "one report, means since boot: an interval, as in iostat -x 1, shows what happens now";
        }
    }

    private static string Number(double? value) =>
        value is { } known && double.IsFinite(known) ? known.ToString("#,0.##", CultureInfo.InvariantCulture) : "–";
}
