namespace NotebookKit.Cli.Running;

/// <summary>Where records go when nobody says.</summary>
internal static class RecordFolder
{
    private const string Name = "records";

    /// <summary><c>records/</c> in the repository around the current folder, else in the current folder; as short a path as there is.</summary>
    public static string Default()
    {
        string current = Environment.CurrentDirectory;
        for (string? folder = current; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            // A work tree of git has a file of that name, not a folder.
            if (Path.Exists(Path.Combine(folder, ".git")))
            {
                return Path.GetRelativePath(current, Path.Combine(folder, Name));
            }
        }

        return Name;
    }

    /// <summary>Makes the folder now: to learn after an hour that records cannot be written helps nobody.</summary>
    /// <exception cref="UsageException">It cannot be made.</exception>
    public static void Create(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"--out {folder}: the folder cannot be made: {error.Message}", error);
        }
    }
}
