using System.Runtime.InteropServices;

namespace NotebookKit.Hosts;

/// <summary>What lies at a path. Only a regular file has an end: a named pipe is waited for, a device never ends.</summary>
internal static partial class FileKind
{
    // statx(2): the same on every architecture. The mode's upper four bits tell the type, inode(7).
    private const int StatxBytes = 256;
    private const int ModeOffset = 28;
    private const int AtWorkingFolder = -100;
    private const uint WithType = 1;
    private const int TypeBits = 0xF000;
    private const int Regular = 0x8000;

    /// <summary>True where a path leads to a regular file, through links too.</summary>
    public static bool IsRegular(string path) => TypeOf(path) == Regular;

    /// <summary>What a path leads to, in words.</summary>
    public static string Of(string path) => TypeOf(path) switch
    {
        Regular => "a file",
        0x4000 => "a folder",
        0x1000 => "a named pipe",
        0x2000 or 0x6000 => "a device",
        0xC000 => "a socket",
        _ => "nothing that can be read",
    };

    private static int TypeOf(string path)
    {
        Span<byte> stat = stackalloc byte[StatxBytes];
        return Statx(AtWorkingFolder, path, 0, WithType, stat) == 0 ? BitConverter.ToUInt16(stat[ModeOffset..]) & TypeBits : 0;
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int folder, string path, int flags, uint mask, Span<byte> stat);
}
