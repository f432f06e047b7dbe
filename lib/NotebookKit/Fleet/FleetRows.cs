namespace NotebookKit.Fleet;

/// <summary>The rows of one recording, table after table.</summary>
/// <param name="recordingId">The recording.</param>
/// <param name="day">Its day.</param>
/// <param name="host">Its host.</param>
internal sealed class FleetRows(string recordingId, string day, string host)
{
    /// <summary>What stands where a recording does not tell its day or host.</summary>
    internal const string Unknown = "unknown";

    private readonly Dictionary<FleetTable, List<object?[]>> _rows = FleetSchema.Tables.ToDictionary(
        table => table,
        _ => new List<object?[]>()
    );

    /// <summary>The recording.</summary>
    public string RecordingId { get; } = recordingId;

    /// <summary>Its day.</summary>
    public string Day { get; } = day;

    /// <summary>Its host.</summary>
    public string Host { get; } = host;

    /// <summary>The rows of a table; a value is a text, a long, a double, or null.</summary>
    public IReadOnlyList<object?[]> this[FleetTable table] => _rows[table];

    /// <summary>Rows of all tables together.</summary>
    public int Count => _rows.Values.Sum(rows => rows.Count);

    /// <summary>Adds a row.</summary>
    /// <param name="table">Its table.</param>
    /// <param name="values">The values behind the columns that all tables share.</param>
    internal void Add(FleetTable table, params ReadOnlySpan<object?> values)
    {
        if (values.Length != table.Columns.Count - FleetTable.SharedColumns)
        {
            throw new ArgumentException(
                $"{table.Name} has {table.Columns.Count - FleetTable.SharedColumns} columns of its own, not {values.Length}",
                nameof(values)
            );
        }

        _rows[table].Add([RecordingId, Day, Host, .. values]);
    }

    /// <summary>Adds a whole row.</summary>
    internal void AddWhole(FleetTable table, object?[] row) => _rows[table].Add(row);
}
