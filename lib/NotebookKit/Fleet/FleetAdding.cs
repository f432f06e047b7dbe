using NotebookKit.Formats;
using NotebookKit.Hosts;

namespace NotebookKit.Fleet;

/// <summary>What became of recordings that were to be added.</summary>
/// <param name="Added">Recordings that are seen now and were not before.</param>
/// <param name="There">Recordings that were there already.</param>
/// <param name="NotRead">Those that cannot be read, each with the reason.</param>
public sealed record FleetAdded(int Added, int There, IReadOnlyList<string> NotRead);

/// <summary>Adds recordings to a store: those that are not there yet, many at a time, so that it can be ended and begun again at any place.</summary>
public static class FleetAdding
{
    private const int MostDeep = 6;
    private const int RecordingsOfBatch = 500;
    private const int RowsOfBatch = 200_000;

    /// <summary>Adds what folders hold: recordings, cases, archives of Parquet, and folders of these.</summary>
    /// <param name="store">The store, opened to write.</param>
    /// <param name="paths">The folders.</param>
    /// <param name="progress">Told how many were added by now.</param>
    /// <param name="stop">Ends it between two batches.</param>
    /// <exception cref="ArgumentException">A path holds none of these.</exception>
    /// <exception cref="FleetException">The store does not take them; what was added before stays.</exception>
    /// <exception cref="OperationCanceledException">It was stopped; what was added before stays.</exception>
    public static FleetAdded Add(this FleetStore store, IReadOnlyList<string> paths, Action<int>? progress = null, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(paths);
        string[] archives = [.. paths.Where(FleetArchive.IsIn)];
        var notRead = new List<string>();
        Recording[] recordings = [.. paths.Except(archives, StringComparer.Ordinal).SelectMany(path => Recordings(path, notRead))];
        store.Create();
        HashSet<string> seen = [.. store.Committed()];
        Recording[] fresh = [.. recordings.Where(recording => seen.Add(FleetRecording.IdOf(recording)))];
        int there = recordings.Length - fresh.Length + archives.Sum(archive => FleetArchive.Recordings(archive).Count(seen.Contains));
        int added = 0;
        IEnumerable<FleetRows> made = fresh.AsParallel().WithMergeOptions(ParallelMergeOptions.NotBuffered).WithCancellation(stop).Select(recording => Try(recording, notRead)).OfType<FleetRows>();
        foreach (IReadOnlyList<FleetRows> batch in Batches(made.Concat(archives.SelectMany(archive => FleetArchive.Read(archive, seen, notRead.Add)))))
        {
            stop.ThrowIfCancellationRequested();
            store.Add(batch);
            added += batch.Count;
            seen.UnionWith(batch.Select(recording => recording.RecordingId));
            progress?.Invoke(added);
        }

        return new FleetAdded(added, there, notRead);
    }

    private static FleetRows? Try(Recording recording, List<string> notRead)
    {
        try
        {
            return FleetRecording.RowsOf(recording);
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

    private static IEnumerable<IReadOnlyList<FleetRows>> Batches(IEnumerable<FleetRows> recordings)
    {
        var batch = new List<FleetRows>();
        int rows = 0;
        foreach (FleetRows recording in recordings)
        {
            batch.Add(recording);
            rows += recording.Count;
            if (batch.Count == RecordingsOfBatch || rows >= RowsOfBatch)
            {
                yield return batch;
                (batch, rows) = ([], 0);
            }
        }

        if (batch.Count > 0)
        {
            yield return batch;
        }
    }

    private static List<Recording> Recordings(string path, List<string> notRead)
    {
        var found = new List<Recording>();
        int before = notRead.Count;
        Find(path, 0, found, notRead);
        return found.Count > 0 || notRead.Count > before ? found : throw new ArgumentException($"{path} holds no recording, case or archive of Parquet: notebookkit import makes a case of other captures", nameof(path));
    }

    // Links are not followed: a folder that was mailed would lead elsewhere.
    private static void Find(string folder, int deep, List<Recording> found, List<string> notRead)
    {
        try
        {
            FindIn(folder, deep, found, notRead);
        }
        catch (Exception fault) when (fault is RecordingException or IOException or UnauthorizedAccessException)
        {
            // One that is damaged, or closed to this user, among many: they are still to be added.
            notRead.Add($"{folder}: {fault.Message}");
        }
    }

    private static void FindIn(string folder, int deep, List<Recording> found, List<string> notRead)
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

        foreach (string inner in Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal))
        {
            Find(inner, deep + 1, found, notRead);
        }
    }
}
