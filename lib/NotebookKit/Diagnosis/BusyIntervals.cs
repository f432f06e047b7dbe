using System.Globalization;
using NotebookKit.Formats;
using NotebookKit.Results;

namespace NotebookKit;

/// <summary>The intervals of an iostat capture in which a drive did something, and what was typical of them.</summary>
/// <remarks>
/// The report since boot is left out: it is a mean over days. So are idle seconds, which
/// pull every mean towards 0. Medians are over intervals, each weighing the same.
/// </remarks>
public sealed class BusyIntervals
{
    private readonly IostatReport[] _reports;

    private BusyIntervals(IostatReport[] reports, string drive, double atLeast, int of)
    {
        _reports = reports;
        Drive = drive;
        AtLeast = atLeast;
        Of = of;
    }

    /// <summary>The drive whose load decides.</summary>
    public string Drive { get; }

    /// <summary>From how many requests a second on an interval counts as busy.</summary>
    public double AtLeast { get; }

    /// <summary>Intervals that the capture holds, the report since boot left out.</summary>
    public int Of { get; }

    /// <summary>Busy ones among them.</summary>
    public int Count => _reports.Length;

    /// <summary>Finds the busy intervals of a capture.</summary>
    /// <param name="capture">What iostat reported.</param>
    /// <param name="drive">The drive, by iostat's name.</param>
    /// <param name="atLeast">From how many reads and writes a second on an interval counts.</param>
    /// <returns>The intervals; none where the drive was idle or is not in the capture.</returns>
    public static BusyIntervals In(IostatCapture capture, string drive, double atLeast = 10)
    {
        ArgumentNullException.ThrowIfNull(capture);
        IostatReport[] all = [.. capture.Reports.Where(report => report.SinceBoot != true)];
        return new BusyIntervals([.. all.Where(report => Load(report.Find(drive)) >= atLeast)], drive, atLeast, all.Length);
    }

    /// <summary>The devices that did something in any of the intervals, in iostat's order.</summary>
    public IReadOnlyList<string> Devices =>
        field ??= [
            .. _reports
                .SelectMany(report => report.Rows)
                .Where(row => Load(row) > 0)
                .Select(row => row.Device)
                .Distinct(StringComparer.Ordinal),
        ];

    /// <summary><c>r</c> or <c>w</c>: what the drive did more of, the letter that iostat's columns begin with.</summary>
    public string Kind => (Median(Drive, "r/s") ?? 0) >= (Median(Drive, "w/s") ?? 0) ? "r" : "w";

    /// <summary>The way of the I/O from the top of the stack to the drive: of the devices at each height the one that did most.</summary>
    /// <param name="map">What lies on what; null where that is not known, and then the drive is all there is.</param>
    public IReadOnlyList<string> Way(DeviceMap? map)
    {
        if (map?.Find(Drive) is not { Number: { } number })
        {
            return [Drive];
        }

        MappedDevice[] above = [.. map.Above(number).Where(device => Devices.Contains(device.TracedName))];
        return
        [
            .. above
                .GroupBy(device => Height(map, device))
                .OrderByDescending(height => height.Key)
                .Select(height => height.MaxBy(device => Median(device.TracedName, Kind + "/s") ?? 0)!.TracedName),
            Drive,
        ];
    }

    // A damaged listing may make a device lie on itself.
    private static int Height(DeviceMap map, MappedDevice device, int most = 32) =>
        most == 0 || device.Below.Count == 0
            ? 0
            : 1 + device.Below.Select(below => map.Find(below) is { } lower ? Height(map, lower, most - 1) : 0).Max();

    /// <summary>A column's value in each interval; NaN where iostat did not print it.</summary>
    public double[] Values(string device, string column) => [.. _reports.Select(report => report.Find(device)?[column] ?? double.NaN)];

    /// <summary>The median of a column over the intervals in which the device did something; null where there are none.</summary>
    /// <param name="device">The device.</param>
    /// <param name="column">The column, by today's name, such as <c>rareq-sz</c>.</param>
    public double? Median(string device, string column) =>
        Quantiles.Median(
            _reports
                .Select(report => report.Find(device))
                .Where(row => Load(row) > 0)
                .Select(row => row![column])
                .OfType<double>()
                .ToArray()
        );

    /// <summary>One row for each device that did what the drive did more of, with the
    /// medians of some columns; the others are named below.</summary>
    /// <param name="columns">The columns, by today's names; none for those that matter to reads.</param>
    public ResultTable ToTable(params string[] columns) => ToTable(null, columns);

    /// <summary>The same with the names of volumes.</summary>
    /// <param name="map">What device-mapper calls its devices; null where that is not known.</param>
    /// <param name="columns">The columns, by today's names; none for those that matter to reads.</param>
    public ResultTable ToTable(DeviceMap? map, params string[] columns)
    {
        string[] shown = columns.Length > 0 ? columns : ["r/s", "rkB/s", "rareq-sz", "r_await", "aqu-sz", "%util"];
        string[] devices = [.. Devices.Where(device => Median(device, Kind + "/s") is not 0)];
        ResultRows<string> table = ResultTable.Of(devices).Text("device", device => device);
        if (map is not null)
        {
            table.Text("is", device => map.Find(device) is { } mapped && mapped.Name != device ? mapped.Name : null);
        }

        foreach (string column in shown)
        {
            table.Real(column, device => Median(device, column), UnitOf(column));
        }

        return table.Titled(
            string.Create(CultureInfo.InvariantCulture, $"Medians of {Count} busy intervals of {Of}"),
            string.Create(
                CultureInfo.InvariantCulture,
                $"Busy: {Drive} completed {AtLeast} requests a second at least. kB are KiB; rareq-sz and wareq-sz are KiB a request.{(devices.Length < Devices.Count ? $" Left out, since they {(Kind == "r" ? "read" : "wrote")} nothing: {string.Join(", ", Devices.Except(devices))}." : "")}"
            )
        );
    }

    private static double Load(IostatRow? row) => row is null ? 0 : (row.ReadsPerSec ?? 0) + (row.WritesPerSec ?? 0);

    // A depth is a plain number in iostat's own table; beside rates it helps to say of what.
    private static string? UnitOf(string column) => column == "aqu-sz" ? "requests" : IostatColumn.Find(column)?.Unit;
}
