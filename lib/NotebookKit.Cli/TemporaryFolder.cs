namespace NotebookKit.Cli;

/// <summary>New folders and files for what is needed for a while, of this user alone.</summary>
internal static class TemporaryFolder
{
    /// <summary>Makes one.</summary>
    /// <exception cref="UsageException">There is no place for it.</exception>
    public static DirectoryInfo New(string prefix) => Made(() => Directory.CreateTempSubdirectory(prefix));

    /// <summary>Makes a file that has no name any more, to be written and read: however this process ends, nothing of it is left.</summary>
    /// <exception cref="UsageException">There is no place for it.</exception>
    public static FileStream NamelessFile() =>
        Made(() =>
        {
            var file = new FileStream(
                Path.Combine(Path.GetTempPath(), "notebookkit-" + Path.GetRandomFileName()),
                FileMode.CreateNew,
                FileAccess.ReadWrite
            );
            File.Delete(file.Name);
            return file;
        });

    private static T Made<T>(Func<T> make)
    {
        try
        {
            return make();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new UsageException(
                $"{Path.GetTempPath()}, the folder for temporary files (TMPDIR), cannot be used: {(Directory.Exists(Path.GetTempPath()) ? "it is closed to this user, or full" : "it is not there")}: set TMPDIR to one that can be written",
                fault
            );
        }
    }
}
