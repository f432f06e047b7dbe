using System.Globalization;
using System.Runtime.InteropServices;
using NotebookKit.Files;

namespace NotebookKit.Hosts;

/// <summary>Gives a folder that root made under sudo to the user who typed sudo: the case is theirs to read, copy and delete.</summary>
/// <remarks>
/// Only folders of root's are entered, each by a descriptor that follows no link, and each is given away last: until then nobody but root
/// can put anything into it, such as a link to a file elsewhere.
/// </remarks>
internal static partial class SudoOwner
{
    private const int CloseOnExec = 0x80000; // O_CLOEXEC

    // O_DIRECTORY and O_NOFOLLOW, which arm64 numbers in its own way.
    private static int FolderItself =>
        CloseOnExec | (RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 0x4000 | 0x8000 : 0x10000 | 0x20000);

    /// <summary>Does so; nothing where sudo started nothing, or the folder is not root's.</summary>
    public static void Give(string folder)
    {
        if (Environment.IsPrivilegedProcess && OrdinaryUser.OfSudo(Path.GetFullPath(folder)) is { } who)
        {
            Give(who.Folder, who.User, who.Group);
        }
    }

    private static void Give(string folder, uint user, uint group)
    {
        int opened = Open(folder, FolderItself);
        if (opened < 0)
        {
            return;
        }

        try
        {
            string inside = string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{opened}/.");
            if (FileStatus.OfItself(inside) is not { User: 0, Kind: PathKind.Folder })
            {
                return;
            }

            foreach (string entry in Directory.EnumerateFileSystemEntries(inside))
            {
                if (FileStatus.OfItself(entry) is { Kind: PathKind.Folder })
                {
                    Give(entry, user, group);
                }
                else
                {
                    _ = ChangeLink(entry, user, group);
                }
            }

            _ = Change(opened, user, group);
        }
        finally
        {
            _ = Close(opened);
        }
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "lchown", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ChangeLink(string path, uint user, uint group);

    [LibraryImport("libc", EntryPoint = "fchown")]
    private static partial int Change(int file, uint user, uint group);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int file);
}
