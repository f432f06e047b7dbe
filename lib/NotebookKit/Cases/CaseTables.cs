using NotebookKit.Formats;
using NotebookKit.Stats;
using NotebookKit.Summaries;

namespace NotebookKit.Cases;

/// <summary>The tables of a case that no capture has alone.</summary>
internal sealed class CaseTables(Investigation investigation)
{
    /// <summary>One row a capture.</summary>
    public ResultTable Captured()
    {
        (string Host, string Name, string Kind, long? Rows, double? Seconds, long? Lost)[] rows =
        [
            .. investigation.Captures.SelectMany(summary =>
                summary
                    .Captures.Select(capture =>
                        (
                            summary.Name,
                            capture.Name,
                            capture.Trace.Account?.Dialect ?? "block events",
                            (long?)capture.Trace.EventCount,
                            (double?)capture.Trace.DurationNs / NsIn.Second,
                            (long?)capture.Trace.Account?.Lost
                        )
                    )
                    .Concat(
                        summary.Tables.Select(table =>
                            (
                                summary.Name,
                                table.Name,
                                table.Table.Dialect,
                                (long?)table.Table.Account.Recognised,
                                (double?)null,
                                (long?)null
                            )
                        )
                    )
            ),
        ];
        ResultTable table = new();
        if (investigation.Captures.Count > 1)
        {
            table.Text("recording", rows.Select(row => row.Host));
        }

        return table
            .Text("capture", rows.Select(row => Short(row.Name)))
            .Text("what", rows.Select(row => row.Kind))
            .Count("events or lines", rows.Select(row => row.Rows))
            .Real("span", rows.Select(row => row.Seconds is { } seconds ? Math.Round(seconds, 4) : row.Seconds), "s")
            .Count("lost", rows.Select(row => row.Lost), "events")
            .Titled("The captures", "What a file is, its content said.", maxRows: 60);
    }

    /// <summary>What keeps the verdict from being more, one row each; null where nothing does.</summary>
    public ResultTable? Missing()
    {
        (string Device, string Text)[] rows =
        [
            .. investigation
                .Devices.SelectMany(
                    device => device.Missing,
                    (device, missing) => (Device: (device.Host is { } host ? host + ": " : "") + device.Device, Text: missing)
                )
                .GroupBy(row => row.Text.Replace(row.Device, "DEVICE", StringComparison.Ordinal))
                .SelectMany(Grouped),
            .. investigation.Captures.SelectMany(Unknown),
        ];
        return rows.Length == 0
            ? null
            : new ResultTable()
                .Text("of", rows.Select(row => row.Device))
                .Text("what is missing, and the command that gets it", rows.Select(row => row.Text))
                .Titled("What would make the verdict surer", "Capture it while it is slow.", maxRows: 40);
    }

    /// <summary>Averages since boot; null where diskstats was read more than once, or iostat tells.</summary>
    public static ResultTable? SinceBoot(CaptureSummary summary)
    {
        DiskstatsDevice[] devices =
        [
            .. summary
                .Tables.Select(table => table.Table)
                .OfType<DiskstatsCapture>()
                .Where(counters => counters.Snapshots.Count == 1)
                .Take(1)
                .SelectMany(counters => counters.Snapshots[0].Devices)
                .Where(device => device.Counters.ReadsCompleted + device.Counters.WritesCompleted > 0),
        ];
        if (devices.Length == 0 || summary.Captures.Count > 0 || CaseMeans.Counters(summary).Any())
        {
            return null;
        }

        return new ResultTable()
            .Text("device", devices.Select(device => device.Name))
            .Count("reads", devices.Select(device => (long?)device.Counters.ReadsCompleted))
            .Real("a read", devices.Select(device => Mean(device.Counters.SectorsRead / 2.0, device.Counters.ReadsCompleted)), "KiB")
            .Real("wait of a read", devices.Select(device => Mean(device.Counters.ReadMs, device.Counters.ReadsCompleted)), "ms")
            .Count("writes", devices.Select(device => (long?)device.Counters.WritesCompleted))
            .Real("a write", devices.Select(device => Mean(device.Counters.SectorsWritten / 2.0, device.Counters.WritesCompleted)), "KiB")
            .Real("wait of a write", devices.Select(device => Mean(device.Counters.WriteMs, device.Counters.WritesCompleted)), "ms")
            .Titled("Averages since boot", "From one sample of /proc/diskstats; requests are counted when they complete, after merging.");
    }

    /// <summary>What was left out, one row each.</summary>
    public static ResultTable Notes(IReadOnlyList<string> notes) =>
        new ResultTable()
            .Text("file", notes.Select(note => At(note) is > 0 and var at ? note[..at] : null))
            .Text("why", notes.Select(note => At(note) is > 0 and var at ? note[(at + 2)..] : note))
            .Titled("Left out", "Named as in the pile.", maxRows: 60);

    /// <summary>A capture's name without the folder that only its owner has.</summary>
    public static string Short(string name) => Path.IsPathRooted(name) ? Path.GetFileName(name) : name;

    // What is missing in general, where no device's verdict says it.
    private static IEnumerable<(string, string)> Unknown(CaptureSummary summary)
    {
        if (summary.Captures.Count == 0)
        {
            yield return (
                summary.Name,
                "No block events: which I/O was slow, and where, is not seen. notebookkit capture DEVICE, or blktrace -d /dev/DEVICE -w 30."
            );
        }

        if (summary.Queues.Count == 0 && !summary.Tables.Any(table => table.Table is SysfsCapture))
        {
            yield return (summary.Name, "The settings of the queues: grep -H . /sys/block/*/queue/* > sysfs.txt");
        }

        if (summary.Devices.Devices.Count == 0)
        {
            yield return (summary.Name, "Which device lies on which: lsblk -J -O > lsblk.json; dmsetup table > dmsetup.txt");
        }

        if (!CaseMeans.Counters(summary).Any())
        {
            yield return (summary.Name, "The counters over time: iostat -t -xk 1 30 > iostat.txt");
        }
    }

    private static IEnumerable<(string Device, string Text)> Grouped(IGrouping<string, (string Device, string Text)> same) =>
        same.Count() == 1 ? same : [(string.Join(", ", same.Select(row => row.Device)), same.Key)];

    private static double? Mean(double? sum, ulong? of) => of is null or 0 ? null : Math.Round((sum / of)!.Value, 3);

    private static int At(string note) => note.IndexOf(": ", StringComparison.Ordinal);
}
