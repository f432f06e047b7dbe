using NotebookKit.Files;

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

/// <summary>What a path leads to, found without opening it: to open a pipe waits for its
/// writer, and to read a device may never end.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Mode">Who may do what with it.</param>
/// <param name="User">Its owner.</param>
/// <param name="Group">Its group.</param>
/// <param name="Length">Its bytes; 0 for what is no file.</param>
public readonly record struct FileStatus(FileKind Kind, UnixFileMode Mode, uint User, uint Group, long Length)
{
    /// <summary>The kind in words, with its article.</summary>
    public string Words =>
        Kind switch
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
    public static FileStatus? Of(string path) => Look(path, throughLinks: true);

    /// <summary>Looks at the path itself: of a link, at the link.</summary>
    /// <returns>Null where nothing is there, or this user may not look.</returns>
    public static FileStatus? OfItself(string path) => Look(path, throughLinks: false);

    private static unsafe FileStatus? Look(string path, bool throughLinks)
    {
        byte* about = stackalloc byte[Statx.Bytes];
        if (!Statx.TryRead(path, throughLinks, about))
        {
            return null;
        }

        ushort mode = *(ushort*)(about + Statx.Mode);
        FileKind kind = (mode >> 12) switch
        {
            8 => FileKind.File,
            4 => FileKind.Folder,
            10 => FileKind.Link,
            1 => FileKind.Fifo,
            12 => FileKind.Socket,
            _ => FileKind.Device,
        };
        return new FileStatus(
            kind,
            (UnixFileMode)(mode & Statx.Permissions),
            *(uint*)(about + Statx.User),
            *(uint*)(about + Statx.Group),
            kind == FileKind.File ? *(long*)(about + Statx.Length) : 0
        );
    }
}
