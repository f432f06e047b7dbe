using NotebookKit.Formats;
using NotebookKit.Hosts;

namespace NotebookKit.Summaries;

/// <summary>The captures in a folder that nobody made for this kit: what a file is, its content says. Links are not followed.</summary>
internal sealed class CapturePile
{
    private const int MostFiles = 20_000;
    private const int MostDepth = 24;

    private readonly string _root;
    private readonly List<string[]> _blktrace = [];
    private readonly List<string> _files = [];
    private readonly List<string> _sysfs = [];
    private readonly List<string> _notes = [];
    private int _seen;

    private CapturePile(string root) => _root = root;

    /// <summary>The per-CPU files of each blktrace capture, together.</summary>
    public IReadOnlyList<string[]> Blktrace => _blktrace;

    /// <summary>The other files, in the order of their names.</summary>
    public IReadOnlyList<string> Files => _files;

    /// <summary>Copies of <c>/sys/block</c>.</summary>
    public IReadOnlyList<string> Sysfs => _sysfs;

    /// <summary>What was left out, one sentence each.</summary>
    public IReadOnlyList<string> Notes => _notes;

    /// <summary>Looks through a folder.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static CapturePile Of(string folder)
    {
        var pile = new CapturePile(folder);
        pile.Walk(folder, 0);
        return pile;
    }

    /// <summary>A file as it is called inside the pile.</summary>
    public string NameOf(string path) => Path.GetRelativePath(_root, path);

    private void Walk(string folder, int depth)
    {
        if (depth > MostDepth)
        {
            _notes.Add($"{NameOf(folder)}: left out, {MostDepth} folders deep");
            return;
        }

        FileSystemInfo[] entries = [.. new DirectoryInfo(folder).EnumerateFileSystemInfos().OrderBy(entry => entry.Name, StringComparer.Ordinal)];
        foreach (IGrouping<string, FileSystemInfo> perCpu in entries.Where(IsPlain).Where(entry => BlktraceFiles.IsPerCpu(entry.Name)).GroupBy(entry => BlktraceFiles.StemOf(entry.Name)))
        {
            _blktrace.Add([.. perCpu.Select(entry => entry.FullName)]);
        }

        foreach (FileSystemInfo entry in entries.Where(entry => !BlktraceFiles.IsPerCpu(entry.Name)))
        {
            if (++_seen > MostFiles)
            {
                _notes.Add($"{NameOf(folder)}: left out, and what follows: more than {MostFiles:N0} files");
                return;
            }

            Take(entry, depth);
        }
    }

    private void Take(FileSystemInfo entry, int depth)
    {
        if (entry.LinkTarget is not null)
        {
            _notes.Add($"{NameOf(entry.FullName)}: left out, a link");
        }
        else if (entry is DirectoryInfo && Recording.IsIn(entry.FullName))
        {
            _notes.Add($"{NameOf(entry.FullName)}: left out, a recording of its own; name it alone");
        }
        else if (entry is DirectoryInfo folder && IsSysfs(entry.FullName))
        {
            if (folder.EnumerateFileSystemInfos("*", SearchOption.AllDirectories).FirstOrDefault(inside => inside.LinkTarget is not null) is { } link)
            {
                _notes.Add($"{NameOf(entry.FullName)}: left out, {NameOf(link.FullName)} is a link");
            }
            else
            {
                _sysfs.Add(entry.FullName);
            }
        }
        else if (entry is DirectoryInfo)
        {
            Walk(entry.FullName, depth + 1);
        }
        else if (!IsPlain(entry))
        {
            _notes.Add($"{NameOf(entry.FullName)}: left out, neither a file nor a folder");
        }
        else if (((FileInfo)entry).Length > 0)
        {
            _files.Add(entry.FullName);
        }
    }

    private static bool IsPlain(FileSystemInfo entry) => entry is FileInfo && entry.LinkTarget is null && FileKind.IsRegular(entry.FullName);

    private static bool IsSysfs(string folder) => Path.GetFileName(folder) == "block" && Directory.EnumerateDirectories(folder).Any(device => Directory.Exists(Path.Combine(device, "queue")));
}
