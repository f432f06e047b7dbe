using Microsoft.Data.Analysis;
using NotebookKit.Fleet;
using NotebookKit.Hosts;

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
        DataFrame buckets = store.Query("SELECT sum(ios) AS ios FROM phases JOIN recordings USING (recording_id) WHERE name = 'snapshot-nomerges2' AND phase = 'D2C'");
        Assert.Equal(store.Query("SELECT max(requests) AS n FROM devices JOIN recordings USING (recording_id) WHERE name = 'snapshot-nomerges2'")["n"][0], buckets["ios"][0]);
    }

    [Fact]
    public void An_archive_of_Parquet_gives_the_rows_of_its_recordings()
    {
        FleetRows rows = FleetRecording.RowsOf(Recording.Open(Data("snapshot-nomerges2")));
        string archive = Path.Combine(_folder, "archive");
        Assert.All(FleetArchive.Write(archive, rows), file => Assert.True(File.Exists(file)));
        FleetRows read = Assert.Single(FleetArchive.Read(archive, new HashSet<string>()));

        Assert.All(FleetSchema.Tables, table => Assert.Equal(rows[table].Select(Told).Order(StringComparer.Ordinal), read[table].Select(Told).Order(StringComparer.Ordinal)));
        Assert.Empty(FleetArchive.Read(archive, new HashSet<string> { rows.RecordingId }));
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
        Assert.All(Directory.EnumerateFiles(_folder, "*.parquet", SearchOption.AllDirectories), file => Assert.StartsWith(Path.Combine(_folder, "archive"), Path.GetFullPath(file), StringComparison.Ordinal));
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

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string Data(string name) => Path.Combine(RepositoryFolder.Data, name);

    private static (int Added, int There) Counts(FleetAdded added, int atLeastThere = 0)
    {
        Assert.Empty(added.NotRead);
        Assert.True(added.There >= atLeastThere);
        return (added.Added, Math.Min(added.There, atLeastThere));
    }

    private static string Told(object?[] row) => string.Join('|', row.Select(value => value is null ? "null" : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{value}")));
}
