using System.Diagnostics;
using System.Text;
using Microsoft.Data.Analysis;
using NotebookKit.Hosts;

namespace NotebookKit.Fleet;

/// <summary>A fleet on ClickHouse: one server, or a cluster over whose shards recordings are spread by their hash.</summary>
/// <remarks>
/// In what servers since 18.16 know. On each: <c>T_rows</c> holds rows, <c>T_here</c> shows those of
/// committed recordings; <c>T</c> asks all shards, <c>T_write</c> spreads rows over them. All rows
/// of a recording and its commit lie on one shard, so that each shard knows by itself what is whole.
/// </remarks>
internal sealed class ClickHouseFleetStore : FleetStore
{
    private const string Commits = "commits";

    // An insert into a cluster is done when its shards have it; what a missing shard would add is an error, not an answer without it.
    private const string Settings =
        "insert_distributed_sync=1&connect_timeout_with_failover_ms=10000&join_use_nulls=1&distributed_product_mode=global";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(100);
    private readonly ClickHouseAddress _address;
    private readonly ClickHouseHttp[] _servers;

    public ClickHouseFleetStore(ClickHouseAddress address)
        : base(address.ToString())
    {
        _address = address;
        _servers = [.. address.Servers.Select(server => new ClickHouseHttp(server))];
    }

    private protected override SqlDialect Dialect => SqlDialect.ClickHouse;

    private string Target => _address.Cluster is null ? "_rows" : "_write";

    // What asks all shards is looked at as it is made: the shards have their tables first.
    public override void Create()
    {
        foreach (ClickHouseHttp server in _servers)
        {
            server.Run(Settings, $"CREATE DATABASE IF NOT EXISTS {_address.Database}");
            Table(server, Commits, "recording_id String, load_id String", "recording_id", partition: "");
            foreach (FleetTable table in FleetSchema.Tables)
            {
                Table(
                    server,
                    table.Name,
                    "load_id String, " + ColumnsOf(table),
                    "recording_id, load_id",
                    "PARTITION BY substring(day, 1, 7) "
                );
                string committed = CommittedRows.Select(table, In(table.Name + "_rows"), In(Commits + "_rows"));
                server.Run(
                    Settings,
                    $"CREATE VIEW IF NOT EXISTS {In(table.Name + (_address.Cluster is null ? "" : "_here"))} AS {committed}"
                );
            }
        }

        foreach (ClickHouseHttp server in _servers)
        {
            foreach (FleetTable table in FleetSchema.Tables.Where(_ => _address.Cluster is not null))
            {
                server.Run(
                    Settings,
                    $"CREATE TABLE IF NOT EXISTS {In(table.Name)} ({ColumnsOf(table)}) ENGINE = Distributed({_address.Cluster}, {_address.Database}, {table.Name}_here)"
                );
            }

            foreach (FleetView view in FleetView.All)
            {
                Create(server, view);
            }
        }
    }

    // A view beside it tells by its name which statement it was made of. It is dropped only where that was another one: a question that
    // reads it several times waits for ever behind somebody who drops it meanwhile, and whoever makes a view of it would find none.
    private void Create(ClickHouseHttp server, FleetView view)
    {
        string settings = Settings + "&database=" + _address.Database,
            sql = view.Sql(Dialect),
            mark = view.Name + "_is_";
        string now = mark + ContentHash.Of(Encoding.UTF8.GetBytes(sql))[..12];
        string[] marks = Encoding
            .ASCII.GetString(
                server.Run(
                    settings,
                    $"SELECT name FROM system.tables WHERE database = '{_address.Database}' AND startsWith(name, '{mark}')"
                )
            )
            .Split('\n', StringSplitOptions.RemoveEmptyEntries);
        if (marks.Contains(now))
        {
            return;
        }

        foreach (string old in marks.Length > 0 ? marks.Prepend(view.Name) : [])
        {
            server.Run(settings, $"DROP TABLE IF EXISTS {In(old)}");
        }

        server.Run(settings, $"CREATE VIEW IF NOT EXISTS {In(view.Name)} AS {sql}");
        server.Run(settings, $"CREATE VIEW IF NOT EXISTS {In(now)} AS SELECT 1 AS made");
    }

