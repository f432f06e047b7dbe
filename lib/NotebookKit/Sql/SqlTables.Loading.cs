using System.Data.Common;
using System.Text.RegularExpressions;
using DuckDB.NET.Data;
using Microsoft.Data.Analysis;

namespace NotebookKit.Sql;

public sealed partial class SqlTables
{
    // Frames lie apart from what SQL makes: a table of the user's own is never replaced.
    private const string Frames = "frames";

    // Loads the frames that a query names, anew where they changed. Those that cannot be loaded are told: the query may do without.
    private List<Exception> Load(DuckDBConnection connection, string sql, CancellationToken stop)
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

        // A view may name a frame that the query does not.
        foreach (string name in _loaded.Keys.ToList())
        {
            if (!wanted.ContainsKey(name))
            {
                if (Find(name) is { } frame)
                {
                    wanted.Add(name, frame);
                }
                else
                {
                    Drop(connection, name);
                    _loaded.Remove(name);
                }
            }
        }

        var failed = new List<Exception>();
        foreach ((string name, DataFrame frame) in wanted)
        {
            if (_loaded.TryGetValue(name, out FrameState? state) && state.Is(frame))
            {
                continue;
            }

            if (_loaded.Remove(name))
            {
                Drop(connection, name);
            }

            try
            {
                FrameLoad.Into(connection, Frames, name, frame, stop);
                _loaded[name] = FrameState.Of(frame);
            }
            catch (Exception error) when (error is NotSupportedException or InvalidDataException or DbException)
            {
                failed.Add(new SqlException($"the frame '{name}' is no table: {error.Message}", error));
            }
        }

        return failed;
    }

    private static void Drop(DuckDBConnection connection, string name) => FrameLoad.Run(connection, $"DROP TABLE {Frames}.{FrameLoad.Name(name)}");

    private DataFrame? Find(string name) => _given.TryGetValue(name, out DataFrame? given) ? given : _find(name);

    // Whatever could be the name of a table. A word that is a column's or stands in a text may name a frame too: it is loaded for nothing then.
    [GeneratedRegex("""
        "((?:[^"]|"")+)"|[\p{L}_][\p{L}\p{N}_]*
        """)]
    private static partial Regex Words();
}
