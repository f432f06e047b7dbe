using System.Globalization;
using NotebookKit.Hosts;

namespace NotebookKit.Summaries;

/// <summary>The folders below which piles are unpacked: each names its process, so that what a killed one left is known and goes.</summary>
internal static class PileRoom
{
    private const string Prefix = "notebookkit-pile-";

    /// <summary>Makes a folder of this process, and removes those of processes that are gone.</summary>
    public static string New()
    {
        foreach (string left in Directory.EnumerateDirectories(Path.GetTempPath(), Prefix + "*").Where(IsLeft))
        {
            try
            {
                Directory.Delete(left, recursive: true);
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                // Another user's, or another process removes it at this moment.
            }
        }

        return Directory.CreateTempSubdirectory(string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Environment.ProcessId}-{ProcessStat.StartTicks(Environment.ProcessId)}-")).FullName;
    }

    // A process id is used again; with the time of its start it is not.
    private static bool IsLeft(string folder)
    {
        string[] parts = Path.GetFileName(folder)[Prefix.Length..].Split('-');
        return parts.Length == 3 && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int pid)
            && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out long ticks) && ProcessStat.StartTicks(pid) != ticks
            && new DirectoryInfo(folder).LinkTarget is null;
    }
}
