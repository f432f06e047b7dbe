namespace NotebookKit.Cli.Commands;

/// <summary>A path that a notebook can read: where standard input was named, a file of what it held, until this is disposed.</summary>
internal sealed class GivenPath : IDisposable
{
    // What else runs on this host wants to write too.
    private const double ShareOfFree = 0.8;
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
            Copy(input, file, (long)(new DriveInfo(_folder).AvailableFreeSpace * ShareOfFree));
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

    private void Copy(Stream input, FileStream file, long most)
    {
        byte[] buffer = new byte[1 << 20];
        for (int read; (read = input.Read(buffer)) > 0;)
        {
            if (file.Position + read > most)
            {
                file.Dispose();
                Dispose();
                throw new UsageException($"{StreamedSummary.InputName} gives more than {most >> 20} MiB, and there is no room for more: write it to a file, and name that");
            }

            file.Write(buffer, 0, read);
        }
    }

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
