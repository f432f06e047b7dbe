using System.Globalization;
using System.Runtime.InteropServices;

namespace NotebookKit.Hosts;

/// <summary>Gives a folder that root made under sudo to the user who typed sudo: the case is theirs to read, copy and delete.</summary>
/// <remarks>
/// Only folders of root's are entered, each by a descriptor that follows no link, and each is given away last: until then nobody but root can put
/// anything into it, such as a link to a file elsewhere.
/// </remarks>
internal static partial class SudoOwner
{
    private const int CloseOnExec = 0x80000; // O_CLOEXEC

    // O_DIRECTORY and O_NOFOLLOW, which arm64 numbers in its own way.
    private static int FolderItself => CloseOnExec | (RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 0x4000 | 0x8000 : 0x10000 | 0x20000);

    /// <summary>Does so; nothing where sudo started nothing, or the folder is not root's.</summary>
    public static void Give(string folder)
    {
        if (Environment.IsPrivilegedProcess && Number("SUDO_UID") is { } user && Number("SUDO_GID") is { } group && user != 0)
        {
            Give(Path.GetFullPath(folder), user, group);
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
            if (FileOwner.Of(inside) is not { User: 0, IsFolder: true })
            {
                return;
            }

            foreach (string entry in Directory.EnumerateFileSystemEntries(inside))
            {
                if (FileOwner.Of(entry) is { IsFolder: true })
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

    private static uint? Number(string name) => uint.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out uint number) ? number : null;

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "lchown", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ChangeLink(string path, uint user, uint group);

    [LibraryImport("libc", EntryPoint = "fchown")]
    private static partial int Change(int file, uint user, uint group);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int file);
}
