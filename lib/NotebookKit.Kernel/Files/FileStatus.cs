using System.Runtime.InteropServices;

namespace NotebookKit.Kernel.Files;

/// <summary>What lies under a path.</summary>
public enum FileKind
{
    /// <summary>A file that holds bytes.</summary>
    File,

    /// <summary>A folder.</summary>
    Folder,

    /// <summary>A link to another path.</summary>
    Link,

    /// <summary>A pipe with a name.</summary>
    Fifo,

    /// <summary>A socket.</summary>
    Socket,

    /// <summary>A device.</summary>
    Device,
}

/// <summary>What a path leads to, found without opening it: to open a pipe waits for its writer, and to read a device may never end.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Mode">Who may do what with it.</param>
/// <param name="User">Its owner.</param>
/// <param name="Group">Its group.</param>
/// <param name="Length">Its bytes; 0 for what is no file.</param>
public readonly partial record struct FileStatus(FileKind Kind, UnixFileMode Mode, uint User, uint Group, long Length)
{
    // statx(2), whose result has the same layout on every machine.
    private const int FromCurrentFolder = -100;
    private const int NotThrough = 0x100;
    private const uint BasicStats = 0x7ff;
    private const int ResultBytes = 256;
    private const int UserAt = 20;
    private const int GroupAt = 24;
    private const int ModeAt = 28;
    private const int LengthAt = 40;
    private const int Permissions = 0xfff;

    /// <summary>The kind in words, with its article.</summary>
    public string Words => Kind switch
    {
        FileKind.File => "a file",
        FileKind.Folder => "a folder",
        FileKind.Link => "a link",
        FileKind.Fifo => "a pipe",
        FileKind.Socket => "a socket",
        _ => "a device",
    };

    /// <summary>Looks at what a path leads to, through links.</summary>
    /// <returns>Null where nothing is there, or this user may not look.</returns>
    public static FileStatus? Of(string path) => Look(path, 0);

    /// <summary>Looks at the path itself: of a link, at the link.</summary>
    /// <returns>Null where nothing is there, or this user may not look.</returns>
    public static FileStatus? OfItself(string path) => Look(path, NotThrough);

    private static unsafe FileStatus? Look(string path, int flags)
    {
        Span<byte> result = stackalloc byte[ResultBytes];
        fixed (byte* at = result)
        {
            if (Statx(FromCurrentFolder, path, flags, BasicStats, at) != 0)
            {
                return null;
            }
        }

        // The machine's own order of bytes.
        ushort mode = MemoryMarshal.Read<ushort>(result[ModeAt..]);
        FileKind kind = (mode >> 12) switch { 8 => FileKind.File, 4 => FileKind.Folder, 10 => FileKind.Link, 1 => FileKind.Fifo, 12 => FileKind.Socket, _ => FileKind.Device };
        return new FileStatus(kind, (UnixFileMode)(mode & Permissions), MemoryMarshal.Read<uint>(result[UserAt..]), MemoryMarshal.Read<uint>(result[GroupAt..]),
            kind == FileKind.File ? MemoryMarshal.Read<long>(result[LengthAt..]) : 0);
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int Statx(int folder, string path, int flags, uint mask, byte* result);
}
