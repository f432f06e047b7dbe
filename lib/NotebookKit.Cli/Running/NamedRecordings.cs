using NotebookKit.Capture;
using NotebookKit.Hosts;
using NotebookKit.Kernel.Running;

namespace NotebookKit.Cli.Running;

/// <summary>Whoever gives a folder of recordings wants findings of these and of no
/// others: one that is not there is an error before anything runs.</summary>
internal static class NamedRecordings
{
    private const string Folder = "data";
    private const string Capture = "capture";
    private const string Mode = "mode";
    private static readonly string[] Compared = ["plain", "defect", "fix"];
    private static readonly string[] Names = ["plain", "defect", "fix", "stalling"];

    /// <summary>Looks for the recordings of each notebook that was given a folder.</summary>
    /// <exception cref="UsageException">One is not there, or a live run names no drive; says which are.</exception>
    public static void Require(IEnumerable<NotebookItem> items)
    {
        foreach (NotebookItem item in items)
        {
            if (
                item.Parameters.GetValueOrDefault(Mode) == "live"
                && string.IsNullOrWhiteSpace(item.Parameters.GetValueOrDefault("device"))
                && RunParameters.Of(item.Document).ContainsKey("device")
            )
            {
                throw new UsageException(DriveChoice.Text());
            }

            if (item.Parameters.TryGetValue(Folder, out string? folder) && item.Parameters.GetValueOrDefault(Mode) != "live")
            {
                Require(item, folder, PathFrom(item, folder));
            }
        }
    }

    /// <summary>Leads a notebook that was given a case to the recordings in it.</summary>
    /// <remarks>
    /// A case mostly holds one recording: to a notebook that captures, or takes what was captured, it stands for all that is compared
    /// there, and nothing is then. To those that only compare it is not enough.
    /// </remarks>
    public static List<NotebookItem> OfCases(List<NotebookItem> items) =>
        items.ConvertAll(item =>
            item.Parameters.TryGetValue(Folder, out string? folder) && CaseFolder.IsIn(PathFrom(item, folder))
                ? item with
                {
                    Parameters = OfCase(item, new CaseFolder(PathFrom(item, folder))),
                }
                : item
        );

    private static Dictionary<string, string> OfCase(NotebookItem item, CaseFolder folder)
    {
        var parameters = new Dictionary<string, string>(item.Parameters) { [Folder] = folder.RecordingsFolder };
        IReadOnlyDictionary<string, RunParameter> known = RunParameters.Of(item.Document);
        string? only = folder.Recordings is [var one] ? one : null;
        if (known.ContainsKey(Capture) && only is not null && parameters.TryAdd(Capture, only))
        {
            // It judges that capture, by what was learnt from the labelled recordings.
            parameters.Remove(Folder);
        }
        else if (known.ContainsKey(Mode) && (only is null ? parameters.GetValueOrDefault("defect") : Path.GetFileName(only)) is { } name)
        {
            foreach (string parameter in Compared.Where(known.ContainsKey))
            {
                parameters.TryAdd(parameter, name);
            }
        }

        return parameters;
    }

    private static string PathFrom(NotebookItem item, string folder) =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(item.Document.FullPath)!, folder));

    private static void Require(NotebookItem item, string given, string folder)
    {
        IReadOnlyDictionary<string, RunParameter> known = RunParameters.Of(item.Document);
        foreach (string parameter in Names.Where(known.ContainsKey))
        {
            string name = item.Parameters.GetValueOrDefault(parameter) ?? known[parameter].Default?.Trim('"') ?? "";
            if (name.Length > 0 && !Recording.IsIn(Path.Combine(folder, name)))
            {
                throw new UsageException(
                    $"-p {Folder}={given}: no recording \"{name}\" is there, which {item.Name} reads (-p {parameter}=NAME names another). {Holds(folder)} "
                        + $"`notebookkit diagnose {given}` takes any folder of captures."
                );
            }
        }
    }

    private static string Holds(string folder)
    {
        if (!Directory.Exists(folder))
        {
            return $"There is no folder {folder}; paths start at the notebook's folder.";
        }

        string[] recordings =
        [
            .. Directory
                .GetDirectories(folder)
                .Where(Recording.IsIn)
                .Select(Path.GetFileName)
                .OfType<string>()
                .Order(StringComparer.Ordinal),
        ];
        return recordings.Length == 0
            ? $"It holds no recording (a folder with {Recording.FileName})."
            : $"It holds {string.Join(", ", recordings)}.";
    }
}
