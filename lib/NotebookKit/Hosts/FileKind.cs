using NotebookKit.Files;

namespace NotebookKit.Hosts;

/// <summary>What lies at a path. Only a regular file has an end: a named pipe is waited for, a device never ends.</summary>
internal static class FileKind
{
    private const int Regular = 0x8000; // inode(7)
    private const int Pipe = 0x1000;

    /// <summary>True where a path leads to a regular file, through links too.</summary>
    public static bool IsRegular(string path) => TypeOf(path) == Regular;

    /// <summary>True where a path leads to a pipe: what it gives, it gives once.</summary>
    public static bool IsPipe(string path) => TypeOf(path) == Pipe;

    /// <summary>What a path leads to, in words.</summary>
    public static string Of(string path) =>
        TypeOf(path) switch
        {
            Regular => "a file",
            0x4000 => "a folder",
            Pipe => "a named pipe",
            0x2000 or 0x6000 => "a device",
            0xC000 => "a socket",
            _ => "nothing that can be read",
        };

    private static unsafe int TypeOf(string path)
    {
        byte* about = stackalloc byte[Statx.Bytes];
        return Statx.TryRead(path, throughLinks: true, about) ? *(ushort*)(about + Statx.Mode) & Statx.Kinds : 0;
    }
}
