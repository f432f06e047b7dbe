namespace NotebookKit.Scripting.Cells;

/// <summary>What tells that a file is the same as before, as for a compiler's build:
/// nobody reads all libraries again to find out.</summary>
/// <param name="Path">The file.</param>
/// <param name="Length">Its bytes; -1 where it is not there.</param>
/// <param name="Ticks">When it was written.</param>
internal readonly record struct FileStamp(string Path, long Length, long Ticks)
{
    public static FileStamp Of(string path)
    {
        FileInfo? file = new FileInfo(path);
        file = file.LinkTarget is null ? file : Target(file);
        return file is { Exists: true } ? new FileStamp(path, file.Length, file.LastWriteTimeUtc.Ticks) : new FileStamp(path, -1, 0);
    }

    // The time of a link is that of the link.
    private static FileInfo? Target(FileInfo link)
    {
        try
        {
            return link.ResolveLinkTarget(returnFinalTarget: true) as FileInfo;
        }
        catch (IOException)
        {
            return null; // links that lead to one another
        }
    }
}
