using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using NotebookKit.Kernel.Notebooks;
using NotebookKit.Kernel.Running;

namespace NotebookKit.Cli.Running;

/// <summary>The executed notebooks of a pack that was checked.</summary>
internal static class PackedNotebooks
{
    /// <summary>Where they lie in a pack.</summary>
    public const string Folder = "notebooks/";

    /// <summary>Reads one.</summary>
    /// <param name="zip">The pack.</param>
    /// <param name="name">Its name in it.</param>
    /// <param name="source">Where its cells believe to lie.</param>
    /// <exception cref="NotebookFormatException">It is no notebook.</exception>
    public static NotebookDocument Read(ZipArchive zip, string name, string source)
    {
        ZipArchiveEntry entry = zip.GetEntry(name) ?? throw new NotebookFormatException($"{name} is not in the pack");
        if (entry.Length > NotebookDocument.LongestFile)
        {
            throw new NotebookFormatException($"{name} is longer than a notebook may be");
        }

        using var reader = new StreamReader(entry.Open(), Encoding.UTF8);
        return NotebookDocument.Parse(reader.ReadToEnd(), source);
    }

    /// <summary>The records that a manifest lists.</summary>
    public static IEnumerable<JsonObject> Records(PackCheck check) =>
        (check.Manifest?["records"] as JsonArray ?? [])
            .OfType<JsonObject>()
            .Where(record => JupyterJson.Text(record["notebook"]) is not null);

    /// <summary>A run that the manifest tells otherwise than the notebook itself: a sentence; null for none.</summary>
    /// <param name="notebook">The notebook.</param>
    /// <param name="record">What the manifest says of it.</param>
    /// <param name="isRedacted">True where the manifest states a redaction.</param>
    public static string? OtherRun(NotebookDocument notebook, JsonObject record, bool isRedacted)
    {
        if (RunRecord.Of(notebook) is not { } run)
        {
            return "it does not say how it was run";
        }

        if (RecordStamp.Of(notebook).IsRedacted != isRedacted)
        {
            return isRedacted
                ? $"it does not say that it is redacted, as {CasePack.ManifestName} does"
                : $"it says that it is redacted, and {CasePack.ManifestName} does not";
        }

        IEnumerable<KeyValuePair<string, string?>> listed = (record["parameters"] as JsonObject ?? []).Select(one =>
            KeyValuePair.Create(one.Key, JupyterJson.Text(one.Value))
        );
        (string What, string? Listed, string? Own)[] said =
        [
            ("result", JupyterJson.Text(record["result"]), run.Result),
            ("engine", JupyterJson.Text(record["engine"]), run.Engine),
            ("parameters", InOrder(listed), InOrder(run.Parameters!)),
        ];
        return said.Where(one => one.Listed != one.Own)
            .Select(one => $"its {one.What} is \"{one.Own}\", and {CasePack.ManifestName} says \"{one.Listed}\"")
            .FirstOrDefault();

        static string InOrder(IEnumerable<KeyValuePair<string, string?>> all) =>
            string.Join(", ", all.OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => $"{one.Key}={one.Value}"));
    }

    /// <summary>A recording whose seal the notebook carries and that is another one in the
    /// pack: the outputs are not of what is packed. A sentence; null for none.</summary>
    /// <param name="zip">The pack.</param>
    /// <param name="notebook">The notebook.</param>
    /// <param name="record">What the manifest says of it.</param>
    public static string? OtherSeal(ZipArchive zip, NotebookDocument notebook, JsonObject record)
    {
        IReadOnlyList<UsedRecording> recordings = RecordStamp.Of(notebook).Recordings;
        JsonObject?[] all = [.. (record["recordings"] as JsonArray ?? []).Select(one => one as JsonObject)];
        if (all.Length != recordings.Count)
        {
            return $"it used {recordings.Count} recordings, and {CasePack.ManifestName} lists {all.Length} for it";
        }

        foreach ((UsedRecording used, JsonObject? listed) in recordings.Zip(all))
        {
            string file = $"{JupyterJson.Text(listed?["folder"])}/{Recording.FileName}";
            if (zip.GetEntry(file) is not { } entry)
            {
                return $"it used the recording {used.Name}, which is not in the pack";
            }

            if (SealIn(entry) is var packed && packed != used.Seal)
            {
                return $"its outputs are of {used.Name} with the seal {used.Seal ?? "none"}, and {file} has {packed ?? "none"}";
            }

            (string What, string? Own)[] said = [("seal", used.Seal), ("parameter", used.Parameter), ("case", used.Case)];
            if (said.FirstOrDefault(one => JupyterJson.Text(listed?[one.What]) != one.Own) is { What: { } what, Own: var own })
            {
                return $"the {what} of {used.Name} is {own ?? "none"} in it, and {JupyterJson.Text(listed?[what]) ?? "none"} in {CasePack.ManifestName}";
            }
        }

        return null;
    }

    private static string? SealIn(ZipArchiveEntry entry)
    {
        try
        {
            using Stream stream = entry.Open();
            return JupyterJson.Text(((JsonNode.Parse(stream) as JsonObject)?["seal"] as JsonObject)?["sha256"]);
        }
        catch (System.Text.Json.JsonException)
        {
            return null;
        }
    }

    /// <summary>Outputs that no run from top to bottom left: cells out of order, or never
    /// run and yet with outputs. A sentence for the first.</summary>
    public static string? Stale(NotebookDocument document)
    {
        int? before = 0;
        foreach (NotebookCell cell in document.Cells.Where(cell => cell.Kind == CellKind.Code))
        {
            if (cell.ExecutionCount is null && cell.Outputs.Count > 0)
            {
                return $"cell {cell.Id} shows outputs and was not run";
            }

            if (cell.ExecutionCount is { } count)
            {
                if (before is null || count != before + 1)
                {
                    return $"cell {cell.Id} was run as number {count}, not in the order of the notebook: its outputs may be stale";
                }

                before = count;
            }
            else if (cell.Source.Trim().Length > 0)
            {
                before = null; // a run that ended there; nothing behind it may have run
            }
        }

        return null;
    }
}
