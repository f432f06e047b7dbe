using System.Formats.Tar;

namespace NotebookKit.Hosts;

/// <summary>A folder as a stream, from a process that made it to one that keeps it: tar with files and folders alone.</summary>
internal static class FolderParcel
{
    private const int MostEntries = 400_000; // two cases' worth of the files that a recording may have

    /// <summary>Writes a folder's files and folders.</summary>
    public static void Pack(string folder, Stream to)
    {
        using var tar = new TarWriter(to, TarEntryFormat.Pax, leaveOpen: true);
        foreach (
            FileSystemInfo entry in new DirectoryInfo(folder)
                .EnumerateFileSystemInfos("*", SearchOption.AllDirectories)
                .OrderBy(entry => entry.FullName, StringComparer.Ordinal)
        )
        {
            string name = Path.GetRelativePath(folder, entry.FullName);
            if (entry is DirectoryInfo)
            {
                tar.WriteEntry(new PaxTarEntry(TarEntryType.Directory, name));
                continue;
            }

            using FileStream file = File.OpenRead(entry.FullName);
            tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = file });
        }
    }

    /// <summary>Writes what comes into a folder, which is made with the first of it; no file that is there is written over.</summary>
    /// <returns>False where the stream ends before the folder does; what came by then is written.</returns>
    /// <exception cref="RecordingException">Something comes that <see cref="Pack"/> does
    /// not write, such as a link or a path that leads out.</exception>
    public static bool Unpack(Stream from, string folder)
    {
        try
        {
            using var tar = new TarReader(from, leaveOpen: true);
            int entries = 0;
            while (tar.GetNextEntry() is { } entry)
            {
                string name = entry.Name.TrimEnd('/');
                string? fault =
                    ++entries > MostEntries ? "is one too many"
                    : entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.Directory) ? "is neither a file nor a folder"
                    : RecordingFolder.FaultOf(name);
                if (fault is not null)
                {
                    throw new RecordingException($"{folder}: what was handed over is not taken: \"{entry.Name}\" {fault}.");
                }

                Write(entry, Path.Combine(folder, name));
            }

            return entries > 0;
        }
        catch (EndOfStreamException)
        {
            return false;
        }
    }

    private static void Write(TarEntry entry, string path)
    {
        if (entry.EntryType == TarEntryType.Directory)
        {
            Directory.CreateDirectory(path);
            return;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
        entry.DataStream?.CopyTo(file);
    }
}
