namespace NotebookKit.Files;

/// <summary>What lies under a path.</summary>
internal enum PathKind
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
internal readonly record struct FileStatus(PathKind Kind, UnixFileMode Mode, uint User, uint Group, long Length)
{
    /// <summary>The kind in words, with its article.</summary>
    public string Words =>
        Kind switch
        {
            PathKind.File => "a file",
            PathKind.Folder => "a folder",
            PathKind.Link => "a link",
            PathKind.Fifo => "a pipe",
            PathKind.Socket => "a socket",
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
        PathKind kind = (mode >> 12) switch
        {
            8 => PathKind.File,
            4 => PathKind.Folder,
            10 => PathKind.Link,
            1 => PathKind.Fifo,
            12 => PathKind.Socket,
            _ => PathKind.Device,
        };
        return new FileStatus(
            kind,
            (UnixFileMode)(mode & Statx.Permissions),
            *(uint*)(about + Statx.User),
            *(uint*)(about + Statx.Group),
            kind == PathKind.File ? *(long*)(about + Statx.Length) : 0
        );
    }
}
