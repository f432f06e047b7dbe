using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace NotebookKit.Hosts;

/// <summary>A block device held open: while it is, its name does not pass to another device.</summary>
/// <remarks>
/// A loop device gives its image up, and a drive that was unplugged its name, only when the last
/// one closes it. An exclusive hold (O_EXCL) also keeps away whoever asks for one: mounts, swap,
/// mkfs, LVM, md, and the kernel's drivers do. Two holds of one process keep each other away too.
/// </remarks>
internal sealed partial class DeviceHold : IDisposable
{
    private const int Exclusive = 0x80;
    private const int NonBlocking = 0x800;
    private const int CloseOnExec = 0x80000;
    private const int Busy = 16; // EBUSY
    private readonly SafeFileHandle _file;

    private DeviceHold(SafeFileHandle file) => _file = file;

    /// <summary>Opens a device for reading.</summary>
    /// <param name="device">The kernel's name.</param>
    /// <param name="exclusive">True to keep others away.</param>
    /// <param name="isBusy">True where somebody else keeps others away.</param>
    /// <returns>Null where it is held by others, or this user may not open it.</returns>
    public static DeviceHold? TryTake(string device, bool exclusive, out bool isBusy)
    {
        int file = OperatingSystem.IsLinux()
            ? Open("/dev/" + device.Replace('!', '/'), (exclusive ? Exclusive : 0) | NonBlocking | CloseOnExec)
            : -1;
        isBusy = file < 0 && Marshal.GetLastPInvokeError() == Busy;
        return file < 0 ? null : new DeviceHold(new SafeFileHandle(file, ownsHandle: true));
    }

    public void Dispose() => _file.Dispose();

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);
}