    internal override void Add(IReadOnlyList<FleetRows> recordings)
    {
        string load = CommittedRows.NewLoad();
        foreach (FleetTable table in FleetSchema.Tables)
        {
            var rows = new TabSeparated();
            foreach (object?[] values in recordings.SelectMany(recording => recording[table]))
            {
                rows.Add([load, .. values]);
            }

            Insert(table.Name, rows);
        }

        var commits = new TabSeparated();
        foreach (FleetRows recording in recordings)
        {
            commits.Add([recording.RecordingId, load]);
        }

        Insert(Commits, commits);
    }

    // Each server for itself: it has the commits of the rows that it has.
    public override long Clean(TimeSpan olderThan)
    {
        string left = CommittedRows.Left(In(Commits + "_rows"), CommittedRows.Bound(olderThan));
        return _servers.Sum(server => FleetSchema.Tables.Sum(table => Clean(server, table.Name + "_rows", left)));
    }

    // Of the commits, which are found by their key, and not of the view, for which each shard would group all of them.
    private protected override DataFrame AskCommitted(IReadOnlyList<string> recordings) =>
        Run(
            $"SELECT DISTINCT recording_id FROM {Commits}{Target} WHERE recording_id IN ({string.Join(", ", recordings.Select(TabSeparated.Literal))})",
            []
        );

    private protected override DataFrame Run(string sql, IReadOnlyList<(string Name, object Value)> values)
    {
        string statement = FleetQuery.WithLiterals(sql, values).TrimEnd().TrimEnd(';') + "\nFORMAT TabSeparatedWithNamesAndTypes";
        return TabSeparated.Read(_servers[0].Run($"{Settings}&readonly=2&database={_address.Database}", statement));
    }

    private protected override void Dispose(bool disposing)
    {
        foreach (ClickHouseHttp server in _servers)
        {
            server.Dispose();
        }
    }

    private static string ColumnsOf(FleetTable table) =>
        string.Join(
            ", ",
            table.Columns.Select((column, i) => $"{column.Name} {TypeOf(column.Type, mayBeNull: i >= FleetTable.SharedColumns)}")
        );

    private static string TypeOf(FleetType type, bool mayBeNull)
    {
        string plain = type switch
        {
            FleetType.Text => "String",
            FleetType.Count => "Int64",
            _ => "Float64",
        };
        return mayBeNull ? $"Nullable({plain})" : plain;
    }

    private void Table(ClickHouseHttp server, string name, string columns, string order, string partition)
    {
        server.Run(
            Settings,
            $"CREATE TABLE IF NOT EXISTS {In(name + "_rows")} ({columns}) ENGINE = MergeTree {partition}ORDER BY ({order})"
        );
        if (_address.Cluster is { } cluster)
        {
            server.Run(
                Settings,
                $"CREATE TABLE IF NOT EXISTS {In(name + "_write")} ({columns}) ENGINE = Distributed({cluster}, {_address.Database}, {name}_rows, cityHash64(recording_id))"
            );
        }
    }

    private long Clean(ClickHouseHttp server, string table, string left)
    {
        if (Count(server, $"SELECT count() AS n FROM {In(table)} WHERE {left}") is not (> 0 and var rows))
        {
            return 0;
        }

        server.Run(Settings, $"ALTER TABLE {In(table)} DELETE WHERE {left}");
        for (
            long from = Stopwatch.GetTimestamp();
            Count(
                server,
                $"SELECT count() AS n FROM system.mutations WHERE database = '{_address.Database}' AND table = '{table}' AND is_done = 0"
            ) > 0;

        )
        {
            if (Stopwatch.GetElapsedTime(from) > Patience)
            {
                throw new FleetException(
                    $"{Address}: {rows} rows of {table} are being removed, and are not gone after {Patience.TotalMinutes:0} minutes: system.mutations tells how far it is"
                );
            }

            Thread.Sleep(LookAgain);
        }

        return rows;
    }

    private static long Count(ClickHouseHttp server, string sql) =>
        (long)TabSeparated.Read(server.Run(Settings + "&readonly=2", sql + "\nFORMAT TabSeparatedWithNamesAndTypes"))["n"][0];

    private void Insert(string table, TabSeparated rows)
    {
        if (!rows.IsEmpty)
        {
            _servers[0].Run(Settings, $"INSERT INTO {In(table + Target)} FORMAT TabSeparated", rows.ToArray());
        }
    }

    private string In(string table) => $"{_address.Database}.{table}";
}
