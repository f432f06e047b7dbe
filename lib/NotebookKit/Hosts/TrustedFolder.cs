using System.Globalization;
using System.Runtime.InteropServices;
using NotebookKit.Files;

namespace NotebookKit.Hosts;

/// <summary>Tells whether other users could put a file or a link of theirs where this process is about to write.</summary>
/// <remarks>
/// Root writes what an ordinary user's folder says: a link in it sends root's output anywhere. So every folder on the way has to belong to
/// root or to this user, and nobody else may add or rename in it; in a folder such as <c>/tmp</c> (mode 1777) that holds for what is one's
/// own. Whoever ran the process by sudo counts as its user.
/// </remarks>
internal static partial class TrustedFolder
{
    private const int MostLinks = 40; // as Linux: more links than that in one path is a loop
    private const uint Root = 0;

    /// <summary>Why a path is not safe to write below; null where it is. What is not
    /// there yet is passed over: look again once it was made.</summary>
    public static string? FaultOf(string path)
    {
        var parts = new Stack<string>(Path.GetFullPath(path).Split('/', StringSplitOptions.RemoveEmptyEntries).Reverse());
        string at = "/";
        for (int links = 0; ; )
        {
            if (FileStatus.OfItself(at) is not { } owner)
            {
                return null;
            }

            if (FaultOf(at, owner) is { } fault)
            {
                return fault;
            }

            if (owner.Kind == PathKind.Link)
            {
                if (++links > MostLinks)
                {
                    return $"{path} goes round in links";
                }

                string target = new FileInfo(at).LinkTarget ?? "";
                Follow(target, parts);
                at = target.StartsWith('/') ? "/" : Path.GetDirectoryName(at)!;
                continue;
            }

            if (!parts.TryPop(out string? next))
            {
                return null;
            }

            at = next switch
            {
                "." => at,
                ".." => Path.GetDirectoryName(at) ?? "/",
                _ => Path.Combine(at, next),
            };
        }
    }

    private static void Follow(string target, Stack<string> parts)
    {
        foreach (string part in target.Split('/', StringSplitOptions.RemoveEmptyEntries).Reverse())
        {
            parts.Push(part);
        }
    }

    private static string? FaultOf(string at, FileStatus owner)
    {
        if (!IsOwn(owner.User, "SUDO_UID", CurrentUser.Number()))
        {
            return $"{at} belongs to another user (number {owner.User.ToString(CultureInfo.InvariantCulture)})";
        }

        if (owner.Kind == PathKind.Link)
        {
            return null; // its mode means nothing
        }

        if (owner.Kind != PathKind.Folder)
        {
            return $"{at} is no folder";
        }

        bool othersMayWrite =
            (owner.Mode & UnixFileMode.OtherWrite) != 0
            || ((owner.Mode & UnixFileMode.GroupWrite) != 0 && !IsOwn(owner.Group, "SUDO_GID", Group()));
        return othersMayWrite && (owner.Mode & UnixFileMode.StickyBit) == 0 ? $"other users may write into {at}" : null;
    }

    private static bool IsOwn(uint number, string bySudo, uint own) =>
        number == Root
        || number == own
        || (
            Environment.IsPrivilegedProcess
            && uint.TryParse(Environment.GetEnvironmentVariable(bySudo), NumberStyles.None, CultureInfo.InvariantCulture, out uint caller)
            && number == caller
        );

    [LibraryImport("libc", EntryPoint = "getegid")]
    private static partial uint Group();
}
