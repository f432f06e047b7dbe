using NotebookKit.Display;
using NotebookKit.Formats;

namespace NotebookKit;

/// <summary>The reports of iostat in a file, of the same shape whether they were printed as text or as JSON.</summary>
[TypeFormatterSource(typeof(ShownFormatterSource))]
public sealed class IostatCapture : TableCapture
{
    private readonly IReadOnlySet<string> _derived;

    internal IostatCapture(
        IReadOnlyList<IostatReport> reports,
        IReadOnlyList<string> columns,
        IReadOnlyList<string> unknown,
        IReadOnlySet<string> derived,
        ReadAccount account
    )
        : base(account)
    {
        Reports = reports;
        Columns = columns;
        UnknownColumns = unknown;
        _derived = derived;
    }

    /// <summary>Reads what iostat printed: text of any version or language, or JSON.</summary>
    /// <param name="path">The file, gzip-compressed or not.</param>
    /// <exception cref="CaptureFormatException">It is empty, binary, or nothing of the kind.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static new IostatCapture Open(string path) => Open(path, default(IostatOptions));

    /// <summary>The same, and how.</summary>
    internal static IostatCapture Open(string path, IostatOptions options) => Open(CaptureStream.Open(path), path, options);

    /// <summary>Reads the same from a stream, to its end.</summary>
    /// <param name="stream">The bytes; closed at the end.</param>
    /// <param name="source">What errors and the account call the stream.</param>
    public static IostatCapture Open(Stream stream, string source) => Open(stream, source, default);

    /// <summary>The same, and how.</summary>
    internal static IostatCapture Open(Stream stream, string source, IostatOptions options)
    {
        CaptureStream capture = CaptureStream.Of(stream, source);
        return TableReader.TryDetect(capture.Ahead().ToArray()) == TableDialect.IostatJson
            ? IostatJson.Read(capture, source, options)
            : IostatText.Read(capture, source, options);
    }

    /// <summary>The reports, in the order of the file.</summary>
    public IReadOnlyList<IostatReport> Reports { get; }

    /// <summary>The columns that any report has, in the order of <see cref="IostatColumn.All"/>, unknown ones last.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>Columns of a version that this library does not know: kept under the name printed, without a unit.</summary>
    public IReadOnlyList<string> UnknownColumns { get; }

    /// <summary>Values that were printed as no number (<c>nan</c>, <c>inf</c>) or below 0: absent in rows, and in no mean.</summary>
    public int NoNumbers => Reports.SelectMany(report => report.Rows).Sum(row => row.NoNumbers);

    /// <summary>The same in words; null where there are none.</summary>
    internal string? NoNumbersInWords =>
        NoNumbers is not (> 0 and var count)
            ? null
            : FormattableString.Invariant(
                $"{count:N0} {(count == 1 ? "value is" : "values are")} printed as no number (nan) or below 0, and in no mean"
            );

    /// <summary>The devices and groups, in the order in which they first appear.</summary>
    public IReadOnlyList<string> Devices =>
        field ??= [.. Reports.SelectMany(report => report.Rows).Select(row => row.Device).Distinct(StringComparer.Ordinal)];

    /// <summary>The same without the reports that hold means since boot: those of an interval.</summary>
    public IostatCapture Intervals =>
        new([.. Reports.Where(report => report.SinceBoot != true)], Columns, UnknownColumns, _derived, Account);

    /// <summary>The first reports alone.</summary>
    internal IostatCapture First(int reports) => new([.. Reports.Take(reports)], Columns, UnknownColumns, _derived, Account);

    /// <summary>One row for each device in each report: number, time, duration of the
    /// interval, whether since boot, device, and every column that any report has.</summary>
    public override ResultTable ToTable()
    {
        (IostatReport Report, IostatRow Row)[] rows = [.. Reports.SelectMany(report => report.Rows, (report, row) => (report, row))];
        ResultTable columns = Head([.. rows.Select(row => row.Report)]).Text("device", rows.Select(row => row.Row.Device));
        if (rows.Any(row => row.Row.IsGroup))
        {
            columns.Truth("group", rows.Select(row => (bool?)row.Row.IsGroup));
        }

        foreach (string name in Columns)
        {
            columns.Real(name, rows.Select(row => row.Row[name]), IostatColumn.Find(name)?.Unit);
        }

        return columns.Titled("iostat", Note());
    }

    /// <summary>The means of the run: one row for each device that did anything, the busiest
    /// first; waits and sizes weighted by the operations they are means over.</summary>
    /// <remarks>Of the reports of an interval, where there is any. Means of means would
    /// count one slow read in an idle second like a thousand.</remarks>
    public ResultTable MeansToTable() => Means.ToTable();

    internal IostatMeans Means => field ??= new IostatMeans(this);

    /// <summary>Processor shares: one row for each report that has them.</summary>
    public ResultTable CpuToTable()
    {
        IostatReport[] reports = [.. Reports.Where(report => report.Cpu is not null)];
        return Head(reports)
            .Real("%user", reports.Select(report => report.Cpu!.UserPercent), "%")
            .Real("%nice", reports.Select(report => report.Cpu!.NicePercent), "%")
            .Real("%system", reports.Select(report => report.Cpu!.SystemPercent), "%")
            .Real("%iowait", reports.Select(report => report.Cpu!.IowaitPercent), "%")
            .Real("%steal", reports.Select(report => report.Cpu!.StealPercent), "%")
            .Real("%idle", reports.Select(report => report.Cpu!.IdlePercent), "%")
            .Titled("iostat: processors", $"Shares of the time of all processors together. {AccountText.Of(Account)}");
    }

    private static ResultTable Head(IostatReport[] reports)
    {
        ResultTable columns = new ResultTable().Count("report", reports.Select(report => (long)report.Number));
        if (reports.Any(report => report.Time is not null))
        {
            columns.Time("time", reports.Select(report => report.Time));
        }

        if (reports.Any(report => report.IntervalSeconds is not null))
        {
            columns.Real("duration", reports.Select(report => report.IntervalSeconds), "s");
        }

        return columns.Truth("since boot", reports.Select(report => report.SinceBoot));
    }

    private string Note()
    {
        string requests = "Rates and means count requests that the device completed, after merging; kB are KiB.";
        string derived =
            _derived.Count > 0 ? $" Other units of a printed column: {string.Join(", ", _derived.Order(StringComparer.Ordinal))}." : "";
        string unknown = UnknownColumns.Count > 0 ? $" Unknown columns, kept as printed: {string.Join(", ", UnknownColumns)}." : "";
        return $"{requests}{derived}{unknown} {AccountText.Of(Account)}";
    }
}
