namespace NotebookKit.Formats;

/// <summary>Snapshots of <c>/proc/diskstats</c> taken again and again, as the reports that iostat would have printed of them.</summary>
internal static class DiskstatsIntervals
{
    /// <summary>One report for each two neighbours that have their times.</summary>
    /// <returns>Null where no interval is known: of one snapshot, or of several without times.</returns>
    public static IostatCapture? Of(DiskstatsCapture capture)
    {
        var reports = new List<IostatReport>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach ((DiskstatsSnapshot before, DiskstatsSnapshot after) in capture.Snapshots.Zip(capture.Snapshots.Skip(1)))
        {
            if (after.TimeSeconds - before.TimeSeconds is not { } seconds || seconds <= 0)
            {
                continue;
            }

            DiskstatsRates rates = DiskstatsRates.Between(before, after, seconds);
            var report = new IostatReport(reports.Count + 1, host: null) { SinceBoot = false, IntervalSeconds = seconds };
            report.RowList.AddRange(rates.Devices.Where(device => device.Growth is not null).Select(device => device.Rates));
            names.UnionWith(rates.Columns);
            reports.Add(report);
        }

        return reports.Count == 0
            ? null
            : new IostatCapture(reports, [.. names.OrderBy(IostatColumn.OrderOf)], [], new HashSet<string>(), capture.Account);
    }
}
