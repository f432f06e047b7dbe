using NotebookKit.Kernel.Notebooks;

namespace NotebookKit.Cli.Running;

/// <summary>Finds the notebooks that the user named, and gives each the file its record goes to.</summary>
internal static class NotebookSelection
{
    /// <summary>Reads the notebooks, in the order in which they run.</summary>
    /// <param name="paths">Notebooks, and folders of which all notebooks below are meant.</param>
    /// <param name="output">The folder of the records; null to write each notebook in place.</param>
    /// <param name="skipped">Hears of each notebook of a folder that is left out, and why; one that is named itself is never left out.</param>
    /// <exception cref="UsageException">A path is not there or no notebook, or two records would be one file.</exception>
    public static List<NotebookItem> Read(IReadOnlyList<string> paths, string? output, Action<string> skipped)
    {
        var items = new List<NotebookItem>();
        foreach ((NotebookItem item, bool named) in Find(paths, output))
        {
            if (item.IsInPlace && output is not null)
            {
                throw new UsageException($"{item.Document.Source} would be overwritten by its own record: give another --out, or --in-place if that is meant");
            }

            if (!named && RequiredTools.Missing(item.Document) is { Count: > 0 } missing)
            {
                skipped($"{item.Name} is left out: it needs {string.Join(", ", missing)}, which is not installed here");
                continue;
            }

            items.Add(item);
        }

        return items.Count > 0 ? items : throw new UsageException("nothing to run: every notebook there needs a program that is not installed here");
    }

    /// <summary>Reads the notebooks whatever they need, for commands that do not run them.</summary>
    /// <exception cref="UsageException">A path is not there or no notebook, or two records would be one file.</exception>
    public static List<NotebookItem> ReadAll(IReadOnlyList<string> paths, string? output) => Find(paths, output).ConvertAll(one => one.Item);

    private static List<(NotebookItem Item, bool Named)> Find(IReadOnlyList<string> paths, string? output)
    {
        var found = new List<(string Path, string Name, bool Named)>();
        foreach (string path in paths)
        {
            found.AddRange(File.Exists(path) ? [(path, Path.GetFileNameWithoutExtension(path), true)] : Directory.Exists(path) ? Below(path)
                : throw new UsageException($"{path} is not there: give notebooks (.ipynb) or folders that hold some"));
        }

        var items = new List<(NotebookItem Item, bool Named)>();
        foreach ((string path, string name, bool named) in found.DistinctBy(one => Path.GetFullPath(one.Path)))
        {
            string record = output is null ? path : Path.Combine(output, name + ".ipynb");
            if (items.Find(one => one.Item.Record == record).Item is { } other)
            {
                throw new UsageException($"{other.Document.Source} and {path} would both be written to {record}: run them with different --out");
            }

            items.Add((new NotebookItem(name, Load(path), record) { Parameters = new Dictionary<string, string>() }, named));
        }

        return items;
    }

    private static List<(string Path, string Name, bool Named)> Below(string folder)
    {
        // Jupyter keeps old copies in hidden folders; those are nobody's notebooks.
        var notebooks = Directory.EnumerateFiles(folder, "*.ipynb", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.Hidden })
            .Select(path => (Path: path, Name: Path.ChangeExtension(Path.GetRelativePath(folder, path), null), Named: false))
            .OrderBy(one => one.Name, StringComparer.Ordinal).ToList();
        return notebooks.Count > 0 ? notebooks : throw new UsageException($"{folder} holds no notebook (.ipynb)");
    }

    private static NotebookDocument Load(string path)
    {
        try
        {
            return NotebookDocument.Load(path);
        }
        catch (NotebookFormatException error)
        {
            throw new UsageException(error.Message, error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{path} cannot be read: {error.Message}", error);
        }
    }
}
