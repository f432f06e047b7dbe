using System.Security.Cryptography;

namespace NotebookKit.Cli.Running;

/// <summary>Where records go when nobody says.</summary>
internal static class RecordFolder
{
    private const string Name = "records";

    /// <summary><c>records/</c> in the repository around the current folder, else in the
    /// current folder; as short a path as there is.</summary>
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

    /// <summary>Makes sure, before anything runs, that each record can be written: to
    /// learn after an hour that it cannot helps nobody.</summary>
    /// <exception cref="UsageException">A folder cannot be made or written to, or a folder stands where a record goes.</exception>
    public static void Prepare(string? output, IReadOnlyList<NotebookItem> items)
    {
        if (output is not null)
        {
            Try(output, "--out " + output);
        }

        foreach (NotebookItem item in items)
        {
            if (Directory.Exists(item.Record))
            {
                throw new UsageException(
                    $"{item.Record}, where the record of {item.Name} goes, is a folder: give another --out, or move it away"
                );
            }
        }

        foreach (string folder in items.Select(item => Path.GetDirectoryName(Path.GetFullPath(item.Record))!).Distinct())
        {
            Try(folder, output is null ? folder : "--out " + output);
        }
    }

    private static void Try(string folder, string asked)
    {
        string doing = "the folder cannot be made";
        try
        {
            Directory.CreateDirectory(folder);
            doing = "nothing can be written there";

            // Under a name that nobody has: no file of another's is opened.
            string probe = Path.Combine(folder, $".notebookkit-{RandomNumberGenerator.GetHexString(16, lowercase: true)}");
            using (
                new FileStream(
                    probe,
                    new FileStreamOptions
                    {
                        Mode = FileMode.CreateNew,
                        Access = FileAccess.Write,
                        Options = FileOptions.DeleteOnClose,
                    }
                )
            ) { }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{asked}: {doing}: {error.Message}. Nothing was run", error);
        }
    }
}
