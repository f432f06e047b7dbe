using NotebookKit.Files;
using NotebookKit.Kernel.Files;
using NotebookKit.Training;

namespace NotebookKit.Cli.Running;

/// <summary>Finds the notebooks below a folder, and nothing that lies elsewhere: links to folders are not followed.</summary>
/// <param name="folder">The folder, as the user named it.</param>
/// <param name="skipped">Hears of what is left out, and why.</param>
internal sealed class NotebookFolder(string folder, Action<string> skipped)
{
    private const string Ending = ".ipynb";

    /// <summary>The notebooks' paths, sorted.</summary>
    public List<string> Find()
    {
        var found = new List<string>();
        var waiting = new Stack<string>([folder]);
        while (waiting.TryPop(out string? at))
        {
            foreach (string path in Entries(at))
            {
                Take(path, found, waiting);
            }
        }

        found.Sort(StringComparer.Ordinal);
        return found;
    }

    private void Take(string path, List<string> found, Stack<string> waiting)
    {
        bool notebook = path.EndsWith(Ending, StringComparison.Ordinal);
        switch (FileStatus.OfItself(path)?.Kind)
        {
            case PathKind.Folder when new LabFolder(path).HasExercises:
                skipped($"{path} is left out: it holds exercises, which are for people; name it to run them");
                break;
            case PathKind.Folder:
                waiting.Push(path);
                break;
            case PathKind.File when notebook:
                found.Add(path);
                break;
            case PathKind.Link when FileStatus.Of(path) is { Kind: PathKind.Folder }:
                skipped($"{path} is left out: it is a link to a folder");
                break;
            case PathKind.Link when notebook && FileStatus.Of(path) is { Kind: PathKind.File }:
                if (RealPath.IsInside(path, folder))
                {
                    found.Add(path);
                }
                else
                {
                    skipped($"{path} is left out: it is a link that leads out of {folder}, to {RealPath.Of(path)}");
                }

                break;
            case { } kind when notebook:
                skipped(
                    $"{path} is left out: it is {(kind == PathKind.Link ? "a link that leads to no file" : FileStatus.Of(path)?.Words)}"
                );
                break;
            case null when notebook:
                skipped(
                    $"{path} is left out: its name is no UTF-8, or it went while this was read; rename it (convmv, or mv with tab completion)"
                );
                break;
            default:
                break;
        }
    }

    // Jupyter keeps old copies in hidden folders; those are nobody's notebooks.
    private List<string> Entries(string at)
    {
        try
        {
            ILookup<bool, string> entries = Directory
                .EnumerateFileSystemEntries(at)
                .ToLookup(path => Path.GetFileName(path).StartsWith('.'));
            foreach (
                string hidden in entries[true]
                    .Where(path => path.EndsWith(Ending, StringComparison.Ordinal) && FileStatus.OfItself(path) is { Kind: PathKind.File })
            )
            {
                skipped($"{hidden} is left out: its name begins with a dot; name it to run it");
            }

            return [.. entries[false]];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            skipped($"{at} is left out: {error.Message}");
            return [];
        }
    }
}
