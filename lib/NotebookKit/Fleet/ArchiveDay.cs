namespace NotebookKit.Fleet;

/// <summary>One day of an archive.</summary>
/// <param name="archive">The archive's folder.</param>
/// <param name="name">The day's folder in that of each table.</param>
internal sealed class ArchiveDay(string archive, string name)
{
    /// <summary>What the folder of a day begins with.</summary>
    public const string Prefix = "day=";

    // As many as are read at a time, and lost where a store dies.
    private const int RecordingsOfPart = 500;

    private readonly Dictionary<FleetTable, string[]> _files = [];

    /// <summary>Where it is: the archive and the day.</summary>
    public string Name { get; } = Path.Combine(archive, name);

    /// <summary>The days of an archive.</summary>
    public static IEnumerable<ArchiveDay> Of(string archive)
    {
        string recordings = Path.Combine(archive, FleetSchema.Recordings.Name);
        return Directory.Exists(recordings)
            ? Directory
                .EnumerateDirectories(recordings, Prefix + "*")
                .Select(day => Path.GetFileName(day)!)
                .Order(StringComparer.Ordinal)
                .Select(day => new ArchiveDay(archive, day))
            : [];
    }

    /// <summary>The recordings of the day.</summary>
    /// <exception cref="InvalidDataException">A file is damaged, or a recording stands in
    /// it twice, so that it cannot be told which rows count.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public IReadOnlyList<ArchivedRecording> Recordings(ArchiveReader reader)
    {
        ArchivedRecording[] found =
        [
            .. reader.Recordings(Files(FleetSchema.Recordings)).OrderBy(recording => recording.File, StringComparer.Ordinal),
        ];
        return found.GroupBy(recording => recording.Id, StringComparer.Ordinal).FirstOrDefault(same => same.Skip(1).Any()) is { } twice
            ? throw new InvalidDataException($"{Name}: the recording {twice.Key} stands in it twice")
            : found;
    }

    /// <summary>Recordings of the day, by some at a time.</summary>
    public IEnumerable<ArchivePart> Parts(IEnumerable<ArchivedRecording> recordings) =>
        recordings.Chunk(RecordingsOfPart).Select(some => new ArchivePart(this, some));

    /// <summary>The files of a table in which rows of recordings may stand.</summary>
    public IReadOnlyList<string> Files(FleetTable table, IEnumerable<ArchivedRecording> recordings)
    {
        // Written here, a recording's rows lie in files of one name, table after table;
        // files that others have put together have names of their own.
        HashSet<string> names = [.. recordings.Select(recording => Relative(FleetSchema.Recordings, recording.File))];
        string[] files = Files(table);
        HashSet<string> all = [.. Files(FleetSchema.Recordings).Select(file => Relative(FleetSchema.Recordings, file))];
        return Array.TrueForAll(files, file => all.Contains(Relative(table, file)))
            ? [.. files.Where(file => names.Contains(Relative(table, file)))]
            : files;
    }

    private string[] Files(FleetTable table)
    {
        if (!_files.TryGetValue(table, out string[]? files))
        {
            string place = Place(table);
            files = Directory.Exists(place)
                ? [.. Directory.EnumerateFiles(place, "*.parquet", SearchOption.AllDirectories).Order(StringComparer.Ordinal)]
                : [];
            _files[table] = files;
        }

        return files;
    }

    private string Relative(FleetTable table, string file) => Path.GetRelativePath(Place(table), file);

    private string Place(FleetTable table) => Path.Combine(archive, table.Name, name);
}
