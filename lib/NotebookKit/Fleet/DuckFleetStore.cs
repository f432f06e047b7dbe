using System.Data.Common;
using System.Text.RegularExpressions;
using DuckDB.NET.Data;
using Microsoft.Data.Analysis;
using NotebookKit.Processes;
using NotebookKit.Sql;

namespace NotebookKit.Fleet;

/// <summary>A fleet in one file of DuckDB.</summary>
internal sealed partial class DuckFleetStore : FleetStore
{
    private const string Stored = "stored";
    private const string Commits = "commits";
    private const long MostBytes = 256L << 20;

    // Written to its place at every 16 MB, as it is without being told, a fleet's file is
    // compressed again and again: twice the processor time.
    private const string Writing = "READ_WRITE;memory_limit=200MB;checkpoint_threshold=256MB";
    private const string Reading = "READ_ONLY;memory_limit=300MB";
    private readonly DuckDBConnection _connection;

    public DuckFleetStore(string file, bool write)
        : base("duckdb:" + file)
    {
        if (!write && !File.Exists(file))
        {
            throw new FleetException($"{file} is not there: notebookkit fleet add PATH... --store duckdb:{file} makes it");
        }

        DuckLibrary.Needed();
        _connection = new DuckDBConnection($"DataSource={file};access_mode={(write ? Writing : Reading)};{DuckLibrary.NothingFetched}");
        try
        {
            _connection.Open();
        }
        catch (DbException fault)
        {
            _connection.Dispose();
            throw new FleetException(
                Holder().Match(fault.Message) is { Success: true } holder
                    ? $"{file} is in use by another program (process {holder.Groups[1].Value}): wait until it ends"
                    : $"{file} cannot be opened as a fleet: {FirstLine.Of(fault)}; where it is damaged, make it anew with `notebookkit fleet add` from the recordings",
                fault
            );
        }
    }

    private protected override SqlDialect Dialect => SqlDialect.DuckDb;

    public override void Create()
    {
        Execute($"CREATE SCHEMA IF NOT EXISTS {Stored}");
        Execute($"CREATE TABLE IF NOT EXISTS {Stored}.{Commits} (recording_id VARCHAR NOT NULL, load_id VARCHAR NOT NULL)");
        foreach (FleetTable table in FleetSchema.Tables)
        {
            string columns = string.Join(
                ", ",
                table.Columns.Select(
                    (column, i) => $"{column.Name} {FleetTable.DuckType(column.Type)}{(i < FleetTable.SharedColumns ? " NOT NULL" : "")}"
                )
            );
            Execute($"CREATE TABLE IF NOT EXISTS {Stored}.{table.Name} (load_id VARCHAR NOT NULL, {columns})");
            Execute(
                $"CREATE VIEW IF NOT EXISTS {table.Name} AS {CommittedRows.Select(table, $"{Stored}.{table.Name}", $"{Stored}.{Commits}")}"
            );
        }

        foreach (FleetView view in FleetView.All)
        {
            Execute($"CREATE OR REPLACE VIEW {view.Name} AS {view.Sql(Dialect)}");
        }
    }

    internal override void Add(IReadOnlyList<FleetRows> recordings)
    {
        string load = CommittedRows.NewLoad();
        using DuckDBTransaction transaction = _connection.BeginTransaction();
        try
        {
            foreach (FleetTable table in FleetSchema.Tables)
            {
                using DuckDBAppender appender = _connection.CreateAppender(Stored, table.Name);
                foreach (object?[] values in recordings.SelectMany(recording => recording[table]))
                {
                    Append(appender.CreateRow(), load, values);
                }
            }

            using (DuckDBAppender commits = _connection.CreateAppender(Stored, Commits))
            {
                foreach (FleetRows recording in recordings)
                {
                    commits.CreateRow().AppendValue(recording.RecordingId).AppendValue(load).EndRow();
                }
            }

            transaction.Commit();
        }
        catch (DbException fault)
        {
            throw new FleetException($"{Address} did not take {recordings.Count} recordings: {FirstLine.Of(fault)}", fault);
        }
    }

