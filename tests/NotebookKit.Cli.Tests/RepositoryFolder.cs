namespace NotebookKit.Cli.Tests;

/// <summary>Finds the repository's folders, wherever the tests were built to.</summary>
internal static class RepositoryFolder
{
    public static string Root { get; } = Find();

    public static string Notebooks => Path.Combine(Root, "notebooks");

    public static string Data => Path.Combine(Root, "data");

    public static string Library => Path.Combine(Root, "lib", "bin", "NotebookKit.dll");

    /// <summary>A case of tests/data/cases, whose INDEX.md says what is right: <c>break/page-id-not-string.ipynb</c>.</summary>
    public static string Case(string name) => Path.Combine(Root, "tests", "data", "cases", name);

    private static string Find()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "NotebookKit.sln")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? throw new InvalidOperationException("The tests run outside the repository.");
    }
}
