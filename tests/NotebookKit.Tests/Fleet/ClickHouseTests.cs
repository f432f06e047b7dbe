using System.Globalization;
using Microsoft.Data.Analysis;
using NotebookKit.Fleet;

namespace NotebookKit.Tests.Fleet;

/// <summary>The same questions on two real servers of ClickHouse as in a file, also where one of them dies.</summary>
public sealed class ClickHouseTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("fleet-").FullName;

    [Fact]
    public void Every_question_gives_the_same_rows_on_a_cluster_on_one_server_and_in_a_file()
    {
        Assert.SkipUnless(ClickHouseCluster.Possible, ClickHouseCluster.Needs);
        using var cluster = new ClickHouseCluster();
        string archive = Path.Combine(_folder, "archive");
        var made = new FleetSimulation(RepositoryFolder.Data, hosts: 120, days: 21, seed: 3);
        made.Write(archive);
        string[] paths = [archive, .. new[] { "snapshot-nomerges2", "standard" }.Select(name => Path.Combine(RepositoryFolder.Data, name))];
        using FleetStore file = Filled("duckdb:" + Path.Combine(_folder, "fleet.db"), paths);
        using FleetStore many = Filled(cluster.Address("fleet"), paths);
        using FleetStore one = Filled(cluster.Single("alone"), paths);

        Assert.NotEmpty(made.Planted);
        foreach (FleetQuery query in FleetQuery.All)
        {
            (string, object)[] values = query.Name == "host" ? [("host", "host0003")] : [];
            string[] expected = Rows(file.Ask(query.Name, values));
            Assert.Equal(expected, Rows(many.Ask(query.Name, values)));
            Assert.Equal(expected, Rows(one.Ask(query.Name, values)));
            Assert.True(expected.Length > 0, query.Name);
        }

        foreach (FleetTable table in FleetSchema.Tables)
        {
            string sql =
                $"SELECT {string.Join(", ", table.Columns.Select(column => column.Name))} FROM {table.Name} WHERE host <> 'unknown' AND day <> '2026-11-22'";
            Assert.Equal(Rows(file.Query(sql)).Order(StringComparer.Ordinal), Rows(many.Query(sql)).Order(StringComparer.Ordinal));
        }

        const string Kept = "SELECT count(*) AS n, sum(stands_for) AS all_of_them, count(d2c_us) AS completed FROM requests";
        Assert.Equal(Rows(file.Query(Kept)), Rows(many.Query(Kept)));
        Assert.Equal(399L, many.Query("SELECT count(*) AS n FROM requests WHERE host = 'lab' AND stands_for > 1")["n"][0]);
        Assert.Contains(
            "readonly",
            Assert.Throws<FleetException>(() => many.Query("DROP TABLE recordings")).Message,
            StringComparison.OrdinalIgnoreCase
        );
    }

    [Theory]
    [InlineData("'); DROP TABLE recordings; --")]
    [InlineData("a\tb\nc\\d'e\"f")]
    public void A_host_of_any_name_is_a_host(string host)
    {
        Assert.SkipUnless(ClickHouseCluster.Possible, ClickHouseCluster.Needs);
        using var cluster = new ClickHouseCluster();
        var rows = new FleetRows(new string('a', 64), "2026-11-28", host);
        rows.Add(FleetSchema.Recordings, "r", 20_785L, null, null, "healthy", null, null, null, 1L, 0L, 1L);
        using FleetStore store = FleetStore.OpenToWrite(cluster.Address("fleet"));
        store.Create();
        store.Add([rows]);

        Assert.Equal(1, store.Ask("host", ("host", host)).Rows.Count);
        Assert.Equal([host], store.Query("SELECT host FROM recordings")["host"].Cast<string>());
    }

    // A collector's add beside an operator's question, again and again: neither may wait for the other for ever.
    [Fact]
    public void Questions_and_adds_at_once_end()
    {
        Assert.SkipUnless(ClickHouseCluster.Possible, ClickHouseCluster.Needs);
        using var cluster = new ClickHouseCluster();
        IReadOnlyList<FleetRows> all =
        [
            .. Enumerable
                .Range(0, 20)
                .SelectMany(day =>
                    new FleetSimulation(RepositoryFolder.Data, hosts: 60, days: 20, seed: 9).Day(
                        day,
                        [FleetSchema.Recordings, FleetSchema.Devices]
                    )
                ),
        ];
        Parallel.For(
            0,
            2,
            _ =>
            {
                using FleetStore store = FleetStore.OpenToWrite(cluster.Address("fleet"));
                store.Create();
                store.Add(all);
            }
        );
        Parallel.For(
            0,
            3,
            worker =>
            {
                using FleetStore store = FleetStore.OpenToWrite(cluster.Address("fleet"));
                for (int i = 0; i < 12; i++)
                {
                    if (worker == 0)
                    {
                        store.Create();
                    }
                    else
                    {
                        store.Ask("fail-slow");
                    }
                }
            }
        );

        using FleetStore last = FleetStore.Open(cluster.Address("fleet"));
        Assert.Equal((long)all.Count, last.Query("SELECT count(*) AS n FROM recordings")["n"][0]);
        Assert.IsType<RealColumn>(last.Query("SELECT toUInt64(-1) AS h")["h"]);
    }

    [Fact]
    public async Task A_view_of_an_older_statement_is_made_anew()
    {
        Assert.SkipUnless(ClickHouseCluster.Possible, ClickHouseCluster.Needs);
        using var cluster = new ClickHouseCluster();
        using FleetStore store = FleetStore.OpenToWrite(cluster.Single("fleet"));
        store.Create();
        const string Marks = "SELECT name FROM system.tables WHERE database = 'fleet' AND startsWith(name, 'drive_gaps_is_')";
        string now = Assert.Single(store.Query(Marks)["name"].Cast<string>());
        using var client = new HttpClient();
        var server = new Uri(cluster.Single("")["clickhouse:".Length..]);
        foreach (
            string sql in (string[])
                [
                    "DROP TABLE fleet.drive_gaps",
                    $"DROP TABLE fleet.{now}",
                    "CREATE VIEW fleet.drive_gaps AS SELECT 1 AS old",
                    "CREATE VIEW fleet.drive_gaps_is_0 AS SELECT 1 AS made",
                ]
        )
        {
            (await client.PostAsync(server, new StringContent(sql), TestContext.Current.CancellationToken)).EnsureSuccessStatusCode();
        }

        store.Create();

        Assert.Equal([now], store.Query(Marks)["name"].Cast<string>());
        Assert.Equal(0, store.Ask("fail-slow").Rows.Count);
    }

    [Fact]
    public void An_answer_without_end_is_cut_off_with_what_to_do()
    {
        Assert.SkipUnless(ClickHouseCluster.Possible, ClickHouseCluster.Needs);
        using var cluster = new ClickHouseCluster();
        using FleetStore store = FleetStore.OpenToWrite(cluster.Address("fleet"));
        store.Create();

        string told = Assert
            .Throws<FleetException>(() =>
                store.Query(
                    "SELECT number + 1000000000000 AS a, number + 1000000000001 AS b, number + 1000000000002 AS c, number + 1000000000003 AS d FROM system.numbers LIMIT 3000000"
                )
            )
            .Message;

        Assert.Contains("the answer takes more than 128 MiB: ask for less, by LIMIT", told, StringComparison.Ordinal);
        Assert.Equal(1000, store.Query("SELECT number FROM system.numbers LIMIT 1000").Rows.Count);
    }

    [Fact]
    public async Task A_shard_that_dies_loses_no_recording_and_doubles_none()
    {
        Assert.SkipUnless(ClickHouseCluster.Possible, ClickHouseCluster.Needs);
        using var cluster = new ClickHouseCluster();
        IReadOnlyList<FleetRows> all =
        [
            .. Enumerable
                .Range(0, 3)
                .SelectMany(day =>
                    new FleetSimulation(RepositoryFolder.Data, hosts: 300, days: 3, seed: 5).Day(
                        day,
                        [FleetSchema.Recordings, FleetSchema.Devices, FleetSchema.Findings]
                    )
                ),
        ];
        using FleetStore store = FleetStore.OpenToWrite(cluster.Address("fleet"));
        store.Create();

        // Before an add; in the middle of adds, one batch after another; and after the last, in front of a question.
        cluster.Kill(1);
        Assert.Throws<FleetException>(() => store.Add([.. all.Take(50)]));
        cluster.Start(1);
        Task killed = KillSoon(cluster);
        Assert.Throws<FleetException>(() =>
        {
            foreach (FleetRows[] batch in Forever(all))
            {
                store.Add(batch);
            }
        });
        await killed;

        cluster.Start(1);

        // All rows are there, and nothing yet says so: the commits are what a store takes last.
        IReadOnlyList<FleetRows> late = new FleetSimulation(RepositoryFolder.Data, hosts: 60, days: 1, seed: 8).Day(
            0,
            [FleetSchema.Recordings, FleetSchema.Devices, FleetSchema.Findings]
        );
        Assert.Throws<FleetException>(() => store.Add(new ReadAgain<FleetRows>(late, FleetSchema.Tables.Count + 1, () => cluster.Kill(1))));
        cluster.Start(1);
        Assert.InRange(store.Committed(late.Select(recording => recording.RecordingId)).Count, 0, late.Count - 1);
        all = [.. all, .. late];
        Finish(store, all);
        cluster.Kill(1);
        FleetException fault = Assert.Throws<FleetException>(() => store.Ask("causes"));
        Assert.Contains("127.0.0.1", fault.Message, StringComparison.Ordinal);
        Assert.Throws<FleetException>(() => store.Add([.. all.Take(1)]));
        cluster.Start(1);
        Finish(store, all);

        string[] expected = [.. all.Select(recording => recording.RecordingId).Order(StringComparer.Ordinal)];
        Assert.Equal(expected, store.Query("SELECT recording_id FROM recordings ORDER BY recording_id")["recording_id"].Cast<string>());
        foreach (FleetTable table in (FleetTable[])[FleetSchema.Devices, FleetSchema.Findings])
        {
            Assert.Equal(
                (long)all.Sum(recording => recording[table].Count),
                store.Query($"SELECT count(*) AS n FROM {table.Name}")["n"][0]
            );
        }
    }

    [Fact]
    public void What_attempts_that_were_killed_left_is_removed_and_nothing_else()
    {
        Assert.SkipUnless(ClickHouseCluster.Possible, ClickHouseCluster.Needs);
        using var cluster = new ClickHouseCluster();
        FleetTable[] tables = [FleetSchema.Recordings, FleetSchema.Devices];
        IReadOnlyList<FleetRows> all = new FleetSimulation(RepositoryFolder.Data, hosts: 40, days: 1, seed: 6).Day(0, tables);
        using FleetStore store = FleetStore.OpenToWrite(cluster.Address("fleet"));
        store.Create();
        store.Add([.. all.Take(30)]);
        store.Add([.. all.Take(10)]); // committed twice: the first counts
        cluster.Kill(1);
        Assert.Throws<FleetException>(() => store.Add([.. all.Skip(30)]));
        cluster.Start(1);
        long left = Rows("_write") - Rows("");

        Assert.True(left >= 10 * tables.Length, $"{left} rows are left");
        Assert.Equal(0, store.Clean(TimeSpan.FromHours(1)));
        Assert.Equal(left, store.Clean(TimeSpan.FromMinutes(-1)));
        Assert.Equal(0, store.Clean(TimeSpan.FromMinutes(-1)));
        Assert.Equal(Rows(""), Rows("_write"));
        Assert.Equal(30L, store.Query("SELECT count(*) AS n FROM recordings")["n"][0]);
        Finish(store, all);
        Assert.Equal(40L, store.Query("SELECT count(*) AS n FROM devices")["n"][0]);

        long Rows(string kind) => tables.Sum(table => (long)store.Query($"SELECT count(*) AS n FROM {table.Name}{kind}")["n"][0]);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // Does something as it is read for the so many-th time.
    private sealed class ReadAgain<T>(IReadOnlyList<T> list, int times, Action act) : IReadOnlyList<T>
    {
        private int _reads;

        public int Count => list.Count;

        public T this[int index] => list[index];

        public IEnumerator<T> GetEnumerator()
        {
            if (++_reads == times)
            {
                act();
            }

            return list.GetEnumerator();
        }

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }

    private static async Task KillSoon(ClickHouseCluster cluster)
    {
        await Task.Delay(400, TestContext.Current.CancellationToken);
        cluster.Kill(1);
    }

    // The same recordings once more are of no harm: of several attempts that committed, one is seen.
    private static IEnumerable<FleetRows[]> Forever(IReadOnlyList<FleetRows> all)
    {
        while (true)
        {
            foreach (FleetRows[] batch in all.Chunk(40))
            {
                yield return batch;
            }
        }
    }

    private static void Finish(FleetStore store, IReadOnlyList<FleetRows> all)
    {
        IReadOnlySet<string> there = store.Committed(all.Select(recording => recording.RecordingId));
        store.Add([.. all.Where(recording => !there.Contains(recording.RecordingId))]);
    }

    private static FleetStore Filled(string address, string[] paths)
    {
        FleetStore store = FleetStore.OpenToWrite(address);
        FleetStore.Addition added = store.Add(paths, requests: 400, stop: TestContext.Current.CancellationToken);
        Assert.Empty(added.NotRead);
        return store;
    }

    // Sums of two shards are added in another order: nine digits.
    private static string[] Rows(DataFrame frame) =>
        [
            .. frame.Rows.Select(row =>
                string.Join(
                    '|',
                    row.Select(value =>
                        value switch
                        {
                            null => "null",
                            double number => number.ToString("G9", CultureInfo.InvariantCulture),
                            object other => string.Create(CultureInfo.InvariantCulture, $"{other}"),
                        }
                    )
                )
            ),
        ];
}
