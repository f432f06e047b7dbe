using NotebookKit.Formats;
using NotebookKit.Hosts;

namespace NotebookKit.Summaries;

/// <summary>Looks through the folders of a pile: what a file is, its content says. Links
/// are not followed; archives inside are unpacked.</summary>
internal sealed class PileWalk(UnpackedPile unpacked)
{
    private const int MostFiles = 100_000;
    private const int MostDepth = 24;
    private const int MostArchivesDeep = 3;
    private const string SysfsAttributes = "queue";
    private int _seen;

    /// <summary>Looks through a folder.</summary>
    /// <param name="path">Where it lies.</param>
    /// <param name="title">What it is called where its host is not known.</param>
    /// <exception cref="IOException">It cannot be read.</exception>
    public PileFolder Of(string path, string title)
    {
        var root = new PileFolder("", title);
        if (!Whole(path, root))
        {
            Walk(path, root, 0, 0);
        }

        return root;
    }

    private void Walk(string path, PileFolder folder, int depth, int archives)
    {
        if (depth > MostDepth)
        {
            unpacked.Note($"{folder.Name}: left out, {MostDepth} folders deep");
            return;
        }

        FileSystemInfo[] entries =
        [
            .. new DirectoryInfo(path).EnumerateFileSystemInfos().OrderBy(entry => entry.Name, StringComparer.Ordinal),
        ];
        foreach (
            IGrouping<string, FileSystemInfo> perCpu in entries
                .Where(IsPlain)
                .Where(entry => BlktraceFiles.IsPerCpu(entry.Name))
                .GroupBy(entry => BlktraceFiles.StemOf(entry.Name))
        )
        {
            folder.Blktrace.Add([.. perCpu.Select(entry => new PileFile(entry.FullName, NameIn(folder, entry.Name)))]);
        }

        foreach (FileSystemInfo entry in entries.Where(entry => !BlktraceFiles.IsPerCpu(entry.Name) || !IsPlain(entry)))
        {
            if (++_seen > MostFiles)
            {
                unpacked.Note(
                    $"{(folder.Name.Length > 0 ? folder.Name : folder.Title)}: left out, and what follows: more than {MostFiles:N0} files"
                );
                return;
            }

            try
            {
                Take(entry, folder, depth, archives);
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                // A folder that others write to, such as a log's, or that this user may not read: the rest is still to be looked at.
                string why = fault switch
                {
                    FileNotFoundException or DirectoryNotFoundException => "it went away while it was looked at",
                    UnauthorizedAccessException => "this user may not read it",
                    _ => fault.Message,
                };
                unpacked.Note($"{NameIn(folder, entry.Name)}: left out, {why}");
            }
        }

        Sosreport.Note(path, folder, unpacked);
    }

    private void Take(FileSystemInfo entry, PileFolder folder, int depth, int archives)
    {
        string name = NameIn(folder, entry.Name);
        ReadingNow.What = FormattableString.Invariant($"{name}, {_seen:N0} files looked at");
        if (entry.Name.Contains('\uFFFD', StringComparison.Ordinal) && !Path.Exists(entry.FullName))
        {
            // .NET has no form for such a name, but an archive's reader has.
            unpacked.Note($"{name}: left out, its name is no UTF-8: tar -cf pile.tar of the folder, and name pile.tar");
        }
        else if (entry.LinkTarget is not null)
        {
            unpacked.Note($"{name}: left out, a link");
        }
        else if (entry is DirectoryInfo && Whole(entry.FullName, folder))
        {
            // It tells itself what it holds.
        }
        else if (entry is DirectoryInfo && IsDevice(entry.FullName))
        {
            Device(entry.FullName, name, folder);
        }
        else if (entry is DirectoryInfo)
        {
            var below = new PileFolder(name, ShownBytes.Of(entry.Name));
            folder.Folders.Add(below);
            Walk(entry.FullName, below, depth + 1, archives);
        }
        else if (!IsPlain(entry))
        {
            unpacked.Note($"{name}: left out, neither a file nor a folder");
        }
        else if (((FileInfo)entry).Length == 0)
        {
            unpacked.Note($"{name}: left out, empty");
        }
        else
        {
            TakeFile(entry.FullName, name, folder, depth, archives);
        }
    }

    // A recording, or a case of several.
    private static bool Whole(string path, PileFolder folder)
    {
        IReadOnlyList<string> recordings = PileRecordings.In(path);
        folder.Recordings.AddRange(recordings);
        return recordings.Count > 0;
    }

    private void TakeFile(string path, string name, PileFolder folder, int depth, int archives)
    {
        try
        {
            if (!Packing.IsPacked(path))
            {
                Plain(path, name, folder);
            }
            else if (archives == MostArchivesDeep)
            {
                unpacked.Note($"{name}: left out, an archive {MostArchivesDeep} archives deep");
            }
            else
            {
                var below = new PileFolder(name, Path.GetFileName(name));
                folder.Folders.Add(below);
                string inside = unpacked.Unpack(path, name);
                if (!Whole(inside, below))
                {
                    Walk(inside, below, depth + 1, archives + 1);
                }
            }
        }
        catch (Exception fault) when (fault is CaptureFormatException or IOException or UnauthorizedAccessException)
        {
            unpacked.Note($"{name}: left out, {fault.Message}");
        }
    }

    private void Plain(string path, string name, PileFolder folder)
    {
        byte[] sample = PileSample.Of(path);
        if (sample.Length == 0 && Packing.IsEmptied(path))
        {
            unpacked.Note($"{name}: left out, packed by gzip, and nothing is in it");
            return;
        }

        if (Packing.Unopened(sample) is { } why)
        {
            unpacked.Note($"{name}: left out, {why}");
            return;
        }

        if (!Supportconfig.Is(sample))
        {
            folder.Files.Add((new PileFile(path, name), HostFacts.Of(sample)));
            return;
        }

        folder.IsOneHost = true;
        foreach (PileFile section in Supportconfig.Sections(path, name, unpacked))
        {
            folder.Files.Add((section, HostFacts.Of(PileSample.Of(section.Path))));
        }
    }

    private void Device(string path, string name, PileFolder folder)
    {
        if (
            new DirectoryInfo(path + "/" + SysfsAttributes)
                .EnumerateFileSystemInfos("*", SearchOption.AllDirectories)
                .FirstOrDefault(inside => inside.LinkTarget is not null) is
            { } link
        )
        {
            unpacked.Note($"{name}: left out, {name}/{SysfsAttributes}/{link.Name} is a link");
            return;
        }

        folder.Sysfs.Add(new PileFile(path, name));
    }

    // A name is shown in lists of lines: none of its letters may begin one.
    private static string NameIn(PileFolder folder, string name) =>
        folder.Name.Length > 0 ? folder.Name + "/" + ShownBytes.Of(name) : ShownBytes.Of(name);

    private static bool IsPlain(FileSystemInfo entry) =>
        entry is FileInfo && entry.LinkTarget is null && FileKind.IsRegular(entry.FullName);

    // sys/block/sda where the copy followed the links, sys/devices/pci.../nvme0/nvme0n1 where it kept them.
    private static bool IsDevice(string path)
    {
        var queue = new DirectoryInfo(Path.Combine(path, SysfsAttributes));
        return queue.Exists
            && queue.LinkTarget is null
            && Array.Exists(
                ["nomerges", "scheduler", "read_ahead_kb", "max_sectors_kb", "rotational"],
                attribute => File.Exists(Path.Combine(queue.FullName, attribute))
            );
    }
}
