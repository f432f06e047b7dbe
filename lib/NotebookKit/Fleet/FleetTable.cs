using NotebookKit.Fleet;

namespace NotebookKit;

/// <summary>A table of a fleet: one row or many for each recording.</summary>
internal sealed class FleetTable
{
    private static readonly FleetColumn[] Shared =
    [
        new("recording_id", FleetType.Text, "the recording: the seal of its record (SHA-256), the same wherever it is added"),
        new("day", FleetType.Text, "the day of the recording, as 2026-11-28; 'unknown' where it does not tell"),
        new("host", FleetType.Text, "the host's name; 'unknown' where it is not told"),
    ];

    internal FleetTable(string name, string meaning, params FleetColumn[] own) =>
        (Name, Meaning, Columns) = (name, meaning, [.. Shared, .. own]);

    /// <summary>Its name in SQL.</summary>
    public string Name { get; }

    /// <summary>What a row is.</summary>
    public string Meaning { get; }

    /// <summary>Its columns; the first three are the same in every table, and are never NULL.</summary>
    internal IReadOnlyList<FleetColumn> Columns { get; }

    /// <summary>Columns that every table begins with.</summary>
    internal static int SharedColumns => Shared.Length;

    /// <summary>What DuckDB calls a type.</summary>
    internal static string DuckType(FleetType type) =>
        type switch
        {
            FleetType.Text => "VARCHAR",
            FleetType.Count => "BIGINT",
            _ => "DOUBLE",
        };
}
