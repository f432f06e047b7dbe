namespace NotebookKit.Formats;

/// <summary>Gathers the reports of iostat, whichever form they were printed in.</summary>
internal sealed class IostatBuilder(IostatOptions options)
{
    private readonly List<IostatReport> _reports = [];
    private readonly Dictionary<string, int> _columns = new(StringComparer.Ordinal);
    private readonly HashSet<string> _derived = new(StringComparer.Ordinal);
    private readonly List<string> _unknown = [];
    private IostatHost? _host;
    private bool _first = true;
    private bool _omitted;

    /// <summary>The report being read; null before the first.</summary>
    public IostatReport? Current => _reports.Count > 0 ? _reports[^1] : null;

    /// <summary>A new run of iostat begins.</summary>
    public void Host(IostatHost host)
    {
        _host = host;
        _first = true;
        _omitted = false;
    }

    /// <summary>The output itself shows that the report since boot was left out.</summary>
    public void FirstOmitted() => _omitted = true;

    /// <summary>Begins a report.</summary>
    public IostatReport Begin()
    {
        bool? sinceBoot =
            !_first ? false
            : options.FirstOmitted == true ? false
            : _host is null ? null
            : options.FirstOmitted is false || !_omitted;
        var report = new IostatReport(_reports.Count + 1, _host) { SinceBoot = sinceBoot };
        _reports.Add(report);
        _first = false;
        return report;
    }

    /// <summary>Adds a row to the report being read.</summary>
    public IostatRow AddRow(string device, bool isGroup)
    {
        var row = new IostatRow(device, isGroup, _columns);
        (Current ?? Begin()).RowList.Add(row);
        return row;
    }

    /// <summary>Finds a column by the name printed, and adds it where it is new.</summary>
    public IostatField Field(string name)
    {
        IostatColumn? column = IostatColumn.Find(name);
        if (column is null && !_unknown.Contains(name))
        {
            _unknown.Add(name);
        }

        int modern = -1;
        if (column?.Modern is { } same)
        {
            modern = IndexOf(same.Name);
            _derived.Add(same.Name);
        }

        return new IostatField(column, IndexOf(column?.Name ?? name), modern);
    }

    /// <summary>Ends the capture.</summary>
    public IostatCapture Finish(ReadAccount account)
    {
        IostatClock.Resolve(_reports);
        IostatReport? before = null;
        foreach (IostatReport report in _reports)
        {
            if (report.SinceBoot != true)
            {
                double? between =
                    before?.Time is { } start
                    && report.Time is { } end
                    && end > start
                    && report.SinceBoot == false
                    && before.Host == report.Host
                        ? (end - start).TotalSeconds
                        : null;
                report.IntervalSeconds ??=
                    options.IntervalSeconds
                    ?? (report is { BeganText: { } began, TimeText: { } ended } ? IostatClock.Between(began, ended) : null)
                    ?? between;
            }

            before = report;
        }

        string[] names = [.. _columns.Keys.Where(name => !_unknown.Contains(name)).OrderBy(IostatColumn.OrderOf), .. _unknown];
        return new IostatCapture(_reports, names, _unknown, _derived, account);
    }

    private int IndexOf(string name)
    {
        if (!_columns.TryGetValue(name, out int index))
        {
            _columns.Add(name, index = _columns.Count);
        }

        return index;
    }
}

/// <summary>A column of a table being read.</summary>
/// <param name="Column">What it is; null where unknown.</param>
/// <param name="Index">Its index in rows.</param>
/// <param name="Modern">The index of the column that has the same value in the unit of today; -1 for none.</param>
internal readonly record struct IostatField(IostatColumn? Column, int Index, int Modern)
{
    /// <summary>Stores a value in a row, and in the column of today's unit too.</summary>
    public void Set(IostatRow row, double value)
    {
        // No rate, wait, size or share is below 0: a counter that went back (a reset, an overflow) prints so.
        value = value < 0 ? double.NaN : value;
        row.Set(Index, value);
        row.NoNumbers += double.IsNaN(value) ? 1 : 0;
        if (Modern >= 0)
        {
            row.Set(Modern, value * Column!.Modern!.Value.Factor);
        }
    }
}
