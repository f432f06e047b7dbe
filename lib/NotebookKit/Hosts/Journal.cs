using System.Globalization;
using System.Text.Json;

namespace NotebookKit.Hosts;

/// <summary>Notes on disk of what a process changed on its host, so that <c>notebookkit restore</c> can undo it where the process could not.</summary>
/// <remarks>
/// One folder a process (its id and start time), one file a change, written and flushed before the change is made and deleted after it was
/// undone. Only the user of the journal may write it: what it holds is done with that user's rights.
/// </remarks>
public sealed class Journal
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = false };
    private readonly string _folder;
    private static int s_last; // several hosts of one process share its folder

    /// <summary>Opens the journal of this process.</summary>
    /// <param name="root">The folder of all journals; null for <see cref="DefaultFolder"/>.</param>
    public Journal(string? root = null)
    {
        Root = root ?? DefaultFolder;
        _folder = Path.Combine(Root, string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId}-{ProcessStat.StartTicks(Environment.ProcessId)}"));
    }

    /// <summary>The folder of all journals.</summary>
    public string Root { get; }

    /// <summary>Where journals are kept: <c>/var/lib/notebookkit/journal</c> for root, else <c>$XDG_STATE_HOME/notebookkit/journal</c>.</summary>
    public static string DefaultFolder => Environment.IsPrivilegedProcess
        ? "/var/lib/notebookkit/journal"
        : Path.Combine(
            Environment.GetEnvironmentVariable("XDG_STATE_HOME") is { Length: > 0 } state ? state
                : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local/state"),
            "notebookkit/journal");

    /// <summary>Notes a change that is about to be made.</summary>
    /// <returns>Dispose it once the change was undone.</returns>
    public IDisposable Note(JournalEntry entry)
    {
        if (OperatingSystem.IsWindows())
        {
            throw new PlatformNotSupportedException("Live captures are of Linux hosts.");
        }

        Directory.CreateDirectory(_folder, Private);
        string path = Path.Combine(_folder, Interlocked.Increment(ref s_last).ToString("D6", CultureInfo.InvariantCulture) + ".json");
        var note = new Note1(ProcessStat.BootId(), entry);
        using (var file = new FileStream(path + ".part", FileMode.Create))
        {
            JsonSerializer.Serialize(file, note, Json);
            file.Flush(flushToDisk: true);
        }

        File.Move(path + ".part", path);
        return new Noted(path);
    }

    /// <summary>What processes that are gone left to undo, the latest change first.</summary>
    /// <param name="root">The folder of all journals; null for <see cref="DefaultFolder"/>.</param>
    /// <returns>The changes; empty where nothing is left.</returns>
    /// <exception cref="RecordingException">Others may write the journal, or a file in it cannot be read.</exception>
    public static IReadOnlyList<LeftBehind> Left(string? root = null)
    {
        root ??= DefaultFolder;
        if (!Directory.Exists(root))
        {
            return [];
        }

        var left = new List<LeftBehind>();
        foreach (string folder in Directory.GetDirectories(root).OrderDescending(StringComparer.Ordinal))
        {
            string[] name = Path.GetFileName(folder).Split('-');
            bool isOwn = name.Length == 2 && int.TryParse(name[0], CultureInfo.InvariantCulture, out int pid)
                && long.TryParse(name[1], CultureInfo.InvariantCulture, out long start) && ProcessStat.StartTicks(pid) == start;
            if (isOwn)
            {
                continue; // the process still runs and undoes its own
            }

            if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(folder) & (UnixFileMode.GroupWrite | UnixFileMode.OtherWrite)) != 0)
            {
                throw new RecordingException($"{folder}: others than its owner may write this journal, so nothing in it is trusted. Look at it and remove it by hand.");
            }

            left.AddRange(Directory.GetFiles(folder, "*.json").OrderDescending(StringComparer.Ordinal).Select(Read));
        }

        return left;
    }

    /// <summary>Removes the folders of processes that left nothing.</summary>
    internal static void Sweep(string? root)
    {
        root ??= DefaultFolder;
        foreach (string folder in Directory.Exists(root) ? Directory.GetDirectories(root) : [])
        {
            if (!Directory.EnumerateFileSystemEntries(folder).Any())
            {
                Directory.Delete(folder);
            }
        }
    }

    private static LeftBehind Read(string path)
    {
        try
        {
            Note1 note = JsonSerializer.Deserialize<Note1>(File.ReadAllBytes(path), Json) ?? throw new JsonException("null");
            return new LeftBehind(path, note.Entry, note.Boot == ProcessStat.BootId());
        }
        catch (Exception fault) when (fault is JsonException or NotSupportedException)
        {
            throw new RecordingException($"{path}: no journal entry: {fault.Message}", fault);
        }
    }

    private sealed record Note1(string Boot, JournalEntry Entry);

    private sealed class Noted(string path) : IDisposable
    {
        public void Dispose()
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

/// <summary>A change that a process left behind.</summary>
/// <param name="File">The journal's file.</param>
/// <param name="Entry">The change.</param>
/// <param name="SameBoot">False where the host was rebooted since.</param>
public sealed record LeftBehind(string File, JournalEntry Entry, bool SameBoot);
