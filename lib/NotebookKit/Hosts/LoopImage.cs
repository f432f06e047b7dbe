using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace NotebookKit.Hosts;

/// <summary>What a loop device lies on: a file, or another block device.</summary>
/// <param name="Path">The path that it was attached by; it may be another file's by now.</param>
/// <param name="Device">The device of the file's file system, as <c>MAJOR:MINOR</c>.</param>
/// <param name="Inode">The file's number there.</param>
/// <param name="BlockDevice">Where the file is a block device's node: that device, as <c>MAJOR:MINOR</c>; else null.</param>
/// <param name="Offset">Where in the file the loop device begins, in bytes.</param>
internal sealed partial record LoopImage(string Path, string Device, ulong Inode, string? BlockDevice, long Offset)
{
    private const nuint GetStatus = 0x4C05; // LOOP_GET_STATUS64

    /// <summary>What a loop device lies on; null where it is none, or has no image.</summary>
    internal static LoopImage? Of(string device)
    {
        // "/tmp/a.img", or "/tmp/a.img (deleted)".
        string folder = $"/sys/block/{device}/loop/";
        if (HostText.Line(folder + "backing_file") is not { } path)
        {
            return null;
        }

        long offset = long.TryParse(HostText.Line(folder + "offset"), NumberStyles.None, CultureInfo.InvariantCulture, out long bytes)
            ? bytes
            : 0;
        FileNumbers? numbers = FromKernel(device) ?? FileNumbers.Of(path);
        return new LoopImage(path, numbers?.Device ?? "", numbers?.Inode ?? 0, numbers?.BlockDevice, offset);
    }

    /// <summary>True where both lie on the same file, whatever it is called.</summary>
    internal bool IsSameFile(LoopImage other) =>
        BlockDevice is not null || other.BlockDevice is not null ? BlockDevice == other.BlockDevice
        : Inode != 0 && other.Inode != 0 ? (Device, Inode) == (other.Device, other.Inode)
        : Path == other.Path;

    // The kernel knows the file also where its name is gone, or is another file's by now; only who may open the device is told.
    private static unsafe FileNumbers? FromKernel(string device)
    {
        try
        {
            using SafeFileHandle file = File.OpenHandle(
                "/dev/" + device,
                FileMode.Open,
                FileAccess.Read,
                FileShare.ReadWrite | FileShare.Delete
            );

            // struct loop_info64: the file's device, its inode, and the device that a node names, each 64 bits; 232 bytes in all.
            ulong* about = stackalloc ulong[232 / sizeof(ulong)];
            if (Control(file, GetStatus, about) != 0)
            {
                return null;
            }

            return new FileNumbers(Pair(about[0]), about[1], about[2] == 0 ? null : Pair(about[2]));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    // new_encode_dev in include/linux/kdev_t.h: 8 bits of minor, 12 of major, 12 more of minor.
    private static string Pair(ulong encoded) =>
        string.Create(CultureInfo.InvariantCulture, $"{(encoded & 0xFFF00) >> 8}:{(encoded & 0xFF) | ((encoded >> 12) & 0xFFF00)}");

    [LibraryImport("libc", EntryPoint = "ioctl")]
    private static unsafe partial int Control(SafeFileHandle file, nuint request, ulong* about);
}
