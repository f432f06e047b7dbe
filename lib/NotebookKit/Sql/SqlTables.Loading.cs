using System.Data.Common;
using System.Text.RegularExpressions;
using DuckDB.NET.Data;
using Microsoft.Data.Analysis;

namespace NotebookKit.Sql;

internal sealed partial class SqlTables
{
    // Frames lie apart from what SQL makes: a table of the user's own is never replaced.
    private const string Frames = "frames";

    // Loads the frames that a query names, anew where they changed. Those that cannot be loaded are told: the query may do without.
    private List<Unloaded> Load(DuckDBConnection connection, string sql, CancellationToken stop)
    {
        var wanted = new Dictionary<string, DataFrame>(StringComparer.OrdinalIgnoreCase);
        foreach (Match word in Words().Matches(sql))
        {
            string name = word.Groups[1].Success ? word.Groups[1].Value.Replace("\"\"", "\"", StringComparison.Ordinal) : word.Value;
            if (!wanted.ContainsKey(name) && Find(name) is { } frame)
            {
                wanted.Add(name, frame);
            }
        }

        // A view, a macro or a prepared statement may name a frame that the query does not: from the first on, all are looked at each time.
        _mayBeNamedElsewhere |= Elsewhere().IsMatch(sql);
        foreach (string name in _loaded.Keys.Where(name => !wanted.ContainsKey(name)).ToList())
        {
            if (Find(name) is not { } frame)
            {
                Drop(connection, name);
                _loaded.Remove(name);
            }
            else if (_mayBeNamedElsewhere)
            {
                wanted.Add(name, frame);
            }
        }

        var failed = new List<Unloaded>();
        foreach ((string name, DataFrame frame) in wanted)
        {
            if (_loaded.TryGetValue(name, out (FrameState State, IReadOnlyList<DataFrameColumn> LeftOut) loaded) && loaded.State.Is(frame))
            {
                AddLeftOut(name, loaded.LeftOut);
                continue;
            }

            if (_loaded.Remove(name))
            {
                Drop(connection, name);
            }

            try
            {
                IReadOnlyList<DataFrameColumn> leftOut = FrameLoad.Into(connection, Frames, name, frame, stop);
                _loaded[name] = (FrameState.Of(frame), leftOut);
                AddLeftOut(name, leftOut);
            }
            catch (Exception error) when (error is NotSupportedException or InvalidDataException or DbException)
            {
                failed.Add(
                    new Unloaded(name, IsColumn: false, new SqlException($"the frame '{name}' is no table: {error.Message}", error))
                );
            }
        }

        return failed;

        void AddLeftOut(string name, IReadOnlyList<DataFrameColumn> columns) =>
            failed.AddRange(
                columns.Select(column => new Unloaded(
                    column.Name,
                    IsColumn: true,
                    new SqlException($"the frame '{name}' is there without a column: {FrameLoad.LeftOut(column)}")
                ))
            );
    }

    // A frame or a column that is not in the database, by the word that names it.
    private sealed record Unloaded(string Word, bool IsColumn, SqlException Fault);

    // What DuckDB misses may be what could not be loaded; all else is the statement's own fault.
    private static SqlException FaultOf(DbException error, string sql, IEnumerable<Unloaded> failed) =>
        failed
            .Where(one =>
                Missed().Match(error.Message) is { Success: true } missed
                && missed.Groups[1].Value.Equals(one.Word, StringComparison.OrdinalIgnoreCase)
            )
            .Select(one => one.Fault)
            .FirstOrDefault()
        ?? SqlException.Of(error, sql);

    private static void Drop(DuckDBConnection connection, string name) =>
        FrameLoad.Run(connection, $"DROP TABLE {Frames}.{FrameLoad.Name(name)}");

    private DataFrame? Find(string name) => _given.TryGetValue(name, out DataFrame? given) ? given : _find(name);

    [GeneratedRegex(@"\b(?:view|macro|function|prepare)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Elsewhere();

    // "Table with name X does not exist", "Referenced column "X" not found", "Values list "t" does not have a column named "X"".
    [GeneratedRegex(
        """
            (?:Table with name |Referenced column "|column named ")((?:(?!" not found|"|\s+does not exist).)+)
            """,
        RegexOptions.IgnoreCase
    )]
    private static partial Regex Missed();

    // Whatever could be the name of a table. A word that is a column's or stands in a
    // text may name a frame too: it is loaded for nothing then.
    [GeneratedRegex(
        """
            "((?:[^"]|"")+)"|[\p{L}_][\p{L}\p{N}_]*
            """
    )]
    private static partial Regex Words();
}
