using System.Globalization;
using NotebookKit.Files;

namespace NotebookKit.Hosts;

/// <summary>Folders of this process alone (mode 0700), under names that tell whose they
/// are: what a killed process left is known, and goes.</summary>
internal static class OwnRoom
{
    /// <summary>Makes a folder of this process, and removes those of this user's processes that are gone.</summary>
    /// <param name="parent">The folder in which it is made.</param>
    /// <param name="prefix">What its name begins with.</param>
    public static string New(string parent, string prefix)
    {
        foreach (string left in Directory.EnumerateDirectories(parent, prefix + "*").Where(folder => IsLeft(folder, prefix)))
        {
            try
            {
                Directory.Delete(left, recursive: true);
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                // Another process removes it at this moment.
            }
        }

        long? started = ProcessStat.StartTicks(Environment.ProcessId);
        string made = Path.Combine(
            parent,
            string.Create(CultureInfo.InvariantCulture, $"{prefix}{Environment.ProcessId}-{started}-{Guid.NewGuid():N}")
        );
        WorkFolder.MakeNew(made);
        return made;
    }

    // A process id is used again; with the time of its start it is not. Of another user's
    // folder nothing is removed: its owner could lead root elsewhere while it goes through it.
    private static bool IsLeft(string folder, string prefix)
    {
        string[] parts = Path.GetFileName(folder)[prefix.Length..].Split('-');
        return parts.Length == 3
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int pid)
            && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out long ticks)
            && ProcessStat.StartTicks(pid) != ticks
            && FileStatus.OfItself(folder) is { Kind: PathKind.Folder } owner
            && owner.User == CurrentUser.Number();
    }
}
