using NotebookKit.Files;
using NotebookKit.Kernel.Notebooks;

namespace NotebookKit.Cli.Running;

/// <summary>Finds the notebooks that the user named, and gives each the file its record goes to.</summary>
internal static class NotebookSelection
{
    /// <summary>Reads the notebooks, in the order in which they run.</summary>
    /// <param name="paths">Notebooks, and folders of which all notebooks below are meant.</param>
    /// <param name="output">The folder of the records; null to write each notebook in place.</param>
    /// <param name="skipped">Hears of each notebook of a folder that is left out, and
    /// why; one that is named itself is never left out.</param>
    /// <exception cref="UsageException">A path is not there or no notebook, or two records would be one file.</exception>
    public static List<NotebookItem> Read(IReadOnlyList<string> paths, string? output, Action<string> skipped)
    {
        var items = new List<NotebookItem>();
        foreach ((NotebookItem item, bool named) in Find(paths, output, skipped))
        {
            if (item.IsInPlace && output is not null)
            {
                throw new UsageException(
                    $"{item.Document.Source} would be overwritten by its own record: give another --out, or --in-place if that is meant"
                );
            }

            if (!named && RequiredTools.Missing(item.Document) is { Count: > 0 } missing)
            {
                skipped($"{item.Name} is left out: it needs {string.Join(", ", missing)}, which is not installed here");
                continue;
            }

            items.Add(item);
        }

        return items.Count > 0
            ? items
            : throw new UsageException("nothing to run: every notebook there needs a program that is not installed here");
    }

    /// <summary>Reads the notebooks whatever they need, for commands that do not run them.</summary>
    /// <param name="paths">Notebooks, and folders of which all notebooks below are meant.</param>
    /// <param name="output">The folder of what is made of them; null for beside each.</param>
    /// <param name="skipped">Hears of what is left out of a folder, and why.</param>
    /// <exception cref="UsageException">A path is not there or no notebook, or two records would be one file.</exception>
    public static List<NotebookItem> ReadAll(IReadOnlyList<string> paths, string? output, Action<string> skipped) =>
        Find(paths, output, skipped).ConvertAll(one => one.Item);

    private static List<(NotebookItem Item, bool Named)> Find(IReadOnlyList<string> paths, string? output, Action<string> skipped)
    {
        var found = new List<(string Path, string Name, bool Named)>();
        foreach (string path in paths)
        {
            found.AddRange(
                FileStatus.Of(path) switch
                {
                    { Kind: PathKind.File } => [(path, Path.GetFileNameWithoutExtension(path), true)],
                    { Kind: PathKind.Folder } => Below(path, skipped),
                    { } other => throw new UsageException($"{path} is {other.Words}: give notebooks (.ipynb) or folders that hold some"),
                    null => throw new UsageException($"{path} is not there: give notebooks (.ipynb) or folders that hold some"),
                }
            );
        }

        var items = new List<(NotebookItem Item, bool Named)>();
        foreach ((string path, string name, bool named) in found.DistinctBy(one => Path.GetFullPath(one.Path)))
        {
            string record = output is null ? path : Path.Combine(output, name + ".ipynb");
            if (items.Find(one => one.Item.Record == record).Item is { } other)
            {
                throw new UsageException(
                    $"{other.Document.Source} and {path} would both be written to {record}: run them with different --out"
                );
            }

            items.Add((new NotebookItem(name, Load(path), record) { Parameters = new Dictionary<string, string>() }, named));
        }

        return items;
    }

    private static List<(string Path, string Name, bool Named)> Below(string folder, Action<string> skipped)
    {
        List<string> notebooks = new NotebookFolder(folder, skipped).Find();
        return notebooks.Count > 0
            ?
            [
                .. notebooks
                    .ConvertAll(path => (path, Name: Path.ChangeExtension(Path.GetRelativePath(folder, path), null), false))
                    .OrderBy(one => one.Name, StringComparer.Ordinal),
            ]
            : throw new UsageException($"{folder} holds no notebook (.ipynb)");
    }

    private static NotebookDocument Load(string path)
    {
        try
        {
            return NotebookDocument.Load(path);
        }
        catch (Exception error) when (error is NotebookFormatException or IOException or UnauthorizedAccessException)
        {
            throw new UsageException(error.Message, error);
        }
    }
}
