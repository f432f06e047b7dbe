using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace NotebookKit.Formats;

/// <summary>A read lease on a file: as long as it lasts, nobody changes the file or cuts it off.</summary>
/// <remarks>
/// fcntl(2), F_SETLEASE. Whoever opens a leased file for writing waits until the lease is given back, 45 seconds at most
/// (/proc/sys/fs/lease-break-time); who asks not to wait is refused. There is no lease on a file that somebody has open for writing, or that is
/// another user's; and none is asked for where the file could change behind the kernel's back, on a network's or a host's file system.
/// </remarks>
internal sealed unsafe partial class FileLease : IDisposable
{
    // Values of the kernel, alike on the architectures that .NET runs on.
    private const int SetSignal = 10; // F_SETSIG
    private const int SetLease = 1024; // F_SETLEASE
    private const int GetLease = 1025; // F_GETLEASE
    private const int Read = 0; // F_RDLCK
    private const int None = 2; // F_UNLCK

    // The kernel tells of somebody who waits by a signal. Its own choice, SIGIO, would end the process; SIGURG does nothing.
    private const int HarmlessSignal = 23;

    private readonly SafeFileHandle _file;

    private FileLease(SafeFileHandle file) => _file = file;

    /// <summary>False from the moment on that somebody waits to change the file.</summary>
    public bool Undisturbed => Control(_file, GetLease, 0) == Read;

    /// <summary>Takes a lease.</summary>
    /// <param name="file">The file, open for reading only; it stays open as long as the lease.</param>
    /// <returns>Null where there is none.</returns>
    public static FileLease? TryTake(SafeFileHandle file) =>
        OperatingSystem.IsLinux() && IsLocal(file) && Control(file, SetSignal, HarmlessSignal) == 0 && Control(file, SetLease, Read) == 0
            ? new FileLease(file)
            : null;

    /// <summary>Gives the lease back.</summary>
    public void Dispose()
    {
        if (!_file.IsClosed)
        {
            _ = Control(_file, SetLease, None);
        }
    }

    private static bool IsLocal(SafeFileHandle file)
    {
        // struct statfs begins with the type, one machine word, and is shorter than 256 bytes.
        nint* about = stackalloc nint[256 / sizeof(nint)];
        const uint Ext = 0xEF53; // ext2 to ext4
        const uint Xfs = 0x58465342;
        const uint Btrfs = 0x9123683E;
        const uint F2fs = 0xF2F52010;
        const uint Tmpfs = 0x01021994;
        const uint Overlay = 0x794C7630;
        return Describe(file, about) == 0 && unchecked((uint)about[0]) is Ext or Xfs or Btrfs or F2fs or Tmpfs or Overlay;
    }

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int Control(SafeFileHandle file, int command, int argument);

    [LibraryImport("libc", EntryPoint = "fstatfs")]
    private static partial int Describe(SafeFileHandle file, nint* about);
}
