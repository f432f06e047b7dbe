using System.Data.Common;
using System.Globalization;
using DuckDB.NET.Data;
using Microsoft.Data.Analysis;

namespace NotebookKit.Sql;

/// <summary>SQL over the tables of a notebook: a database in memory (DuckDB), in which every frame is a table under its name.</summary>
/// <remarks>
/// A frame is loaded when a query first names it, and again when its values have changed since. Tables that SQL made itself go before
/// frames of the same name. Nothing is fetched: extensions that would have to be downloaded are not loaded by themselves. Times are UTC.
/// <code>
/// var sql = new SqlTables { ["requests"] = frame };
/// sql.Query("SELECT rwbs, quantile_cont(d2c_us, 0.99) FROM requests GROUP BY 1")
/// </code>
/// </remarks>
internal sealed partial class SqlTables : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (FrameState State, IReadOnlyList<DataFrameColumn> LeftOut)> _loaded = new(
        StringComparer.OrdinalIgnoreCase
    );
    private readonly Dictionary<string, DataFrame> _given = new(StringComparer.OrdinalIgnoreCase);
    private readonly Func<string, DataFrame?> _find;
    private DuckDBConnection? _connection;
    private bool _mayBeNamedElsewhere;

    /// <summary>A database without any table.</summary>
    public SqlTables()
        : this(static _ => null) { }

    /// <summary>A database that looks for frames elsewhere, as in the variables of a session.</summary>
    /// <param name="find">The frame of a name, as it is spelled in the query; null where
    /// there is none. Asked for each word of a query.</param>
    public SqlTables(Func<string, DataFrame?> find) => _find = find;

    /// <summary>Gives a frame a name, or takes it away with null.</summary>
    /// <exception cref="KeyNotFoundException">No frame has this name.</exception>
    public DataFrame? this[string name]
    {
        get => _given[name];
        set
        {
            lock (_gate)
            {
                if (value is null)
                {
                    _given.Remove(name);
                }
                else
                {
                    _given[name] = value;
                }
            }
        }
    }

    /// <summary>The tables and views that queries can name by now, frames that were given or found among them.</summary>
    public IReadOnlyList<string> Names
    {
        get
        {
            lock (_gate)
            {
                string[] made = _connection is null ? [] : [.. Made(Open())];
                return [.. made.Concat(_given.Keys).Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.Ordinal)];
            }
        }
    }

    /// <summary>Runs SQL and gives the last statement's rows.</summary>
    /// <param name="sql">One statement, or several that are separated by semicolons.</param>
    /// <param name="stop">Ends it.</param>
    /// <exception cref="SqlException">The statement is wrong; the message is DuckDB's, with
    /// the place. Or a frame that it names holds what SQL has no form for.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public DataFrame Query(string sql, CancellationToken stop = default) => QueryAll(sql, stop)[^1];

    /// <summary>Runs SQL and gives the rows of every statement that has any.</summary>
    /// <inheritdoc cref="Query"/>
    public IReadOnlyList<DataFrame> QueryAll(string sql, CancellationToken stop = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(sql);
        lock (_gate)
        {
            DuckDBConnection connection = Open();
            List<Unloaded> failed = Load(connection, sql, stop);
            try
            {
                return Noted(Run(connection, sql, stop), failed.Where(one => one.IsColumn).Select(one => one.Fault.Message));
            }
            catch (DbException error)
            {
                stop.ThrowIfCancellationRequested();
                throw FaultOf(error, sql, failed);
            }
            catch (Exception error)
                when (error
                        is InvalidCastException
                            or OverflowException
                            or NotImplementedException
                            or NotSupportedException
                            or ArgumentException
                            or InvalidOperationException
                )
            {
                // Of the driver, not of the database: an answer that it has no form for, or a parameter that nothing gives.
                stop.ThrowIfCancellationRequested();
                throw new SqlException($"the answer cannot be taken over: {error.Message} (cast what it is of to VARCHAR)", error);
            }
        }
    }

    /// <summary>The rows of a table or a view, whoever made it.</summary>
    /// <exception cref="SqlException">There is none of this name.</exception>
    public DataFrame Table(string name) => Query($"SELECT * FROM {FrameLoad.Name(name)}");

    /// <summary>Gives queries a value: <c>getvariable('name')</c>.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">A number, a text, a truth, a time, or null.</param>
    /// <exception cref="SqlException">It is of another type.</exception>
    public void SetVariable(string name, object? value)
    {
        string literal = value switch
        {
            null => "NULL",
            string text => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'",
            bool truth => truth ? "true" : "false",
            DateTime time => Literal(time),
            DateTimeOffset time => Literal(time.UtcDateTime),
            double number => $"'{number.ToString("R", CultureInfo.InvariantCulture)}'::DOUBLE",
            float number => $"'{number.ToString("R", CultureInfo.InvariantCulture)}'::DOUBLE",
            decimal or byte or sbyte or short or ushort or int or uint or long or ulong => ((IFormattable)value).ToString(
                null,
                CultureInfo.InvariantCulture
            ),
            _ => throw new SqlException($"'{name}' is {value.GetType().Name}: SQL takes tables, numbers, texts, truths and times"),
        };
        Query($"SET VARIABLE {FrameLoad.Name(name)} = {literal}");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            _connection?.Dispose();
            _connection = null;
        }
    }

    // SELECT * does not tell that a column is missing.
    private static List<DataFrame> Noted(List<DataFrame> results, IEnumerable<string> leftOut)
    {
        string note = string.Join("; ", leftOut);
        if (note.Length > 0 && results is [.., var last])
        {
            results[^1] = last.Titled(last.Caption, last.Note is { Length: > 0 } before ? $"{before}; {note}" : note);
        }

        return results;
    }

    private static List<DataFrame> Run(DuckDBConnection connection, string sql, CancellationToken stop)
    {
        if (NothingDownloaded.FaultOf(sql) is { } refused)
        {
            throw new SqlException(refused);
        }

        using DuckDBCommand command = connection.CreateCommand();
        command.CommandText = sql;
        using var interrupt = new QueryInterrupt(command, stop);
        using DuckDBDataReader reader = command.ExecuteReader();
        var results = new List<DataFrame>();
        do
        {
            results.Add(SqlRows.Of(reader, stop));
        } while (reader.NextResult());
        return results;
    }

    private static string Literal(DateTime time) =>
        string.Create(CultureInfo.InvariantCulture, $"TIMESTAMP '{time:yyyy-MM-dd HH:mm:ss.ffffff}'");

    private static IEnumerable<string> Made(DuckDBConnection connection)
    {
        using DuckDBCommand command = connection.CreateCommand();
        command.CommandText = "SELECT table_name FROM information_schema.tables WHERE table_catalog <> 'temp' OR table_schema = 'main'";
        using DuckDBDataReader reader = command.ExecuteReader();
        while (reader.Read())
        {
            yield return reader.GetString(0);
        }
    }

    private DuckDBConnection Open()
    {
        if (_connection is null)
        {
            DuckLibrary.Needed();

            // Half of what the host has, for the frames themselves lie in memory too. What does not fit is written to a folder that goes
            // with the database; by default it would be the notebook's.
            string spill = Path.Combine(Path.GetTempPath(), $"notebookkit-sql-{Guid.NewGuid():N}");
            long megabytes = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2 / 1_000_000;
            var connection = new DuckDBConnection(
                $"DataSource=:memory:;memory_limit={megabytes}MB;temp_directory={spill};{DuckLibrary.NothingFetched}"
            );
            connection.Open();
            FrameLoad.Run(connection, "SET TimeZone = 'UTC'");
            FrameLoad.Run(connection, $"CREATE SCHEMA {Frames}");
            FrameLoad.Run(connection, $"SET search_path = 'main,{Frames}'");
            _connection = connection;
        }

        return _connection;
    }
}
