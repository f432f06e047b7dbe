namespace NotebookKit.Cli.Commands;

/// <summary>A path that is handed on to a notebook, which may stand elsewhere; standard input keeps its word.</summary>
internal sealed class GivenPath
{
    public GivenPath(string path)
    {
        bool isInput = path == StreamedSummary.StandardInput;
        Path = isInput ? path : System.IO.Path.GetFullPath(path);
        Title = isInput ? StreamedSummary.InputName : System.IO.Path.GetFileName(System.IO.Path.TrimEndingDirectorySeparator(Path));
        if (!isInput && !System.IO.Path.Exists(Path) && !IsBlktrace(Path))
        {
            throw new UsageException($"{path} is not there: give a recording, a case, a folder, an archive or a capture");
        }
    }

    /// <summary>The path, absolute, or that of standard input.</summary>
    public string Path { get; }

    /// <summary>What it is called.</summary>
    public string Title { get; }

    // blktrace's own word for a capture is the name that its per-CPU files begin with.
    private static bool IsBlktrace(string path) =>
        System.IO.Path.GetDirectoryName(path) is { } folder
        && Directory.Exists(folder)
        && Directory.EnumerateFiles(folder, System.IO.Path.GetFileName(path) + ".blktrace.*").Any();
}
