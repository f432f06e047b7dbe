namespace NotebookKit.Files;

/// <summary>Whose a file is and who may change it; of a link, the link itself (statx(2)).</summary>
/// <param name="User">Its owner.</param>
/// <param name="Group">Its group.</param>
/// <param name="Mode">Who may do what with it.</param>
/// <param name="IsFolder">True for a folder.</param>
/// <param name="IsLink">True for a symbolic link.</param>
/// <param name="IsFile">True for a file that holds bytes.</param>
internal readonly record struct FileOwner(uint User, uint Group, UnixFileMode Mode, bool IsFolder, bool IsLink, bool IsFile)
{
    private const int Folder = 0x4000;
    private const int Link = 0xA000;
    private const int File = 0x8000;

    /// <summary>Looks at a path.</summary>
    /// <returns>Null where nothing is there, or it may not be looked at.</returns>
    public static unsafe FileOwner? Of(string path)
    {
        byte* about = stackalloc byte[Statx.Bytes];
        if (!Statx.TryRead(path, throughLinks: false, about))
        {
            return null;
        }

        ushort mode = *(ushort*)(about + Statx.Mode);
        int kind = mode & Statx.Kinds;
        var may = (UnixFileMode)(mode & Statx.Permissions);
        return new FileOwner(*(uint*)(about + Statx.User), *(uint*)(about + Statx.Group), may, kind == Folder, kind == Link, kind == File);
    }
}
