using System.Data.Common;
using DuckDB.NET.Data;
using Microsoft.Data.Analysis;
using NotebookKit.Results;
using NotebookKit.Sql;
using NotebookKit.Tables;

namespace NotebookKit.Fleet;

/// <summary>Recordings' rows as Parquet: a folder for each table, in it one for each day, in it a file or one for each host.</summary>
/// <remarks><c>devices/day=2026-11-28/host=web01/ID.parquet</c>: DuckDB, Spark and ClickHouse read such folders as one table.</remarks>
public static class FleetArchive
{
    private const string DayFolder = "day=";

    /// <summary>Writes the rows of one recording.</summary>
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
        foreach (FleetTable table in FleetSchema.Tables)
        {
            object?[][] rows = [.. recordings.SelectMany(recording => recording[table])];
            if (rows.Length == 0)
            {
                continue;
            }

            string file = Path.Combine(folder, table.Name, DayFolder + Uri.EscapeDataString(day), name + ".parquet");
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            Frame(table, rows).ToParquet(file);
            files.Add(file);
        }

        return files;
    }

    /// <summary>Whether a folder is an archive.</summary>
    public static bool IsIn(string folder) => Directory.Exists(Path.Combine(folder, FleetSchema.Recordings.Name)) && Days(folder).Length > 0;

    /// <summary>The recordings that it holds, but for those in files that are damaged.</summary>
    internal static IReadOnlyList<string> Recordings(string folder)
    {
        using DuckDBConnection connection = Open();
        return [.. Days(folder).SelectMany(day => Tried(() => Rows(connection, FleetSchema.Recordings, Files(folder, FleetSchema.Recordings, day)).Select(row => (string)row[0]!).ToList(), static _ => { }) ?? []).Distinct()];
    }

    /// <summary>The rows of every recording, day after day; those that are to be left out are not read.</summary>
    /// <param name="folder">The archive.</param>
    /// <param name="leaveOut">Recordings that are not read.</param>
    /// <param name="notRead">Told of each day of which nothing is given, since a file of it is damaged or holds other columns.</param>
    internal static IEnumerable<FleetRows> Read(string folder, IReadOnlySet<string> leaveOut, Action<string> notRead)
    {
        using DuckDBConnection connection = Open();
        foreach (string day in Days(folder))
        {
            foreach (FleetRows recording in Tried(() => ReadDay(connection, folder, day, leaveOut), fault => notRead($"{fault}; nothing of {day} was added")) ?? [])
            {
                yield return recording;
            }
        }
    }

    private static IEnumerable<T>? Tried<T>(Func<IEnumerable<T>> read, Action<string> notRead)
    {
        try
        {
            return read();
        }
        catch (Exception fault) when (fault is FleetException or IOException or UnauthorizedAccessException)
        {
            notRead(fault.Message);
            return null;
        }
    }

    private static Dictionary<string, FleetRows>.ValueCollection ReadDay(DuckDBConnection connection, string folder, string day, IReadOnlySet<string> leaveOut)
    {
        var recordings = new Dictionary<string, FleetRows>(StringComparer.Ordinal);
        foreach (FleetTable table in FleetSchema.Tables)
        {
            foreach (object?[] row in Rows(connection, table, Files(folder, table, day)))
            {
                if (row.AsSpan(0, FleetTable.SharedColumns).Contains(null))
                {
                    throw new FleetException($"{folder}: {table.Name} has a row without recording, day or host");
                }

                string id = (string)row[0]!;
                if (table == FleetSchema.Recordings && !leaveOut.Contains(id))
                {
                    recordings.TryAdd(id, new FleetRows(id, (string)row[1]!, (string)row[2]!));
                }

                recordings.GetValueOrDefault(id)?.AddWhole(table, row);
            }
        }

        return recordings.Values;
    }

    private static DuckDBConnection Open()
    {
        DuckLibrary.Needed();
        var connection = new DuckDBConnection("DataSource=:memory:;memory_limit=200MB;autoinstall_known_extensions=false;autoload_known_extensions=false");
        connection.Open();
        return connection;
    }

    private static string[] Files(string folder, FleetTable table, string day)
    {
        string place = Path.Combine(folder, table.Name, day);
        return Directory.Exists(place) ? [.. Directory.EnumerateFiles(place, "*.parquet", SearchOption.AllDirectories).Order(StringComparer.Ordinal)] : [];
    }

    private static IEnumerable<object?[]> Rows(DuckDBConnection connection, FleetTable table, string[] files)
    {
        if (files.Length == 0)
        {
            yield break;
        }

        using DuckDBCommand command = connection.CreateCommand();
        string list = string.Join(", ", files.Select(file => $"'{file.Replace("'", "''", StringComparison.Ordinal)}'"));
        command.CommandText = $"SELECT {string.Join(", ", table.Columns.Select(Cast))} FROM read_parquet([{list}], hive_partitioning = false)";
        using DuckDBDataReader reader = Told(command.ExecuteReader);
        while (Told(reader.Read))
        {
            var row = new object?[table.Columns.Count];
            for (int i = 0; i < row.Length; i++)
            {
                row[i] = reader.IsDBNull(i) ? null : table.Columns[i].Type switch { FleetType.Text => reader.GetString(i), FleetType.Count => reader.GetInt64(i), _ => reader.GetDouble(i) };
            }

            yield return row;
        }

        T Told<T>(Func<T> read)
        {
            try
            {
                return read();
            }
            catch (DbException fault)
            {
                throw new FleetException($"{Path.GetDirectoryName(files[0])}: {fault.Message.Split('\n')[0]}", fault);
            }
        }
    }

    private static string Cast(FleetColumn column) => $"{column.Name}::{column.Type switch { FleetType.Text => "VARCHAR", FleetType.Count => "BIGINT", _ => "DOUBLE" }} AS {column.Name}";

    private static string[] Days(string folder) =>
        [.. Directory.EnumerateDirectories(Path.Combine(folder, FleetSchema.Recordings.Name), DayFolder + "*").Select(day => Path.GetFileName(day)!).Order(StringComparer.Ordinal)];

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
