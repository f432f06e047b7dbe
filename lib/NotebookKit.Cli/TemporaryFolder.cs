namespace NotebookKit.Cli;

/// <summary>New folders for temporary files, of this user alone.</summary>
internal static class TemporaryFolder
{
    /// <summary>Makes one.</summary>
    /// <exception cref="UsageException">There is no place for it.</exception>
    public static DirectoryInfo New(string prefix)
    {
        try
        {
            return Directory.CreateTempSubdirectory(prefix);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{Path.GetTempPath()}, the folder for temporary files (TMPDIR), cannot be used: {(Directory.Exists(Path.GetTempPath()) ? "it is closed to this user, or full" : "it is not there")}: set TMPDIR to one that can be written", fault);
        }
    }
}
