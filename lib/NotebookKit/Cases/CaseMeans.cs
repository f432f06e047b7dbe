using NotebookKit.Formats;
using NotebookKit.Summaries;

namespace NotebookKit.Cases;

/// <summary>iostat's means of a case, or those of counters that were read again and again.</summary>
internal static class CaseMeans
{
    /// <summary>Every capture of counters with intervals, by its name.</summary>
    public static IEnumerable<(string Name, IostatCapture Table)> Counters(CaptureSummary summary) =>
        summary
            .Tables.Select(table =>
                (
                    table.Name,
                    Table: table.Table as IostatCapture
                        ?? (table.Table is DiskstatsCapture counters ? DiskstatsIntervals.Of(counters) : null)
                )
            )
            .Where(table => table.Table is not null)
            .Select(table => (table.Name, table.Table!));

    /// <summary>The devices that did anything.</summary>
    public static IEnumerable<string> Devices(CaptureSummary summary) =>
        Counters(summary).SelectMany(table => table.Table.Means.Devices).Select(device => device.Name).Distinct(StringComparer.Ordinal);

    /// <summary>A mean of a device.</summary>
    /// <returns>Null where it is told nowhere.</returns>
    public static double? Of(CaptureSummary summary, string device, string column) =>
        Counters(summary)
            .Select(table =>
                table.Table.Means.Devices.Where(one => one.Name == device).Select(one => IostatMeans.Of(one.Rows, column)).FirstOrDefault()
            )
            .FirstOrDefault(mean => mean is not null);
}
