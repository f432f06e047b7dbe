using NotebookKit.Fleet;

namespace NotebookKit;

/// <summary>Adds recordings to a store: those that are not there yet, many at a time, so
/// that it can be ended and begun again at any place.</summary>
internal static class FleetAdding
{
    private const int MostDeep = 6;

    // What is judged and committed together: little is done again where it was killed.
    private const int RecordingsOfBatch = 64;

    // Their rows lie in memory until all of a batch are judged.
    private const int RequestsOfBatch = 200_000;

    /// <summary>As <see cref="FleetStore.Add(IReadOnlyList{string}, Action{int}?, int, CancellationToken)"/>.</summary>
    public static FleetStore.Addition To(
        FleetStore store,
        IReadOnlyList<string> paths,
        Action<int>? progress,
        int requests,
        CancellationToken stop
    )
    {
        ArgumentNullException.ThrowIfNull(paths);
        var notRead = new List<string>();
        var archives = new List<string>();
        Recording[] recordings = [.. paths.SelectMany(path => Recordings(path, archives, notRead))];
        store.Create();
        int added = 0,
            there = 0;
        foreach (Recording[] some in recordings.Chunk(Math.Clamp(RequestsOfBatch / Math.Max(1, requests), 1, RecordingsOfBatch)))
        {
            IReadOnlySet<string> committed = store.Committed(some.Select(FleetRecording.IdOf));
            Recording[] fresh =
            [
                .. some.DistinctBy(FleetRecording.IdOf).Where(recording => !committed.Contains(FleetRecording.IdOf(recording))),
            ];
            there += some.Length - fresh.Length;
            FleetRows[] rows =
            [
                .. fresh.AsParallel().WithCancellation(stop).Select(recording => Try(recording, requests, notRead)).OfType<FleetRows>(),
            ];
            Added(rows.Length, () => store.Add(rows));
        }

        using ArchiveReader? reader = archives.Count > 0 ? new ArchiveReader() : null;
        foreach (ArchiveDay day in archives.SelectMany(ArchiveDay.Of))
        {
            IReadOnlyList<ArchivedRecording> archived =
                Tried(() => day.Recordings(reader!), fault => notRead.Add($"{fault}; nothing of {day.Name} was added")) ?? [];
            IReadOnlySet<string> committed = store.Committed(archived.Select(recording => recording.Id));
            there += committed.Count;
            foreach (ArchivePart part in day.Parts(archived.Where(recording => !committed.Contains(recording.Id))))
            {
                Tried(
                    () => Added(part.Recordings.Count, () => store.Add(part, reader!)),
                    fault => notRead.Add($"{fault}; {part.Recordings.Count} recordings of {day.Name} were not added")
                );
            }
        }

        return new FleetStore.Addition(added, there, notRead);

        int Added(int count, Action add)
        {
            stop.ThrowIfCancellationRequested();
            if (count > 0)
            {
                add();
                added += count;
                progress?.Invoke(added);
            }

            return count;
        }
    }

    private static T? Tried<T>(Func<T> read, Action<string> notRead)
    {
        try
        {
            return read();
        }
        catch (Exception fault) when (fault is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            notRead(fault.Message);
            return default;
        }
    }

    private static FleetRows? Try(Recording recording, int requests, List<string> notRead)
    {
        try
        {
            return FleetRecording.RowsOf(recording, requests);
        }
        catch (Exception fault) when (fault is CaptureFormatException or RecordingException or IOException or UnauthorizedAccessException)
        {
            lock (notRead)
            {
                notRead.Add($"{recording.Folder}: {fault.Message}");
            }

            return null;
        }
    }

    private static List<Recording> Recordings(string path, List<string> archives, List<string> notRead)
    {
        var found = new List<Recording>();
        int before = notRead.Count + archives.Count;
        Find(path, 0, found, archives, notRead);
        return found.Count > 0 || notRead.Count + archives.Count > before
            ? found
            : throw new ArgumentException(
                $"{path} holds no recording, case or archive of Parquet: notebookkit import makes a case of other captures",
                nameof(path)
            );
    }

    // Links are not followed: a folder that was mailed would lead elsewhere.
    private static void Find(string folder, int deep, List<Recording> found, List<string> archives, List<string> notRead)
    {
        try
        {
            FindIn(folder, deep, found, archives, notRead);
        }
        catch (Exception fault) when (fault is RecordingException or IOException or UnauthorizedAccessException)
        {
            // One that is damaged, or closed to this user, among many: they are still to be added.
            notRead.Add($"{folder}: {fault.Message}");
        }
    }

    private static void FindIn(string folder, int deep, List<Recording> found, List<string> archives, List<string> notRead)
    {
        if (!Directory.Exists(folder) || deep > MostDeep || (deep > 0 && new DirectoryInfo(folder).LinkTarget is not null))
        {
            return;
        }

        if (Recording.IsIn(folder))
        {
            found.Add(Recording.Open(folder));
            return;
        }

        if (FleetArchive.IsIn(folder))
        {
            archives.Add(folder);
            return;
        }

        foreach (string inner in Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal))
        {
            Find(inner, deep + 1, found, archives, notRead);
        }
    }
}
