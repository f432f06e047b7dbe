using NotebookKit.Kernel.Notebooks;

namespace NotebookKit.Cli.Tests.Notebooks;

/// <summary>Runs all committed notebooks once, headless, in the order and the way that the README does.</summary>
public sealed class ExecutedNotebooks : IAsyncLifetime
{
    private readonly string _records = Directory.CreateTempSubdirectory("records-").FullName;

    public string Output { get; private set; } = "";

    public string Progress { get; private set; } = "";

    /// <summary>The committed notebooks, by their path below notebooks/; exercises are held to other rules.</summary>
    public static IEnumerable<string> Names() =>
        !Directory.Exists(RepositoryFolder.Notebooks)
            ? []
            : Directory
                .GetFiles(RepositoryFolder.Notebooks, "*.ipynb", SearchOption.AllDirectories)
                .Where(path => !path.Contains(".ipynb_checkpoints", StringComparison.Ordinal))
                .Select(path => Path.GetRelativePath(RepositoryFolder.Notebooks, path))
                .Where(name => !name.StartsWith("training/", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal);

    /// <summary>The record of a notebook.</summary>
    /// <returns>Null where it was left out, since it needs a program that is not installed.</returns>
    public NotebookDocument? Record(string name) =>
        Path.Combine(_records, name) is var path && File.Exists(path) ? NotebookDocument.Load(path) : null;

    public async ValueTask InitializeAsync()
    {
        if (Names().Any())
        {
            (_, Output, Progress) = await Notebookkit.RunAsync(
                RepositoryFolder.Root,
                "run",
                "notebooks",
                "--out",
                _records,
                "--timeout",
                "1200"
            );
        }
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_records, recursive: true);
        return ValueTask.CompletedTask;
    }
}
