using System.Globalization;
using System.Text.Json;
using NotebookKit.Files;

namespace NotebookKit.Hosts;

/// <summary>Notes on disk of what a process changed on its host, so that <c>notebookkit
/// restore</c> can undo it where the process could not.</summary>
/// <remarks>
/// One folder a process (its id and start time), one file a change, written and flushed before the change is made and deleted after it was
/// undone. Only the user of the journal may write it: what it holds is done with that user's rights.
/// </remarks>
internal sealed class Journal
{
    private const string Suffix = ".json";
    private const string PartSuffix = ".part";
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const long MostBytes = 1 << 20; // of one note, which takes some hundred

    private readonly string _folder;

    // several hosts of one process share its folder: one's last note takes it away, another's first makes it
    private static readonly Lock s_folder = new();
    private static int s_last;

    /// <summary>Opens the journal of this process.</summary>
    /// <param name="root">The folder of all journals; null for <see cref="DefaultFolder"/>.</param>
    public Journal(string? root = null)
    {
        Root = root ?? DefaultFolder;
        _folder = Path.Combine(
            Root,
            string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId}-{ProcessStat.StartTicks(Environment.ProcessId)}")
        );
    }

    /// <summary>The folder of all journals.</summary>
    public string Root { get; }

    /// <summary>Where journals are kept: <c>/var/lib/notebookkit/journal</c> for root, else
    /// <c>$XDG_STATE_HOME/notebookkit/journal</c>.</summary>
    public static string DefaultFolder =>
        Environment.IsPrivilegedProcess
            ? "/var/lib/notebookkit/journal"
            : Path.Combine(
                Environment.GetEnvironmentVariable("XDG_STATE_HOME") is { Length: > 0 } state
                    ? state
                    : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local/state"),
                "notebookkit/journal"
            );

    /// <summary>Notes a change that is about to be made.</summary>
    /// <returns>Dispose it once the change was undone.</returns>
    /// <exception cref="RecordingException">Others than this user may write the journal.</exception>
    public IDisposable Note(JournalEntry entry)
    {
        if (OperatingSystem.IsWindows())
        {
            throw new PlatformNotSupportedException("Live captures are of Linux hosts.");
        }

        string path = Path.Combine(_folder, Interlocked.Increment(ref s_last).ToString("D6", CultureInfo.InvariantCulture) + Suffix);
        var note = new JournalNote(ProcessStat.BootId(), entry);
        lock (s_folder)
        {
            try
            {
                Write(path, note);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                throw new IOException(
                    $"{error.Message.TrimEnd('.')}. Each change of the host is noted there first, so that it can be undone; nothing is changed without: make {Root} a folder that can be written",
                    error
                );
            }
        }

        return new Noted(path);
    }

    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    private void Write(string path, JournalNote note)
    {
        Directory.CreateDirectory(_folder, Private);
        Trust(_folder);
        FileSizeLimit.Within(
            path,
            () =>
            {
                using var file = new FileStream(path + PartSuffix, FileMode.Create);
                JsonSerializer.Serialize(file, note, JournalJson.Strict.JournalNote);
                file.Flush(flushToDisk: true);
            }
        );

        File.Move(path + PartSuffix, path);
        FolderFlush.ToDisk(_folder);
    }

    /// <summary>What processes that are gone left to undo, the latest change first.</summary>
    /// <param name="root">The folder of all journals; null for <see cref="DefaultFolder"/>.</param>
    /// <returns>The changes; empty where nothing is left.</returns>
    /// <exception cref="RecordingException">Others may write the journal, or it is no folder.</exception>
    public static IReadOnlyList<LeftBehind> Left(string? root = null)
    {
        if (root is not null && !Directory.Exists(root) && Path.Exists(root))
        {
            throw new RecordingException($"{root} is {FileKind.Of(root)}, and a journal is a folder. By default it is {DefaultFolder}.");
        }

        // Of one process the numbers tell the order; of several, the time of the last note.
        string[] folders = [.. Gone(root ?? DefaultFolder)];
        Array.ForEach(folders, Trust);
        return
        [
            .. folders
                .Select(folder => Directory.GetFiles(folder, "*" + Suffix))
                .Where(files => files.Length > 0)
                .OrderByDescending(files => files.Max(File.GetLastWriteTimeUtc))
                .SelectMany(files => files.OrderDescending(StringComparer.Ordinal))
                .Select(Read),
        ];
    }

    /// <summary>Another process that runs now and made a change of a kind that is not undone.</summary>
    /// <param name="root">The folder of all journals; null for <see cref="DefaultFolder"/>.</param>
    /// <param name="isMeant">Of which kind.</param>
    /// <returns>Its id; null where there is none.</returns>
    internal static int? Running(string? root, Predicate<JournalEntry> isMeant)
    {
        root ??= DefaultFolder;
        foreach (string folder in (Directory.Exists(root) ? Directory.GetDirectories(root) : []).Except(Gone(root), StringComparer.Ordinal))
        {
            Trust(folder);
            if (
                int.TryParse(Path.GetFileName(folder).Split('-')[0], CultureInfo.InvariantCulture, out int pid)
                && pid != Environment.ProcessId
                && Directory.GetFiles(folder, "*" + Suffix).Any(file => isMeant(Read(file).Entry))
            )
            {
                return pid;
            }
        }

        return null;
    }

    /// <summary>Removes the folders of processes that left nothing, and notes that were
    /// never whole, of changes that were never made.</summary>
    internal static void Sweep(string? root)
    {
        foreach (string folder in Gone(root ?? DefaultFolder))
        {
            Array.ForEach(Directory.GetFiles(folder, "*" + PartSuffix), File.Delete);
            if (!Directory.EnumerateFileSystemEntries(folder).Any())
            {
                Directory.Delete(folder);
            }
        }
    }

    // A process that still runs undoes its own.
    private static IEnumerable<string> Gone(string root) =>
        (Directory.Exists(root) ? Directory.GetDirectories(root) : []).Where(folder =>
            !(
                Path.GetFileName(folder).Split('-') is [var id, var ticks]
                && int.TryParse(id, CultureInfo.InvariantCulture, out int pid)
                && long.TryParse(ticks, CultureInfo.InvariantCulture, out long start)
                && ProcessStat.StartTicks(pid) == start
            )
        );

    private static void Trust(string folder)
    {
        if (TrustedFolder.FaultOf(folder) is { } fault)
        {
            throw new RecordingException(
                $"{folder}: nothing in this journal is trusted, as others than its owner may write it: {fault}. Look at it and remove it by hand."
            );
        }
    }

    private static LeftBehind Read(string path)
    {
        try
        {
            JournalNote note = JsonSerializer.Deserialize(Bytes(path), JournalJson.Strict.JournalNote) ?? throw new JsonException("null");
            JournalEntry entry = note.Entry ?? throw new JsonException("no entry");
            _ = entry.Text; // what cannot be told cannot be undone either
            return new LeftBehind(path, entry, note.Boot == ProcessStat.BootId());
        }
        catch (Exception fault)
        {
            // whatever it is: the other notes are still to be read
            return new LeftBehind(
                path,
                new UnreadableEntry(path, fault is JsonException ? JsonFault.Of(fault) : fault.Message),
                SameBoot: true
            );
        }
    }

    private static byte[] Bytes(string path)
    {
        if (!FileKind.IsRegular(path))
        {
            throw new IOException($"it is {FileKind.Of(path)}");
        }

        // The length of what was opened, which is what is read.
        using FileStream file = File.OpenRead(path);
        if (file.Length > MostBytes)
        {
            throw new IOException(FormattableString.Invariant($"it has {file.Length:N0} bytes"));
        }

        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes;
    }

    private sealed class Noted(string path) : IDisposable
    {
        public void Dispose()
        {
            lock (s_folder)
            {
                File.Delete(path);
                try
                {
                    Directory.Delete(Path.GetDirectoryName(path)!);
                }
                catch (IOException)
                {
                    // Other changes are still noted there.
                }
            }
        }
    }
}

/// <summary>A change that a process left behind.</summary>
/// <param name="File">The journal's file.</param>
/// <param name="Entry">The change.</param>
/// <param name="SameBoot">False where the host was rebooted since.</param>
internal sealed record LeftBehind(string File, JournalEntry Entry, bool SameBoot);
