using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace NotebookKit.Capture;

/// <summary>Makes reads come from the drive.</summary>
internal static partial class PageCache
{
    private const string DropCaches = "/proc/sys/vm/drop_caches";
    private const int DontNeed = 4; // POSIX_FADV_DONTNEED

    /// <summary>Drops cached pages.</summary>
    /// <param name="path">The file that is read next.</param>
    /// <param name="cold">How much to drop.</param>
    /// <exception cref="CommandException">The file cannot be opened.</exception>
    public static void Drop(string path, ColdCache cold)
    {
        if (cold == ColdCache.Warm)
        {
            return;
        }

        Sync();
        if (cold == ColdCache.Host && Environment.IsPrivilegedProcess)
        {
            try
            {
                File.WriteAllText(DropCaches, "3"); // 3: pages, and the directory and inode caches
                return;
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                // A container may show it read-only: the file's own pages are dropped then.
            }
        }

        try
        {
            // Dirty pages stay, so they are written back first: that is what Sync was for.
            using SafeFileHandle file = File.OpenHandle(path);
            _ = Advise(file, 0, 0, DontNeed);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(CommandFault.Failed, $"{path} cannot be read: {fault.Message}");
        }
    }

    [LibraryImport("libc", EntryPoint = "sync")]
    private static partial void Sync();

    [LibraryImport("libc", EntryPoint = "posix_fadvise")]
    private static partial int Advise(SafeFileHandle file, long offset, long length, int advice);
}
