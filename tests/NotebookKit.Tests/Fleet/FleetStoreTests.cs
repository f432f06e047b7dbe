using Microsoft.Data.Analysis;
using NotebookKit.Fleet;

namespace NotebookKit.Tests.Fleet;

/// <summary>Recordings in a store: each once and whole, however often it is added, and names of captures are never SQL.</summary>
public sealed class FleetStoreTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("fleet-").FullName;

    private string Address => "duckdb:" + Path.Combine(_folder, "fleet.db");

    [Fact]
    public void Recordings_are_added_once_and_tell_what_their_diagnosis_tells()
    {
        string[] paths = [Data("snapshot-nomerges2"), Data("standard"), Data("stalls")];
        using FleetStore store = FleetStore.OpenToWrite(Address);
        Assert.Equal((3, 0), Counts(store.Add(paths, stop: TestContext.Current.CancellationToken)));
        Assert.Equal((0, 3), Counts(store.Add([.. paths, Data("standard")], stop: TestContext.Current.CancellationToken), 3));

        DataFrame rows = store.Query("SELECT name, state, cause_kind FROM recordings ORDER BY name");
        Assert.Equal(["snapshot-nomerges2", "stalls", "standard"], rows["name"].Cast<string>());
        Assert.Equal(["cause-named", "cause-named", "undecided"], rows["state"].Cast<string>());
        Assert.Equal(["merge-disabled", "stalls", null], rows["cause_kind"].Cast<string?>());
        DataFrame buckets = store.Query(
            "SELECT sum(ios) AS ios FROM phases JOIN recordings USING (recording_id) WHERE name = 'snapshot-nomerges2' AND phase = 'D2C'"
        );
        Assert.Equal(
            store.Query("SELECT max(requests) AS n FROM devices JOIN recordings USING (recording_id) WHERE name = 'snapshot-nomerges2'")[
                "n"
            ][0],
            buckets["ios"][0]
        );
    }

    [Theory]
    [InlineData(100, 100)]
    [InlineData(3_000, 1_792)]
    [InlineData(100_000, 3_584)]
    public void Requests_are_kept_whole_or_as_a_sample_that_stands_for_all(int most, int kept)
    {
        using FleetStore store = FleetStore.OpenToWrite(Address);
        store.Add([Data("snapshot-nomerges2")], requests: most, stop: TestContext.Current.CancellationToken);

        DataFrame sum = store.Query(
            "SELECT count(*) AS kept, sum(stands_for) AS all_of_them, max(stands_for) AS most, median(d2c_us) AS d2c FROM requests"
        );
        DataFrame device = store.Query("SELECT requests, d2c_p50_us FROM devices WHERE device = 'nvme0n1'");
        Assert.Equal((long)kept, sum["kept"][0]);
        Assert.Equal(device["requests"][0], sum["all_of_them"][0]);
        Assert.Equal((long)Math.Ceiling(3_584.0 / kept), sum["most"][0]);
        Assert.InRange((double)sum["d2c"][0] / (double)device["d2c_p50_us"][0], 0.85, 1.15);
        Assert.Equal(
            0,
            store
                .Query("SELECT 1 FROM requests WHERE size_sectors <> 8 OR rwbs NOT LIKE 'R%' OR issued_s < 0 OR process IS NULL")
                .Rows.Count
        );
    }

    [Theory]
    [InlineData("{")]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("""{"schema":"notebookkit.recording","version":1,"name":"bad","steps":[null]}""")]
    public void A_damaged_recording_among_many_is_told_and_the_others_are_added(string document)
    {
        string pile = Path.Combine(_folder, "pile");
        Directory.CreateDirectory(Path.Combine(pile, "bad"));
        File.WriteAllText(Path.Combine(pile, "bad", Recording.FileName), document);
        Copy("standard", Path.Combine(pile, "good"));
        string worn = Copy("stalls", Path.Combine(pile, "worn"));
        File.WriteAllText(worn, File.ReadAllText(worn).Replace("\"title\": \"", "\"title\": \"An edited ", StringComparison.Ordinal));
        using FleetStore store = FleetStore.OpenToWrite(Address);

        FleetStore.Addition added = store.Add([pile], stop: TestContext.Current.CancellationToken);

        Assert.Equal(1, added.Added);
        Assert.Equal(2, added.NotRead.Count);
        Assert.Contains(Path.Combine(pile, "bad"), added.NotRead[0], StringComparison.Ordinal);
        Assert.Contains(Path.Combine(pile, "worn"), added.NotRead[1], StringComparison.Ordinal);
        Assert.Equal(["standard"], store.Query("SELECT name FROM recordings")["name"].Cast<string>());
    }

    [Fact]
    public void A_damaged_file_of_an_archive_costs_its_day_alone()
    {
        string archive = Path.Combine(_folder, "archive");
        FleetArchive.Write(archive, Row("a", "2026-11-27"));
        IReadOnlyList<string> damaged = FleetArchive.Write(archive, Row("b", "2026-11-28"));
        File.WriteAllText(damaged[0], "no Parquet");
        FleetArchive.Write(archive, Row("c", "2026-11-29"));
        using FleetStore store = FleetStore.OpenToWrite(Address);

        FleetStore.Addition added = store.Add([archive], stop: TestContext.Current.CancellationToken);

        Assert.Equal(2, added.Added);
        Assert.Contains("2026-11-28", Assert.Single(added.NotRead), StringComparison.Ordinal);
        Assert.Equal(["2026-11-27", "2026-11-29"], store.Query("SELECT day FROM recordings ORDER BY day")["day"].Cast<string>());
    }

    [Fact]
    public void An_archive_of_Parquet_gives_the_rows_of_its_recordings()
    {
        FleetRows rows = FleetRecording.RowsOf(Recording.Open(Data("snapshot-nomerges2")), requests: 50);
        string archive = Path.Combine(_folder, "archive");
        Assert.All(FleetArchive.Write(archive, rows), file => Assert.True(File.Exists(file)));
        FleetRows read = Assert.Single(Read(archive));

        Assert.All(
            FleetSchema.Tables,
            table =>
                Assert.Equal(rows[table].Select(Told).Order(StringComparer.Ordinal), read[table].Select(Told).Order(StringComparer.Ordinal))
        );
        using FleetStore store = FleetStore.OpenToWrite(Address);
        Assert.Equal((1, 0), Counts(store.Add([_folder], stop: TestContext.Current.CancellationToken)));
        Assert.All(
            FleetSchema.Tables,
            table => Assert.Equal(rows[table].Select(Told).Order(StringComparer.Ordinal), Rows(store, table).Order(StringComparer.Ordinal))
        );
    }

    [Fact]
    public void A_recording_in_two_archives_counts_once_and_one_that_stands_twice_in_a_day_is_told()
    {
        (string one, string two) = (Path.Combine(_folder, "one"), Path.Combine(_folder, "two"));
        FleetArchive.Write(one, Row("a", "2026-11-27"));
        FleetArchive.Write(two, Row("a", "2026-11-27"));
        FleetArchive.Write(two, Row("b", "2026-11-28"));
        FleetArchive.Write(two, "2026-11-28", "all", [Row("b", "2026-11-28")]);
        using FleetStore store = FleetStore.OpenToWrite(Address);

        FleetStore.Addition added = store.Add([one, two], stop: TestContext.Current.CancellationToken);

        Assert.Equal((1, 1), (added.Added, added.There));
        Assert.Contains("the recording b stands in it twice", Assert.Single(added.NotRead), StringComparison.Ordinal);
        Assert.Equal(["a"], store.Query("SELECT recording_id FROM recordings")["recording_id"].Cast<string>());
    }

    [Fact]
    public void Files_that_another_program_put_together_are_an_archive_too()
    {
        string archive = Path.Combine(_folder, "archive");
        FleetRows rows = FleetRecording.RowsOf(Recording.Open(Data("standard")));
        foreach ((int number, string file) in FleetArchive.Write(archive, rows).Index())
        {
            File.Move(file, Path.Combine(Path.GetDirectoryName(file)!, $"part-{number}.parquet"));
        }

        using FleetStore store = FleetStore.OpenToWrite(Address);
        store.Add([archive], stop: TestContext.Current.CancellationToken);

        Assert.All(FleetSchema.Tables, table => Assert.Equal(rows[table].Count, Rows(store, table).Count()));
    }

    [Fact]
    public void An_archive_whose_writing_was_killed_adds_no_part_of_a_recording()
    {
        string archive = Path.Combine(_folder, "archive");
        FleetRows rows = FleetRecording.RowsOf(Recording.Open(Data("standard")));
        FleetArchive.Write(archive, Row("a", rows.Day));
        string last = FleetArchive.Write(archive, rows)[^1];
        File.Move(last, last + ".part");
        using FleetStore store = FleetStore.OpenToWrite(Address);

        Assert.Equal(1, store.Add([archive], stop: TestContext.Current.CancellationToken).Added);
        Assert.Equal(0L, store.Query("SELECT count(*) AS n FROM devices")["n"][0]);
    }

    [Theory]
    [InlineData("'); DROP TABLE recordings; --")]
    [InlineData("a\tb\nc\\d'e\"f")]
    [InlineData("../../etc/passwd")]
    public void A_host_of_any_name_is_a_host(string host)
    {
        var rows = new FleetRows(new string('a', 64), "2026-11-28", host);
        rows.Add(FleetSchema.Recordings, "r", 20_785L, null, null, "healthy", null, null, null, 1L, 0L, 1L);
        FleetArchive.Write(Path.Combine(_folder, "archive"), rows);
        using FleetStore store = FleetStore.OpenToWrite(Address);
        store.Add([Path.Combine(_folder, "archive")], stop: TestContext.Current.CancellationToken);

        DataFrame found = store.Ask("host", ("host", host));
        Assert.Equal(1, found.Rows.Count);
        Assert.Equal([host], store.Query("SELECT host FROM recordings")["host"].Cast<string>());
        Assert.All(
            Directory.EnumerateFiles(_folder, "*.parquet", SearchOption.AllDirectories),
            file => Assert.StartsWith(Path.Combine(_folder, "archive"), Path.GetFullPath(file), StringComparison.Ordinal)
        );
    }

    [Fact]
    public void Every_question_is_answered_by_a_store_without_recordings()
    {
        using FleetStore store = FleetStore.OpenToWrite(Address);
        store.Create();
        Assert.All(FleetQuery.All, query => Assert.Equal(0, store.Ask(query.Name).Rows.Count));
        Assert.All(FleetQuery.All, query => Assert.EndsWith("?", query.Title, StringComparison.Ordinal));
    }

    [Fact]
    public void What_is_asked_wrongly_is_said()
    {
        Assert.Contains("fleet add", Assert.Throws<FleetException>(() => FleetStore.Open(Address)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => FleetStore.Open("postgres:x"));
        Assert.Throws<ArgumentException>(() => FleetStore.Open("clickhouse:http://host/a; DROP"));
        using (FleetStore store = FleetStore.OpenToWrite(Address))
        {
            store.Create();
            Assert.Contains("host-days", Assert.Throws<ArgumentException>(() => store.Ask("nothing")).Message, StringComparison.Ordinal);
            Assert.Throws<ArgumentException>(() => store.Ask("lost-merges", ("share", "much")));
            Assert.Throws<ArgumentException>(() => store.Ask("lost-merges", ("shares", 1)));
            Assert.Throws<FleetException>(() => store.Query("SELECT nothing FROM nowhere"));
        }

        using FleetStore reader = FleetStore.Open(Address);
        Assert.Throws<FleetException>(() => reader.Query("DROP VIEW recordings"));
        File.WriteAllText(Path.Combine(_folder, "text.db"), "no database");
        Assert.Throws<FleetException>(() => FleetStore.Open("duckdb:" + Path.Combine(_folder, "text.db")));
    }

    [Theory]
    [InlineData("SELECT 1; SELECT 2", "more than one statement")]
    [InlineData("SELECT 1 AS n; DROP VIEW recordings", "more than one statement")]
    [InlineData("INSTALL httpfs", "is not run: nothing is downloaded")]
    [InlineData("INSTALL httpfs FROM 'http://127.0.0.1:9/'", "is not run: nothing is downloaded")]
    [InlineData("LOAD httpfs", "is not run: nothing is downloaded")]
    [InlineData("COPY (SELECT 1) TO 'written.csv'", "writes no file")]
    [InlineData("ATTACH 'other.db'", "changes nothing")]
    [InlineData("SET threads = 1", "changes nothing")]
    [InlineData("SELECT i FROM range(100000000) AS many(i)", "more than 256 MiB")]
    [InlineData("SELECT repeat('x', 100000000) AS a, repeat('y', 100000000) AS b", "more than 256 MiB")]
    [InlineData("SELECT 1 FROM", "syntax error")]
    [InlineData("-- nothing", "statement")]
    public void SQL_of_ones_own_is_one_question_with_a_bounded_answer(string sql, string said)
    {
        using (FleetStore made = FleetStore.OpenToWrite(Address))
        {
            made.Create();
        }

        using FleetStore store = FleetStore.Open(Address);

        Assert.Contains(said, Assert.Throws<FleetException>(() => store.Query(sql)).Message, StringComparison.Ordinal);
        Assert.False(File.Exists("written.csv"));
        Assert.All(
            (string[])
                ["SELECT 1 AS n;", "SHOW TABLES", "DESCRIBE recordings", "FROM recordings", "EXPLAIN SELECT 1", "SELECT ';' AS n -- ;"],
            good => Assert.NotNull(store.Query(good))
        );
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static FleetRows Row(string id, string day)
    {
        var rows = new FleetRows(id, day, "web01");
        rows.Add(FleetSchema.Recordings, "r", 20_785L, null, null, "healthy", null, null, null, 1L, 0L, 1L);
        return rows;
    }

    // The path of its record.
    private static string Copy(string recording, string to)
    {
        Directory.CreateDirectory(to);
        foreach (string file in Directory.GetFiles(Data(recording), "*", SearchOption.AllDirectories))
        {
            string copy = Path.Combine(to, Path.GetRelativePath(Data(recording), file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        return Path.Combine(to, Recording.FileName);
    }

    private static IReadOnlyList<FleetRows> Read(string archive)
    {
        using var reader = new ArchiveReader();
        return [.. ArchiveDay.Of(archive).SelectMany(day => day.Parts(day.Recordings(reader)).SelectMany(part => part.Rows(reader)))];
    }

    private static IEnumerable<string> Rows(FleetStore store, FleetTable table) =>
        store
            .Query($"SELECT {string.Join(", ", table.Columns.Select(column => column.Name))} FROM {table.Name}")
            .Rows.Select(row => Told([.. row]));

    private static string Data(string name) => Path.Combine(RepositoryFolder.Data, name);

    private static (int Added, int There) Counts(FleetStore.Addition added, int atLeastThere = 0)
    {
        Assert.Empty(added.NotRead);
        Assert.True(added.There >= atLeastThere);
        return (added.Added, Math.Min(added.There, atLeastThere));
    }

    private static string Told(object?[] row) =>
        string.Join(
            '|',
            row.Select(value => value is null ? "null" : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{value}"))
        );
}
