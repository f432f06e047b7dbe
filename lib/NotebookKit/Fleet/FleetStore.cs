using Microsoft.Data.Analysis;
using NotebookKit.Fleet;

namespace NotebookKit;

/// <summary>The recordings of many hosts in a database, to be asked by SQL.</summary>
/// <remarks>
/// Every table of <see cref="FleetSchema"/> shows whole recordings alone: rows are put down under the mark of one attempt, and a last row
/// for each recording commits them. An attempt that was killed leaves rows that no query sees, and what was committed twice counts once.
/// <code>
/// using var fleet = FleetStore.Open("duckdb:fleet.db");
/// fleet.Ask("slow-drives")
/// </code>
/// </remarks>
public abstract class FleetStore : IDisposable
{
    /// <summary>What a store is by default.</summary>
    public const string DefaultAddress = "duckdb:fleet.db";

    private const string DuckScheme = "duckdb:";
    private const string ClickHouseScheme = "clickhouse:";

    // A server of ClickHouse takes 256 KiB of statement.
    private const int RecordingsOfStatement = 1_000;

    private protected FleetStore(string address) => Address = address;

    /// <summary>Where it is; without credentials.</summary>
    public string Address { get; }

    /// <summary>Opens a store, to ask it.</summary>
    /// <param name="address"><c>duckdb:FILE</c>, or <c>clickhouse:http://HOST:8123/DB</c>; of a cluster
    /// <c>clickhouse:http://H1:8123,H2:8123/DB?cluster=NAME</c>.</param>
    /// <exception cref="FleetException">It cannot be reached, or is none.</exception>
    /// <exception cref="ArgumentException">The address is of no known form.</exception>
    public static FleetStore Open(string address = DefaultAddress) => Of(address, write: false);

    /// <summary>Opens a store to add to it.</summary>
    /// <inheritdoc cref="Open"/>
    public static FleetStore OpenToWrite(string address = DefaultAddress) => Of(address, write: true);

    private static FleetStore Of(string address, bool write)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(address);
        return address.StartsWith(DuckScheme, StringComparison.Ordinal) ? new DuckFleetStore(address[DuckScheme.Length..], write)
            : address.StartsWith(ClickHouseScheme, StringComparison.Ordinal)
                ? new ClickHouseFleetStore(ClickHouseAddress.Parse(address[ClickHouseScheme.Length..]))
            : throw new ArgumentException(
                $"\"{address}\" is no store: duckdb:FILE, or clickhouse:http://HOST:8123/DATABASE",
                nameof(address)
            );
    }

    /// <summary>Makes the tables that are not there yet.</summary>
    /// <exception cref="FleetException">They cannot be made.</exception>
    public abstract void Create();

    /// <summary>Adds recordings; each is seen whole, or not at all.</summary>
    /// <param name="recordings">Their rows; one that is committed already is to be left out.</param>
    /// <exception cref="FleetException">They cannot be written: nothing of those that were not committed is seen.</exception>
    internal abstract void Add(IReadOnlyList<FleetRows> recordings);

    /// <summary>Adds what folders hold and the store has not yet: recordings, cases, archives of Parquet, and folders of these.</summary>
    /// <param name="paths">The folders.</param>
    /// <param name="progress">Told how many were added by now.</param>
    /// <param name="requests">How many requests of each device of a recording are kept in <c>requests</c> at most,
    /// spread over its time; of archives those that they hold.</param>
    /// <param name="stop">Ends it between two batches.</param>
    /// <exception cref="ArgumentException">A path holds none of these.</exception>
    /// <exception cref="OperationCanceledException">It was stopped; what was added before stays.</exception>
    public Addition Add(IReadOnlyList<string> paths, Action<int>? progress = null, int requests = 0, CancellationToken stop = default) =>
        FleetAdding.To(this, paths, progress, requests, stop);

    /// <summary>Removes rows that attempts to add have left behind and no question sees:
    /// those of attempts that were killed, or were made twice.</summary>
    /// <param name="olderThan">How long ago an attempt must have begun, so that none of those that run now loses its rows.</param>
    /// <returns>How many rows; 0 for a file, in which an attempt that was killed leaves none.</returns>
    /// <exception cref="FleetException">The store does not remove them.</exception>
    public abstract long Clean(TimeSpan olderThan);

    /// <summary>Which recordings are committed.</summary>
    /// <param name="recordings">The recordings that are asked for; as many as a fleet has at once would not fit into memory.</param>
    /// <exception cref="FleetException">The store does not answer.</exception>
    public IReadOnlySet<string> Committed(IEnumerable<string> recordings)
    {
        ArgumentNullException.ThrowIfNull(recordings);
        return recordings
            .Chunk(RecordingsOfStatement)
            .SelectMany(some => AskCommitted(some).Columns[0].Cast<string>())
            .ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>Asks a question of the library.</summary>
    /// <param name="name">Its name: <see cref="FleetQuery.All"/> lists them.</param>
    /// <param name="values">Values of its parameters, text or numbers; those that are left out have a default.</param>
    /// <exception cref="ArgumentException">There is no such question, or no such parameter.</exception>
    /// <exception cref="FleetException">The store does not answer.</exception>
    public DataFrame Ask(string name, params IReadOnlyCollection<(string Name, object Value)> values)
    {
        var query = FleetQuery.Of(name);
        return Run(query.Sql(Dialect), query.Values(values)).Titled(query.Title, null);
    }

    /// <summary>Runs SQL of one's own; nothing can be changed by it.</summary>
    /// <param name="sql">One statement.</param>
    /// <exception cref="FleetException">The statement is wrong, or the store does not answer.</exception>
    public DataFrame Query(string sql)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(sql);
        return FaultOf(sql) is { } fault ? throw new FleetException($"{Address}: {fault}") : Run(sql, []);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Adds recordings of an archive; each is seen whole, or not at all.</summary>
    /// <param name="part">The recordings; one that is committed already is to be left out.</param>
    /// <param name="reader">What reads the archive.</param>
    /// <exception cref="FleetException">They cannot be written: nothing of those that were not committed is seen.</exception>
    /// <exception cref="InvalidDataException">The archive is damaged: nothing of it was written.</exception>
    internal virtual void Add(ArchivePart part, ArchiveReader reader) => Add(part.Rows(reader));

    /// <summary>Words that are spelled differently from store to store.</summary>
    private protected abstract SqlDialect Dialect { get; }

    // Why the SQL of somebody's own is not run; null where it is.
    private protected virtual string? FaultOf(string sql) => null;

    private protected abstract DataFrame AskCommitted(IReadOnlyList<string> recordings);

    private protected abstract DataFrame Run(string sql, IReadOnlyList<(string Name, object Value)> values);

    private protected abstract void Dispose(bool disposing);

    /// <summary>What became of recordings that were to be added.</summary>
    /// <param name="Added">Recordings that are seen now and were not before.</param>
    /// <param name="There">Recordings that were there already.</param>
    /// <param name="NotRead">Those that cannot be read, each with the reason.</param>
    public sealed record Addition(int Added, int There, IReadOnlyList<string> NotRead);
}