    // From Parquet to the file's own tables in DuckDB: as rows of this program they take ten times the memory and four times the time.
    internal override void Add(ArchivePart part, ArchiveReader reader)
    {
        FleetTable[] tables = [.. FleetSchema.Tables.Where(table => Stage(part, table))];
        string load = CommittedRows.NewLoad();
        using DuckDBTransaction transaction = _connection.BeginTransaction();
        try
        {
            foreach (FleetTable table in tables)
            {
                Execute($"INSERT INTO {Stored}.{table.Name} SELECT '{load}', * FROM {Staged(table)}");
            }

            Execute($"INSERT INTO {Stored}.{Commits} SELECT recording_id, '{load}' FROM {Staged(FleetSchema.Recordings)}");
            transaction.Commit();
        }
        catch (DbException fault)
        {
            throw new FleetException($"{Address} did not take {part.Recordings.Count} recordings: {FirstLine.Of(fault)}", fault);
        }
    }

    // A transaction is there or not.
    public override long Clean(TimeSpan olderThan) => 0;

    // What was read is not the store's fault, and what is written not the archive's: one after the other.
    private bool Stage(ArchivePart part, FleetTable table)
    {
        if (part.Select(table) is not { } sql)
        {
            return false;
        }

        try
        {
            Execute($"CREATE OR REPLACE TEMP TABLE {Staged(table)} AS {sql}");
        }
        catch (DbException fault)
        {
            throw ArchiveReader.Damaged(fault);
        }

        string absent = string.Join(" OR ", table.Columns.Take(FleetTable.SharedColumns).Select(column => column.Name + " IS NULL"));
        return Run($"SELECT 1 FROM {Staged(table)} WHERE {absent} LIMIT 1", []).Rows.Count == 0 ? true : throw part.Incomplete(table);
    }

    private static string Staged(FleetTable table) => "temp.part_" + table.Name;

    private protected override DataFrame AskCommitted(IReadOnlyList<string> recordings) =>
        Run(
            $"SELECT DISTINCT recording_id FROM {Stored}.{Commits} WHERE recording_id IN ({string.Join(", ", recordings.Select(ArchiveReader.Text))})",
            []
        );

    private protected override DataFrame Run(string sql, IReadOnlyList<(string Name, object Value)> values)
    {
        using DuckDBCommand command = _connection.CreateCommand();
        command.CommandText = sql;
        command.UseStreamingMode = true; // what is not read takes no memory
        foreach ((string name, object value) in values)
        {
            command.Parameters.Add(new DuckDBParameter(name, value));
        }

        try
        {
            using DuckDBDataReader reader = command.ExecuteReader();
            return SqlRows.Of(reader, CancellationToken.None, MostBytes);
        }
        catch (DbException fault)
        {
            throw new FleetException($"{Address}: {SqlException.Of(fault, sql).Message}", fault);
        }
        catch (SqlException fault)
        {
            throw new FleetException($"{Address}: {fault.Message}", fault);
        }
    }

    private protected override string? FaultOf(string sql) => NothingDownloaded.FaultOf(sql) ?? DuckStatement.Fault(_connection, sql);

    private protected override void Dispose(bool disposing) => _connection.Dispose();

    private static void Append(IDuckDBAppenderRow row, string load, object?[] values)
    {
        row.AppendValue(load);
        foreach (object? value in values)
        {
            _ = value switch
            {
                null => row.AppendNullValue(),
                string text => row.AppendValue(text),
                long count => row.AppendValue(count),
                double number => row.AppendValue(number),
                _ => throw new ArgumentException($"{value.GetType().Name} is no value of a fleet's table", nameof(values)),
            };
        }

        row.EndRow();
    }

    [GeneratedRegex(@"Conflicting lock.*?\(PID (\d+)\)", RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex Holder();

    private void Execute(string sql)
    {
        using DuckDBCommand command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
