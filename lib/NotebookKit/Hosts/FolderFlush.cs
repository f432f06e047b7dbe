using System.Runtime.InteropServices;

namespace NotebookKit.Hosts;

/// <summary>Has a folder's list of names written to its disk: a file that was flushed is lost with its name (fsync(2)).</summary>
internal static partial class FolderFlush
{
    private const int CloseOnExec = 0x80000;

    /// <summary>Flushes a folder; one whose file system cannot do that is left as it is.</summary>
    public static void ToDisk(string folder)
    {
        int file = Open(folder, CloseOnExec);
        if (file >= 0)
        {
            _ = Flush(file);
            _ = Close(file);
        }
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync")]
    private static partial int Flush(int file);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int file);
}
