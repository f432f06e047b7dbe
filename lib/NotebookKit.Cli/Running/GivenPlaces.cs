using NotebookKit.Kernel.Running;

namespace NotebookKit.Cli.Running;

/// <summary>What a user types starts where the user stands: parameters that name captures are told from there, and from
/// the notebook's folder, where the notebooks' own values start, only if nothing of that name lies here.</summary>
internal static class GivenPlaces
{
    private const string Database = "duckdb:";
    private const string Against = "against";
    private static readonly string[] Names = ["data", "path", Against, "capture", "store"];

    // Files of a trace are named together by what stands before this.
    private static bool IsThere(string path) =>
        Path.Exists(path)
        || (
            Directory.Exists(Path.GetDirectoryName(path))
            && Directory.EnumerateFiles(Path.GetDirectoryName(path)!, Path.GetFileName(path) + ".blktrace.*").Any()
        );

    /// <summary>Replaces relative paths of things that lie in the current folder by whole ones.</summary>
    /// <param name="items">The notebooks with the parameters they were given.</param>
    /// <param name="note">Hears which one was taken where both folders have one.</param>
    /// <exception cref="UsageException">A capture is in neither folder.</exception>
    public static List<NotebookItem> From(List<NotebookItem> items, Action<string> note)
    {
        var said = new HashSet<string>();
        return items.ConvertAll(item =>
        {
            var parameters = new Dictionary<string, string>(item.Parameters);
            IReadOnlyDictionary<string, RunParameter> known = RunParameters.Of(item.Document);
            foreach (
                string name in Names.Where(name =>
                    // "path" alone may be anything in somebody's notebook; beside "against" it names captures.
                    item.Parameters.GetValueOrDefault(name)
                        is { Length: > 0 }
                    && (name != "path" || known.ContainsKey(Against))
                )
            )
            {
                string given = parameters[name];
                string kind = name == "store" ? Database : "";
                string path = given[(given.StartsWith(kind, StringComparison.Ordinal) ? kind.Length : 0)..];
                if ((kind.Length > 0 && path == given) || path.Length == 0 || path.Contains('\0', StringComparison.Ordinal))
                {
                    continue; // a database server, which is no path
                }

                (string here, string there) = (Path.GetFullPath(path), At(item, path));
                if (IsThere(here))
                {
                    if (here != there && IsThere(there) && said.Add(name + here + there))
                    {
                        note($"-p {name}={given}: taken is {here}; there is {there} too, beside the notebook");
                    }

                    parameters[name] = here == there ? given : kind + here;
                }
                else if (!IsThere(there) && name is not ("data" or "store"))
                {
                    throw new UsageException(
                        $"-p {name}={given}: there is no such file or folder{Looked(item, path)}. {item.Name} takes "
                            + "a recording, a case, a folder or archive of captures, or one file."
                    );
                }
            }

            return item with
            {
                Parameters = parameters,
            };
        });
    }

    /// <summary>A path as a notebook takes it.</summary>
    public static string At(NotebookItem item, string path) =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(item.Document.FullPath)!, path));

    /// <summary>Where a path that is not there was looked for.</summary>
    public static string Looked(NotebookItem item, string path) =>
        Path.IsPathRooted(path) || Path.GetFullPath(path) == At(item, path)
            ? $" ({Path.GetFullPath(path)})"
            : $", neither where you are ({Path.GetFullPath(path)}) nor beside the notebook ({At(item, path)})";
}
