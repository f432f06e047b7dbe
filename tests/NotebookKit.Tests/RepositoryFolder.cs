namespace NotebookKit.Tests;

/// <summary>Finds the repository's folders, wherever the tests were built to.</summary>
internal static class RepositoryFolder
{
    public static string Root { get; } = Find();

    public static string Data => Path.Combine(Root, "data");

    /// <summary>A case of tests/data/cases, whose INDEX.md says what is right: <c>break/gz-damage.btrace.gz</c>.</summary>
    public static string Case(string name) => Path.Combine(Root, "tests", "data", "cases", name);

    /// <summary>A file of every recording that has it, gzip-compressed or not, by the recording's name.</summary>
    public static IEnumerable<string> Recordings(params string[] files) =>
        from folder in Directory.GetDirectories(Data).Order(StringComparer.Ordinal)
        where files.All(file => TryFile(folder, file) is not null)
        select Path.GetFileName(folder);

    /// <summary>A recording's file, gzip-compressed or not.</summary>
    public static string File(string recording, string file) =>
        TryFile(Path.Combine(Data, recording), file) ?? throw new FileNotFoundException($"{recording} has no {file}");

    private static string? TryFile(string folder, string file) =>
        new[] { file, file + ".gz" }.Select(name => Path.Combine(folder, name)).FirstOrDefault(Path.Exists);

    // Not [CallerFilePath]: a deterministic build writes /_/ in front of source paths.
    private static string Find()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !System.IO.File.Exists(Path.Combine(folder, "NotebookKit.sln")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? throw new InvalidOperationException("The tests run outside the repository.");
    }
}
