using Microsoft.Data.Analysis;
using NotebookKit.Files;

namespace NotebookKit.Fleet;

/// <summary>Recordings' rows as Parquet: a folder for each table, in it one for each day, in it a file or one for each host.</summary>
/// <remarks><c>devices/day=2026-11-28/host=web01/ID.parquet</c>: DuckDB, Spark and ClickHouse read such folders as one table.</remarks>
internal static class FleetArchive
{
    /// <summary>Writes a recording: what <c>fleet add</c> would make of it, for any engine.</summary>
    /// <param name="folder">The archive; made where it is not there.</param>
    /// <param name="recording">The recording.</param>
    /// <returns>The files.</returns>
    /// <exception cref="CaptureFormatException">A capture of it cannot be read.</exception>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static IReadOnlyList<string> Write(string folder, Recording recording) => Write(folder, FleetRecording.RowsOf(recording));

    /// <summary>Writes the rows of one recording; of <see cref="FleetSchema.Recordings"/>
    /// last, by which alone a recording is there.</summary>
    /// <param name="folder">The archive; made where it is not there.</param>
    /// <param name="rows">The rows.</param>
    /// <returns>The files.</returns>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static IReadOnlyList<string> Write(string folder, FleetRows rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return Write(folder, rows.Day, Path.Combine("host=" + Uri.EscapeDataString(rows.Host), rows.RecordingId), [rows]);
    }

    /// <summary>Writes the rows of many recordings of one day, a file for each table.</summary>
    internal static IReadOnlyList<string> Write(string folder, string day, string name, IReadOnlyList<FleetRows> recordings)
    {
        var files = new List<string>();
        foreach (FleetTable table in FleetSchema.Tables.Reverse())
        {
            object?[][] rows = [.. recordings.SelectMany(recording => recording[table])];
            if (rows.Length == 0)
            {
                continue;
            }

            string file = Path.Combine(folder, table.Name, ArchiveDay.Prefix + Uri.EscapeDataString(day), name + ".parquet");
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            FileAtOnce.Make(file, part => Frame(table, rows).ToParquet(part)); // what was killed halfway is no file of the table
            files.Add(file);
        }

        return files;
    }

    /// <summary>Whether a folder is an archive.</summary>
    public static bool IsIn(string folder) => ArchiveDay.Of(folder).Any();

    private static DataFrame Frame(FleetTable table, object?[][] rows)
    {
        var columns = new ResultTable();
        foreach ((int at, FleetColumn column) in table.Columns.Index())
        {
            _ = column.Type switch
            {
                FleetType.Text => columns.Text(column.Name, rows.Select(row => (string?)row[at])),
                FleetType.Count => columns.Count(column.Name, rows.Select(row => (long?)row[at])),
                _ => columns.Real(column.Name, rows.Select(row => (double?)row[at])),
            };
        }

        return columns.Titled(null, table.Meaning).ToDataFrame();
    }
}
