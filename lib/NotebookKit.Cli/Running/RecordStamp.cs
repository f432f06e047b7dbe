using System.Text.Json.Nodes;
using NotebookKit.Cases;
using NotebookKit.Hosts;
using NotebookKit.Kernel.Notebooks;
using NotebookKit.Kernel.Running;

namespace NotebookKit.Cli.Running;

/// <summary>What a record carries beside its cells, in its metadata: the recordings it used, its answer, and whom to ask.</summary>
/// <remarks>Written as the run ends, when the recordings are at hand: whoever makes a page of it later may not have them.</remarks>
internal sealed record RecordStamp(IReadOnlyList<UsedRecording> Recordings, RecordAnswer? Answer, string? Ask)
{
    /// <summary>The metadata that says of a notebook that its names are invented ones.</summary>
    public const string Redacted = "redacted";

    private const string Key = "notebookkit";

    // What somebody brought goes before what the notebook would take else.
    private static readonly string[] Subjects = ["capture", "defect"];

    /// <summary>True where the names in it are invented ones.</summary>
    public bool IsRedacted { get; init; }

    /// <summary>
    /// What a notebook says that it shows in place of the recordings it read (its metadata,
    /// <c>notebookkit.about</c>), such as hosts made of them; null where it shows these, and where it read none.
    /// </summary>
    public string? About { get; init; }

    /// <summary>The recordings that parameters name; of none, all; of a notebook that shows something else, none.</summary>
    public IReadOnlyList<UsedRecording> Named =>
        About is not null ? []
        : Recordings.Any(one => one.Parameter is not null) ? [.. Recordings.Where(one => one.Parameter is not null)]
        : Recordings;

    /// <summary>The recording that the record is about: the one with the defect, else the first.</summary>
    public UsedRecording? Subject =>
        Subjects.Select(name => Recordings.FirstOrDefault(one => one.Parameter == name)).FirstOrDefault(one => one is not null)
        ?? (Named.Count > 0 ? Named[0] : null);

    /// <summary>What a recording is called beside the others: its name, and where another
    /// has that too, as those of one host have, what it was used as.</summary>
    public string TitleOf(UsedRecording used) =>
        Recordings.Count(one => one.Name == used.Name) < 2 ? used.Name : $"{used.Name} ({used.Parameter ?? used.Captured ?? used.Folder})";

    /// <summary>Describes a run that ended.</summary>
    /// <param name="document">The executed notebook.</param>
    /// <param name="record">Where it is written: the recordings are named from there.</param>
    /// <param name="opened">Folders of the recordings that its cells opened.</param>
    /// <param name="ask">Whom to ask about it; null where nobody was named.</param>
    public static void Write(NotebookDocument document, string record, IReadOnlyList<string> opened, string? ask)
    {
        string from = Path.GetDirectoryName(document.FullPath)!;
        Dictionary<string, (string Parameter, string? Case)> named = Parameters(document, from);
        UsedRecording[] used =
        [
            .. opened
                .Select(folder =>
                    UsedRecording.Of(folder, Path.GetDirectoryName(Path.GetFullPath(record))!, named.GetValueOrDefault(folder))
                )
                .OfType<UsedRecording>(),
        ];
        string[] order = [.. named.Values.Select(one => one.Parameter)];
        used =
        [
            .. used.OrderBy(one => one.Parameter is null ? order.Length : Array.IndexOf(order, one.Parameter))
                .ThenBy(one => one.Name, StringComparer.Ordinal),
        ];
        if (document.Metadata[Key] is not JsonObject own)
        {
            document.Metadata[Key] = own = [];
        }

        own["recordings"] = new JsonArray([.. used.Select(one => one.ToJson())]);
        string? Folder(string parameter) =>
            named.FirstOrDefault(pair => pair.Value.Parameter == parameter).Key is { } folder && opened.Contains(folder) ? folder : null;
        string? subject = Subjects.Select(Folder).FirstOrDefault(folder => folder is not null);
        string? pair = named.Keys.Where(opened.Contains).FirstOrDefault(folder => ArticlePair.Of(folder) is not null);
        bool said = document
            .Cells.SelectMany(cell => cell.Outputs)
            .Any(output => output?["data"] is JsonObject data && data.ContainsKey(InvestigationJson.MimeType));
        RecordAnswer? answer =
            (Folder("plain"), Folder("fix")) is ({ } plain, { } fix) && subject is not null && !said
                ? RecordAnswer.Judge(subject, plain, fix)
            : pair is not null && (subject ?? pair) == pair ? ArticlePair.Judge(pair, opened)
            : said || subject is null ? null
            : RecordAnswer.Judge(subject, null, null);
        Set(own, "answer", answer?.ToJson());
        Set(own, "ask", ask);
    }

    /// <summary>Reads what a record carries; of one that carries nothing, nothing.</summary>
    public static RecordStamp Of(NotebookDocument document)
    {
        var own = document.Metadata[Key] as JsonObject;
        return new RecordStamp(
            own?["recordings"] is JsonArray used ? [.. used.Select(UsedRecording.Of).OfType<UsedRecording>()] : [],
            RecordAnswer.Read(own?["answer"]),
            JupyterJson.Text(own?["ask"])
        )
        {
            About = own?["recordings"] is JsonArray { Count: > 0 } ? JupyterJson.Text(own["about"]) : null,
            IsRedacted = own?[Redacted] is JsonValue value && value.TryGetValue(out bool redacted) && redacted,
        };
    }

    private static void Set(JsonObject own, string name, JsonNode? value)
    {
        if (value is null)
        {
            own.Remove(name);
        }
        else
        {
            own[name] = value;
        }
    }

    // Which parameter named which recording: a path from the notebook's folder, or a name
    // in the folder of recordings; or a case that holds it.
    private static Dictionary<string, (string Parameter, string? Case)> Parameters(NotebookDocument document, string from)
    {
        IReadOnlyDictionary<string, string> given = RunRecord.Of(document)?.Parameters ?? new Dictionary<string, string>();
        var values = RunParameters
            .Of(document)
            .Select(one => (Name: one.Key, Value: given.GetValueOrDefault(one.Key) ?? one.Value.Default?.Trim('"') ?? ""))
            .Where(one => one.Value.Length is > 0 and < 4096)
            .ToList();
        string data = values.FirstOrDefault(one => one.Name == "data").Value is { } folder ? Path.Combine(from, folder) : from;
        var named = new Dictionary<string, (string Parameter, string? Case)>(StringComparer.Ordinal);
        foreach (
            (string name, string value) in values.Where(one => one.Name != "data" && !one.Value.Contains('\0', StringComparison.Ordinal))
        )
        {
            foreach (
                string path in new[] { Path.GetFullPath(Path.Combine(data, value)), Path.GetFullPath(Path.Combine(from, value)) }.Select(
                    Path.TrimEndingDirectorySeparator
                )
            )
            {
                if (Recording.IsIn(path))
                {
                    Name(path, (name, null));
                }
                else if (CaseFolder.IsIn(path))
                {
                    foreach (string recording in new CaseFolder(path).Recordings)
                    {
                        Name(recording, (name, Path.GetFileName(path)));
                    }
                }
            }
        }

        return named;

        // One recording alone is all of them, and what it is judged as is what the record is about.
        void Name(string recording, (string Parameter, string? Case) asked)
        {
            if (!named.TryAdd(recording, asked) && Subjects.Contains(asked.Parameter))
            {
                named[recording] = asked;
            }
        }
    }
}
