using System.Data.Common;
using DuckDB.NET.Data;
using NotebookKit.Processes;
using NotebookKit.Sql;

namespace NotebookKit.Fleet;

/// <summary>Reads the Parquet files of archives, by a database of DuckDB that lies in memory and takes little of it.</summary>
internal sealed class ArchiveReader : IDisposable
{
    private readonly DuckDBConnection _connection;

    public ArchiveReader()
    {
        DuckLibrary.Needed();
        _connection = new DuckDBConnection($"DataSource=:memory:;memory_limit=100MB;{DuckLibrary.NothingFetched}");
        _connection.Open();
    }

    /// <summary>A text as SQL has it.</summary>
    public static string Text(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    /// <summary>Files as DuckDB names them where a table stands; their folders' names are no columns.</summary>
    public static string Parquet(IEnumerable<string> files, bool withName = false) =>
        $"read_parquet([{string.Join(", ", files.Select(Text))}], hive_partitioning = false{(withName ? ", filename = true" : "")})";

    /// <summary>The recordings of files.</summary>
    /// <exception cref="InvalidDataException">A file is damaged or holds other columns.</exception>
    public IReadOnlyList<ArchivedRecording> Recordings(IReadOnlyList<string> files)
    {
        var recordings = new List<ArchivedRecording>();
        if (files.Count > 0)
        {
            string sql = $"SELECT recording_id::VARCHAR, day::VARCHAR, host::VARCHAR, filename FROM {Parquet(files, withName: true)}";
            foreach (object?[] row in Read(sql, [FleetType.Text, FleetType.Text, FleetType.Text, FleetType.Text]))
            {
                recordings.Add(
                    row is [string id, string day, string host, string file]
                        ? new ArchivedRecording(id, day, host, file)
                        : throw new InvalidDataException($"{row[3]} has a row without recording, day or host")
                );
            }
        }

        return recordings;
    }

    /// <summary>The rows of a table.</summary>
    /// <exception cref="InvalidDataException">A file is damaged or holds other columns.</exception>
    public IEnumerable<object?[]> Rows(FleetTable table, string sql) => Read(sql, [.. table.Columns.Select(column => column.Type)]);

    /// <summary>What is said where DuckDB cannot read an archive.</summary>
    public static InvalidDataException Damaged(DbException fault) => new(FirstLine.Of(fault), fault);

    public void Dispose() => _connection.Dispose();

    private IEnumerable<object?[]> Read(string sql, FleetType[] types)
    {
        using DuckDBCommand command = _connection.CreateCommand();
        command.CommandText = sql;
        command.UseStreamingMode = true; // what is not read yet takes no memory
        using DuckDBDataReader reader = Told(command.ExecuteReader);
        while (Told(reader.Read))
        {
            var row = new object?[types.Length];
            for (int i = 0; i < row.Length; i++)
            {
                row[i] = reader.IsDBNull(i)
                    ? null
                    : types[i] switch
                    {
                        FleetType.Text => reader.GetString(i),
                        FleetType.Count => reader.GetInt64(i),
                        _ => reader.GetDouble(i),
                    };
            }

            yield return row;
        }

        static T Told<T>(Func<T> read)
        {
            try
            {
                return read();
            }
            catch (DbException fault)
            {
                throw Damaged(fault);
            }
        }
    }
}
