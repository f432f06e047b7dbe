namespace NotebookKit.Cli.Commands;

/// <summary>A path that a notebook can read: where standard input was named, a file of what it held, until this is disposed.</summary>
internal sealed class GivenPath : IDisposable
{
    private readonly string? _folder;

    public GivenPath(string path)
    {
        Path = System.IO.Path.GetFullPath(path);
        Title = System.IO.Path.GetFileName(System.IO.Path.TrimEndingDirectorySeparator(Path));
        if (path == StreamedSummary.StandardInput)
        {
            _folder = Directory.CreateTempSubdirectory("notebookkit-input-").FullName;
            (Path, Title) = (System.IO.Path.Combine(_folder, StreamedSummary.InputName), StreamedSummary.InputName);
            using FileStream file = File.Create(Path);
            using Stream input = Console.OpenStandardInput();
            input.CopyTo(file);
        }
        else if (!System.IO.Path.Exists(Path) && !IsBlktrace(Path))
        {
            throw new UsageException($"{path} is not there: give a recording, a case, a folder, an archive or a capture");
        }
    }

    /// <summary>The path, absolute.</summary>
    public string Path { get; }

    /// <summary>What it is called.</summary>
    public string Title { get; }

    public void Dispose()
    {
        if (_folder is not null)
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    // blktrace's own word for a capture is the name that its per-CPU files begin with.
    private static bool IsBlktrace(string path) => System.IO.Path.GetDirectoryName(path) is { } folder && Directory.Exists(folder)
        && Directory.EnumerateFiles(folder, System.IO.Path.GetFileName(path) + ".blktrace.*").Any();
}
