using NotebookKit.Formats;

namespace NotebookKit.Cases;

/// <summary>Draws the busiest devices of iostat over the intervals.</summary>
internal static class CounterLines
{
    private const int MostDevices = 4;
    private const int FewestReports = 3;

    /// <summary>Requests a second, their wait, and how many are outstanding; null for fewer intervals than make a line.</summary>
    public static Figure? Of(IostatCapture counters)
    {
        IostatReport[] reports = [.. counters.Intervals.Reports];
        string[] devices =
        [
            .. counters.Means.Devices.Where(device => !device.Name.EndsWith(')')).Select(device => device.Name).Take(MostDevices),
        ];
        if (reports.Length < FewestReports || devices.Length == 0)
        {
            return null;
        }

        (string Title, string? Unit, Func<IostatRow, double?> Value)[] panels =
        [
            ("requests a second", "1/s", row => IostatMeans.Rate(row)),
            ("mean wait of a request", "ms", row => row.AwaitMs ?? Larger(row.RAwaitMs, row.WAwaitMs)),
            ("outstanding", null, row => row.AquSz),
        ];
        Figure[] figures =
        [
            .. panels
                .Select(panel =>
                    (
                        panel,
                        Series: devices
                            .Select(device => Points(reports, device, panel.Value))
                            .Where(series => series.X.Length > 0)
                            .ToArray()
                    )
                )
                .Where(one => one.Series.Length > 0)
                .Select(one =>
                    Plot.Line([
                            .. one.Series.Select(series => (series.Device, (IEnumerable<double>)series.X, (IEnumerable<double>)series.Y)),
                        ])
                        .Title(one.panel.Title)
                        .YAxis(one.panel.Title, one.panel.Unit ?? "", min: 0)
                ),
        ];

        // Panels are headed by what is measured; a rate that hardly moves is a flat line, which an axis that began elsewhere would hide.
        figures = figures.Length > 1 ? [.. figures.Select(figure => figure.YAxis(title: ""))] : figures;
        return figures.Length == 0
            ? null
            : Plot.Panels(figures, columns: 1, shareX: true)
                .Title("The busiest devices, interval by interval")
                .XAxis("interval")
                .Subtitle("requests that completed in the interval; wait: from the queue to completion")
                .Size(880, 120 + (180 * figures.Length));
    }

    private static (string Device, double[] X, double[] Y) Points(IostatReport[] reports, string device, Func<IostatRow, double?> value)
    {
        (double X, double Y)[] points =
        [
            .. reports
                .Index()
                .Select(report => (X: report.Index + 1.0, Y: report.Item.Find(device) is { } row ? value(row) : null))
                .Where(point => point.Y is not null)
                .Select(point => (point.X, point.Y!.Value)),
        ];
        return (device, [.. points.Select(point => point.X)], [.. points.Select(point => point.Y)]);
    }

    private static double? Larger(double? one, double? other) =>
        one is null ? other
        : other is null ? one
        : Math.Max(one.Value, other.Value);
}
