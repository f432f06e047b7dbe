using Microsoft.Win32.SafeHandles;
using NotebookKit.Hosts;

namespace NotebookKit.Training;

/// <summary>Lets one at a time read, change and write a trainee's file: <c>lab watch</c> runs beside <c>lab hint</c> and cells.</summary>
internal static class LabTurn
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2); // a check opens locks of a second each
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    /// <summary>Waits for the turn, which ends when what it gives is disposed.</summary>
    /// <param name="folder">The folder of the file.</param>
    /// <returns>Null where there is no such folder, or its file system has no locks.</returns>
    /// <exception cref="InvalidDataException">Another process does not end its turn.</exception>
    public static IDisposable? Take(string folder)
    {
        if (OperatingSystem.IsWindows() || !Directory.Exists(folder))
        {
            return null;
        }

        SafeFileHandle handle = FolderLock.Open(folder);
        for (long start = Environment.TickCount64; !handle.IsInvalid; Thread.Sleep(Look))
        {
            switch (FolderLock.TryTake(handle))
            {
                case 0:
                    return handle;
                case FolderLock.Held when Environment.TickCount64 - start < Patience.TotalMilliseconds:
                    continue;
                case FolderLock.Held:
                    handle.Dispose();
                    throw new InvalidDataException(
                        $"another program has used {folder} for {Patience.TotalMinutes:0} minutes and more: wait for it, or end it"
                    );
            }

            break;
        }

        handle.Dispose();
        return null;
    }
}
