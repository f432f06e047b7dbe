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
    private const string Stacks = "stacks";
    private const string WithInserts = "withInserts";
    private static readonly string[] Names = ["plain", "defect", "fix", "stalling", WithInserts];

    /// <summary>Looks for the recordings of each notebook that was given a folder, or a name of one.</summary>
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

            if (item.Parameters.GetValueOrDefault(Mode) != "live")
            {
                Require(item);
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
            item.Parameters.TryGetValue(Folder, out string? folder) && CaseFolder.IsIn(GivenPlaces.At(item, folder))
                ? item with
                {
                    Parameters = OfCase(item, new CaseFolder(GivenPlaces.At(item, folder))),
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

    private static void Require(NotebookItem item)
    {
        IReadOnlyDictionary<string, RunParameter> known = RunParameters.Of(item.Document);
        string? given = item.Parameters.GetValueOrDefault(Folder);
        if ((given ?? known.GetValueOrDefault(Folder)?.Default?.Trim('"')) is not { } place)
        {
            return;
        }

        string folder = GivenPlaces.At(item, place);
        foreach (string parameter in Names.Where(known.ContainsKey))
        {
            string? typed = item.Parameters.GetValueOrDefault(parameter);
            string name = typed ?? (given is null || parameter == WithInserts ? "" : known[parameter].Default?.Trim('"') ?? "");
            if (name.Length > 0 && !IsThere(item, known, folder, name))
            {
                throw new UsageException(
                    (
                        typed is null
                            ? $"-p {Folder}={given}: no recording \"{name}\" is there, which {item.Name} reads (-p {parameter}=NAME names another)."
                            : $"-p {parameter}={typed}: no recording \"{name}\" is in {folder}, where {item.Name} looks for it (-p {Folder}=FOLDER names another)."
                    ) + $" {Holds(item, place, folder)} `notebookkit diagnose {place}` takes any folder of captures."
                );
            }
        }
    }

    // Stacks may lie in a recording of their own beside that of the same case.
    private static bool IsThere(NotebookItem item, IReadOnlyDictionary<string, RunParameter> known, string folder, string name)
    {
        string? before = item.Parameters.GetValueOrDefault(Stacks) ?? known.GetValueOrDefault(Stacks)?.Default?.Trim('"');
        return Recording.IsIn(Path.Combine(folder, name)) || (before is not null && Recording.IsIn(Path.Combine(folder, before + name)));
    }

    private static string Holds(NotebookItem item, string place, string folder)
    {
        if (!Directory.Exists(folder))
        {
            return $"There is no folder {place}{GivenPlaces.Looked(item, place)}.";
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
