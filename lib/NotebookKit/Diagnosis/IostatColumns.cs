using NotebookKit.Results;

namespace NotebookKit.Diagnosis;

/// <summary>One device in one interval of iostat, as far as the laws need it. Null where the report has no such column.</summary>
internal sealed record IostatLoad(
    string Device,
    string Interval,
    double? Reads,
    double? ReadKiB,
    double? ReadAwaitMs,
    double? Writes,
    double? WriteKiB,
    double? WriteAwaitMs,
    double? OtherDepth,
    double? AquSz,
    double? UtilPercent
)
{
    /// <summary>I/Os of all kinds a second, where the report does not tell reads from writes (<c>sar -d</c>, <c>iostat -xs</c>).</summary>
    public double? Transfers { get; init; }

    /// <summary>The mean wait of all of them, in ms.</summary>
    public double? AwaitMs { get; init; }

    /// <summary>KiB of all of them a second.</summary>
    public double? TransferKiB { get; init; }

    /// <summary>KiB read and written a second.</summary>
    public double KiBPerSecond => ReadKiB is null && WriteKiB is null ? TransferKiB ?? 0 : (ReadKiB ?? 0) + (WriteKiB ?? 0);

    /// <summary>I/Os completed a second.</summary>
    public double PerSecond => Reads is null && Writes is null ? Transfers ?? 0 : (Reads ?? 0) + (Writes ?? 0);

    /// <summary>Rate times wait of reads and writes, in ms of waiting a second; by Little's law a thousand times their depth.</summary>
    public double WaitMsPerSecond =>
        Reads is null && Writes is null ? (Transfers * AwaitMs) ?? 0 : ((Reads * ReadAwaitMs) ?? 0) + ((Writes * WriteAwaitMs) ?? 0);
}

/// <summary>Finds iostat's columns by their names, the old ones too.</summary>
internal static class IostatColumns
{
    public static IReadOnlyList<IostatLoad> Rows(ResultTable table)
    {
        ResultColumn device =
            Find(table, "device", "disk_device", "dev")
            ?? throw new ArgumentException(
                $"no column 'Device' in the iostat rows; there are {string.Join(", ", table.Columns.Select(column => column.Name))}",
                nameof(table)
            );
        if (Find(table, "r/s") is null && Find(table, "w/s") is null && Find(table, "tps") is null)
        {
            throw new ArgumentException(
                $"neither 'r/s' nor 'w/s' nor 'tps' in the iostat rows; there are {string.Join(", ", table.Columns.Select(column => column.Name))}",
                nameof(table)
            );
        }

        ResultColumn? interval = Find(table, "interval", "report", "sample", "time");
        // Before r_await existed, and still for both directions together, a report had await alone.
        Func<int, double?> Number(params string[] names) => Find(table, names) is { } column ? row => Finite(column[row]) : _ => null;
        var of = (
            R: Number("r/s"),
            RKiB: Number("rkb/s"),
            RAwait: Number("r_await", "await"),
            W: Number("w/s"),
            WKiB: Number("wkb/s"),
            WAwait: Number("w_await", "await"),
            D: Number("d/s"),
            DAwait: Number("d_await"),
            F: Number("f/s"),
            FAwait: Number("f_await"),
            Aqu: Number("aqu-sz", "avgqu-sz"),
            Util: Number("%util", "util"),
            T: Number("tps"),
            TAwait: Number("await"),
            TKiB: Number("kb/s")
        );
        return
        [
            .. Enumerable
                .Range(0, (int)table.Rows)
                .Select(row => new IostatLoad(
                    device[row]?.ToString()?.TrimEnd(':') ?? "",
                    interval?[row] is { } at ? Convert.ToString(at, System.Globalization.CultureInfo.InvariantCulture)! : "",
                    of.R(row),
                    of.RKiB(row),
                    of.RAwait(row),
                    of.W(row),
                    of.WKiB(row),
                    of.WAwait(row),
                    ((of.D(row) * of.DAwait(row)) ?? 0) + ((of.F(row) * of.FAwait(row)) ?? 0),
                    of.Aqu(row),
                    of.Util(row)
                )
                {
                    Transfers = of.T(row),
                    AwaitMs = of.TAwait(row),
                    TransferKiB = of.TKiB(row),
                }),
        ];
    }

    private static double? Finite(object? value) => CellText.Number(value) is { } number && double.IsFinite(number) ? number : null;

    private static ResultColumn? Find(ResultTable table, params string[] names) =>
        names
            .Select(name =>
                table.Columns.FirstOrDefault(column => string.Equals(column.Name.TrimEnd(':'), name, StringComparison.OrdinalIgnoreCase))
            )
            .FirstOrDefault(column => column is not null);
}
