namespace NotebookKit.Formats;

/// <summary>What the reports of iostat say of each device over the whole run.</summary>
/// <remarks>
/// Waits and sizes are weighted by the operations that they are means over: one slow read in an idle second does not count as a thousand
/// do. Shares of merges are those of all requests; rates, depth and %util are means over time.
/// </remarks>
internal sealed class IostatMeans
{
    private static readonly string[] Kinds = ["r/s", "w/s", "d/s", "f/s"];
    private readonly IReadOnlyList<string> _columns;

    public IostatMeans(IostatCapture capture)
    {
        _columns = capture.Columns;
        SinceBoot = capture.Reports.All(report => report.SinceBoot == true);
        LeftOut = SinceBoot ? 0 : capture.Reports.Count(report => report.SinceBoot == true);
        Reports = SinceBoot ? capture.Reports.Count : capture.Reports.Count - LeftOut;
        Devices =
        [
            .. capture
                .Reports.Where(report => SinceBoot || report.SinceBoot != true)
                .SelectMany(report => report.Rows, (report, row) => (Row: row, Seconds: report.IntervalSeconds ?? 1))
                .Where(row => Rate(row.Row) > 0)
                .GroupBy(row => (row.Row.Device, row.Row.IsGroup))
                .Select(device => (Name: device.Key.Device + (device.Key.IsGroup ? " (group)" : ""), Rows: device.ToArray()))
                .OrderByDescending(device => device.Rows.Average(row => Rate(row.Row))),
        ];
    }

    /// <summary>True where there is no interval: every report holds means since boot.</summary>
    public bool SinceBoot { get; }

    /// <summary>Number of reports that are counted.</summary>
    public int Reports { get; }

    /// <summary>Number of reports of means since boot that are left out beside intervals.</summary>
    public int LeftOut { get; }

    /// <summary>The devices that did anything, the busiest first, each with the reports in which it did.</summary>
    public IReadOnlyList<(string Name, (IostatRow Row, double Seconds)[] Rows)> Devices { get; }

    /// <summary>The columns in which any device has anything but 0.</summary>
    public IEnumerable<string> Columns => _columns.Where(column => Devices.Any(device => device.Rows.Any(row => row.Row[column] is > 0)));

    /// <summary>Operations a second of every kind that is printed; 0 where there is none.</summary>
    public static double Rate(IostatRow row) => row["tps"] ?? Kinds.Sum(column => row[column] ?? 0);

    /// <summary>The mean of a column.</summary>
    /// <returns>Null where it was printed nowhere, or is the mean of no operation.</returns>
    public static double? Of(IReadOnlyCollection<(IostatRow Row, double Seconds)> rows, string column)
    {
        if (column is ['%', var letter, 'r', 'q', 'm'] && rows.Any(row => row.Row[letter + "rqm/s"] is not null))
        {
            double merged = rows.Sum(row => (row.Row[letter + "rqm/s"] ?? 0) * row.Seconds);
            double all = merged + rows.Sum(row => (row.Row[letter + "/s"] ?? 0) * row.Seconds);
            return all > 0 ? 100 * merged / all : null;
        }

        double sum = 0;
        double weights = 0;
        foreach ((IostatRow row, double seconds) in rows)
        {
            if (row.Known(column) is { } value)
            {
                double weight = (row.OperationsOf(column) ?? 1) * seconds;
                sum += value * weight;
                weights += weight;
            }
        }

        return weights > 0 ? sum / weights : null;
    }

    /// <summary>One row a device.</summary>
    public ResultTable ToTable()
    {
        ResultTable table = new ResultTable()
            .Text("device", Devices.Select(device => device.Name))
            .Count("reports", Devices.Select(device => (long)device.Rows.Length));
        foreach (string column in Columns)
        {
            table.Real(column, Devices.Select(device => Of(device.Rows, column)), IostatColumn.Find(column)?.Unit);
        }

        string left = LeftOut > 0 ? $" {LeftOut} of means since boot left out." : "";
        return table.Titled(
            "iostat: means of the run",
            $"Over the {(SinceBoot ? "reports since boot" : "intervals")} in which the device did anything, of {Reports}; waits and sizes weighted by their operations.{left}"
        );
    }
}
