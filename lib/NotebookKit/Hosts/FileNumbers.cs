using System.Globalization;
using NotebookKit.Files;

namespace NotebookKit.Hosts;

/// <summary>Which file it is, whatever its name: the numbers that the kernel keeps for it (statx(2)).</summary>
/// <param name="Device">The device that its file system lies on, as <c>MAJOR:MINOR</c>.</param>
/// <param name="Inode">Its number there.</param>
/// <param name="BlockDevice">Of a block device's node: the device that it names, as <c>MAJOR:MINOR</c>; else null.</param>
internal readonly record struct FileNumbers(string Device, ulong Inode, string? BlockDevice)
{
    private const int BlockType = 0x6000; // S_IFBLK

    /// <summary>The numbers of a file, links followed; null where there is none, or it may not be looked at.</summary>
    public static unsafe FileNumbers? Of(string path)
    {
        byte* about = stackalloc byte[Statx.Bytes];
        if (!Statx.TryRead(path, throughLinks: true, about))
        {
            return null;
        }

        bool isBlock = (*(ushort*)(about + Statx.Mode) & Statx.Kinds) == BlockType;
        string? named = isBlock ? Pair(about + Statx.NamedDevice) : null;
        return new FileNumbers(Pair(about + Statx.Device), *(ulong*)(about + Statx.Inode), named);
    }

    private static unsafe string Pair(byte* at) => string.Create(CultureInfo.InvariantCulture, $"{*(uint*)at}:{*(uint*)(at + 4)}");
}
