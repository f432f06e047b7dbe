namespace NotebookKit.Hosts;

/// <summary>What to do where another run of the kit stands in the way, one that goes on
/// or one that was killed outright: the journals tell.</summary>
internal static class OtherRun
{
    /// <summary>What helps, where one made a change of a kind.</summary>
    /// <param name="journal">The folder of all journals; null for the usual one.</param>
    /// <param name="isMeant">Of which kind.</param>
    /// <returns>Null where none did, or the journal is closed to this user.</returns>
    public static string? Remedy(string? journal, Predicate<JournalEntry> isMeant)
    {
        try
        {
            return Journal.Running(journal, isMeant) is { } pid ? $"That is notebookkit itself (process {pid}): wait until it ends."
                : Journal.Left(journal).Any(left => isMeant(left.Entry))
                    ? "A run of notebookkit that was killed left that: `sudo notebookkit restore` undoes it."
                : null;
        }
        catch (Exception fault) when (fault is RecordingException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>True for a change of the tracing: a device's switch, or a setting of tracefs.</summary>
    public static bool IsTracing(JournalEntry entry) =>
        entry is SettingEntry { Path: var path }
        && (path.Contains("/tracing/", StringComparison.Ordinal) || path.Contains("/trace/", StringComparison.Ordinal));
}
