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
        var file = new FileInfo(path);
        return file.Exists ? new FileStamp(path, file.Length, file.LastWriteTimeUtc.Ticks) : new FileStamp(path, -1, 0);
    }
}
