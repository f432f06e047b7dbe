using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace NotebookKit.Hosts;

/// <summary>A lock on a folder itself (flock(2)): no file is made for it, and it goes with the process.</summary>
internal static partial class FolderLock
{
    /// <summary>Another process holds it (EWOULDBLOCK).</summary>
    public const int Held = 11;

    private const int ReadOnly = 0x10000 | 0x80000; // O_DIRECTORY | O_CLOEXEC
    private const int ReadOnlyArm = 0x4000 | 0x80000;
    private const int ExclusiveAtOnce = 2 | 4; // LOCK_EX | LOCK_NB

    /// <summary>Opens a folder to lock it.</summary>
    /// <returns>Invalid where it cannot be opened; errno is the last error of the platform's.</returns>
    public static SafeFileHandle Open(string folder)
    {
        bool isArm = RuntimeInformation.ProcessArchitecture is Architecture.Arm64 or Architecture.Arm;
        return new SafeFileHandle(OpenFolder(folder, isArm ? ReadOnlyArm : ReadOnly), ownsHandle: true);
    }

    /// <summary>Takes the lock where nobody holds it; disposing of the folder gives it back.</summary>
    /// <returns>0, or why not.</returns>
    public static int TryTake(SafeFileHandle folder) => Lock(folder, ExclusiveAtOnce) == 0 ? 0 : Marshal.GetLastPInvokeError();

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenFolder(string path, int flags);

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    private static partial int Lock(SafeFileHandle file, int operation);
}
