using NotebookKit.Files;

namespace NotebookKit.Scripting.Cells;

/// <summary>What tells that a file is the same as before: nobody reads all libraries again to find out.</summary>
/// <remarks>Not by when it was written, which whoever replaces it may set as it was; the
/// kernel alone sets when it was changed (statx(2)).</remarks>
/// <param name="Path">The file, or a link to it.</param>
/// <param name="Length">Its bytes; -1 where it is not there.</param>
/// <param name="Inode">Its number.</param>
/// <param name="ChangedNs">When it was changed, in ns since 1970.</param>
internal readonly record struct FileStamp(string Path, long Length, ulong Inode, long ChangedNs)
{
    public static unsafe FileStamp Of(string path)
    {
        byte* about = stackalloc byte[Statx.Bytes];
        return Statx.TryRead(path, throughLinks: true, about)
            ? new FileStamp(path, *(long*)(about + Statx.Length), *(ulong*)(about + Statx.Inode), Statx.ChangedNs(about))
            : new FileStamp(path, -1, 0, 0);
    }
}
