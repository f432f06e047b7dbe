using System.Globalization;
using System.Reflection;
using System.Text.Json.Nodes;
using NotebookKit.Kernel.Notebooks;

namespace NotebookKit.Cli.Running;

/// <summary>Looks whether a pack's manifest says what this program writes: a seal proves
/// that nobody changed it since, not that it makes sense.</summary>
internal sealed class PackManifest
{
    /// <summary>The version that is written and read.</summary>
    public const int Version = 1;

    /// <summary>What makes packs: this program, and the commit it was built of.</summary>
    public static readonly string Product =
        "NotebookKit "
        + typeof(PackManifest)
            .Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!
            .InformationalVersion.Replace("+", ", commit ", StringComparison.Ordinal);

    private const string Notebooks = PackedNotebooks.Folder;
    private const string Pages = PackedPages.Folder;
    private readonly IReadOnlySet<string> _files;
    private readonly List<string> _faults = [];
    private readonly HashSet<string> _told = new(StringComparer.Ordinal) { Pages + RecordPages.Index };

    private PackManifest(IReadOnlySet<string> files) => _files = files;

    /// <summary>What is wrong with it, a sentence each.</summary>
    /// <param name="manifest">The manifest.</param>
    /// <param name="files">The names of all files that it lists.</param>
    public static IReadOnlyList<string> Faults(JsonObject manifest, IReadOnlySet<string> files)
    {
        var look = new PackManifest(files);
        look.Look(manifest);
        return look._faults;
    }

    private void Look(JsonObject manifest)
    {
        if (Number(manifest["version"]) is var version and not Version)
        {
            Fault($"its version is {version?.ToString(CultureInfo.InvariantCulture) ?? "none"}, and this program reads {Version}");
            return; // of another version nothing below is known
        }

        JsonArray? listed = manifest["files"] as JsonArray;
        for (int i = 0; i < listed?.Count; i++)
        {
            if (
                listed[i] is not JsonObject file
                || JupyterJson.Text(file["path"]) is null
                || JupyterJson.Text(file["sha256"]) is not { Length: 64 }
                || Number(file["bytes"]) is null or < 0
            )
            {
                Fault($"files[{i}] is no path with its bytes and sha256");
            }
        }

        if (manifest["records"] is not JsonArray records)
        {
            Fault("it has no list of records");
            return;
        }

        if (records.Count == 0 && !_files.Any(file => file.StartsWith(PackedRecordings.Folder + "/", StringComparison.Ordinal)))
        {
            Fault("it lists no record and no recording");
        }

        for (int i = 0; i < records.Count; i++)
        {
            if (records[i] is JsonObject record)
            {
                Record(record, $"records[{i}]");
            }
            else
            {
                Fault($"records[{i}] is no object");
            }
        }

        if (manifest["redaction"] is { } redaction && (redaction is not JsonObject stated || JupyterJson.Text(stated["by"]) is null))
        {
            Fault("redaction does not say by what");
        }

        if (records.Count == 0)
        {
            _told.Remove(Pages + RecordPages.Index);
        }

        IEnumerable<string> untold = _files.Where(file => !_told.Contains(file) && !PackedPictures.IsPlace(file) && !IsOfRecording(file));
        _faults.AddRange(untold.Order(StringComparer.Ordinal).Select(file => $"{file} belongs to no record of {CasePack.ManifestName}"));
    }

    // recordings/NAME/... or recordings/NUMBER/NAME/...
    private bool IsOfRecording(string file) =>
        file.Split('/') is [PackedRecordings.Folder, _, _, ..] parts
        && (
            _files.Contains($"{PackedRecordings.Folder}/{parts[1]}/{Recording.FileName}")
            || (parts.Length > 3 && _files.Contains($"{PackedRecordings.Folder}/{parts[1]}/{parts[2]}/{Recording.FileName}"))
        );

    private void Record(JsonObject record, string where)
    {
        Listed(record["notebook"], where + ".notebook", Notebooks);
        Listed(record["page"], where + ".page", Pages);
        if (JupyterJson.Text(record["notebook"]) is { } notebook && JupyterJson.Text(record["page"]) != PackedPages.Of(notebook))
        {
            Fault($"{where}.page is not that of its notebook");
        }

        if (record["parameters"] is not JsonObject parameters || parameters.Any(one => JupyterJson.Text(one.Value) is null))
        {
            Fault($"{where}.parameters is no object of texts");
        }

        if (record["recordings"] is not JsonArray recordings)
        {
            Fault($"{where}.recordings is no list");
            return;
        }

        for (int i = 0; i < recordings.Count; i++)
        {
            if (
                recordings[i] is not JsonObject used
                || JupyterJson.Text(used["folder"]) is not { } folder
                || !_files.Contains($"{folder}/{Recording.FileName}")
            )
            {
                Fault($"{where}.recordings[{i}] names no recording of the pack");
            }
            else if (
                used["case"] is { } held
                && (JupyterJson.Text(held) is not { } name || name is "" or "." or ".." || Path.GetFileName(name) != name)
            )
            {
                Fault($"{where}.recordings[{i}].case is no name of a folder");
            }
        }
    }

    // A file of the pack that lies where such files do, and that no other record names.
    private void Listed(JsonNode? value, string where, string folder)
    {
        string? name = JupyterJson.Text(value);
        if (name is null || !name.StartsWith(folder, StringComparison.Ordinal) || !_files.Contains(name))
        {
            Fault($"{where} names no file in {folder} of the pack");
        }
        else if (!_told.Add(name))
        {
            Fault($"{where} is {name}, as another's");
        }
    }

    private void Fault(string words) => _faults.Add($"{CasePack.ManifestName}: {words}");

    private static long? Number(JsonNode? value) => value is JsonValue one && one.TryGetValue(out long number) ? number : null;
}
