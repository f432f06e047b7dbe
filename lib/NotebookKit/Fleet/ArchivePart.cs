namespace NotebookKit.Fleet;

/// <summary>Some recordings of one day of an archive: as many as are added at a time.</summary>
/// <param name="day">The day.</param>
/// <param name="recordings">The recordings.</param>
internal sealed class ArchivePart(ArchiveDay day, IReadOnlyList<ArchivedRecording> recordings)
{
    /// <summary>The recordings.</summary>
    public IReadOnlyList<ArchivedRecording> Recordings { get; } = recordings;

    /// <summary>What DuckDB reads a table's rows by, with those that belong to no
    /// recording, which speak of damage; null where there is no file.</summary>
    public string? Select(FleetTable table)
    {
        IReadOnlyList<string> files = day.Files(table, Recordings);
        return files.Count == 0
            ? null
            : $"SELECT {string.Join(", ", table.Columns.Select(column => Cast(column)))} FROM {ArchiveReader.Parquet(files)} "
                + $"WHERE recording_id IN (SELECT unnest([{string.Join(", ", Recordings.Select(recording => ArchiveReader.Text(recording.Id)))}])) OR recording_id IS NULL";
    }

    /// <summary>The rows of the recordings.</summary>
    /// <exception cref="InvalidDataException">A file is damaged or holds other columns.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public IReadOnlyList<FleetRows> Rows(ArchiveReader reader)
    {
        var rows = Recordings.ToDictionary(
            recording => recording.Id,
            recording => new FleetRows(recording.Id, recording.Day, recording.Host),
            StringComparer.Ordinal
        );
        foreach (FleetTable table in FleetSchema.Tables)
        {
            foreach (object?[] row in Select(table) is { } sql ? reader.Rows(table, sql) : [])
            {
                if (row.AsSpan(0, FleetTable.SharedColumns).Contains(null))
                {
                    throw Incomplete(table);
                }

                FleetRows recording = rows[(string)row[0]!];
                row[0] = recording.RecordingId; // one text for all rows
                recording.AddWhole(table, row);
            }
        }

        return [.. rows.Values];
    }

    /// <summary>What is said of a table with a row that belongs to nothing.</summary>
    public InvalidDataException Incomplete(FleetTable table) => new($"{day.Name}: {table.Name} has a row without recording, day or host");

    private static string Cast(FleetColumn column) => $"{column.Name}::{FleetTable.DuckType(column.Type)} AS {column.Name}";
}
