using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using NotebookKit.Kernel.Notebooks;
using NotebookKit.Redaction;

namespace NotebookKit.Cli.Running;

/// <summary>Makes of a case, a pack, or executed notebooks a pack in which every name is
/// replaced, that still verifies and finds the same.</summary>
/// <param name="folder">A folder of its own to work in.</param>
/// <param name="keep">Names that stay.</param>
internal sealed partial class CaseRedaction(string folder, IReadOnlyList<string> keep)
{
    private readonly Dictionary<string, Recording> _recordings = new(StringComparer.Ordinal);
    private readonly List<(string Name, string Path, JsonObject Json)> _notebooks = [];
    private readonly Redactor _redactor = new(KitVocabulary.Own, keep);
    private readonly List<string> _leftOut = [];
    private int _same;

    /// <summary>What replaces, and what it replaced.</summary>
    public Redactor Redactor => _redactor;

    /// <summary>Recordings whose verdict is not the same behind it, with both.</summary>
    public List<string> Changed { get; } = [];

    /// <summary>What the pack states of its redaction.</summary>
    public JsonObject Statement { get; private set; } = [];

    /// <summary>Takes a pack: every file of it as the manifest lists it.</summary>
    public void AddPack(string path, long mostBytes)
    {
        foreach ((string name, string file) in UnpackedCase.Notebooks(path, Path.Combine(folder, "pack"), mostBytes))
        {
            AddNotebook(name, file, (JsonObject)JsonNode.Parse(NotebookDocument.Load(file).ToJson())!);
        }

        string unpacked = Path.Combine(folder, "pack");
        foreach (string recording in PackedRecordings.In(unpacked))
        {
            AddRecording(Path.Combine(unpacked, recording));
        }
    }

    /// <summary>Takes a recording.</summary>
    public void AddRecording(string path)
    {
        string full = Path.GetFullPath(path);
        if (_recordings.ContainsKey(full))
        {
            return;
        }

        Recording recording = Recording.OpenToVerify(full);
        if (recording.Verify() is [var fault, ..])
        {
            throw new UsageException($"{path} is not as it was recorded, and is not redacted: {fault}");
        }

        _recordings.Add(full, recording);
    }

    /// <summary>Takes an executed notebook, and the recordings that it used.</summary>
    public void AddNotebook(string name, string path) =>
        AddNotebook(name, path, (JsonObject)JsonNode.Parse(NotebookDocument.Load(path).ToJson())!);

    private void AddNotebook(string name, string path, JsonObject json)
    {
        _notebooks.Add((name, path, json));
        foreach (JsonObject used in Used(json))
        {
            AddRecording(Folder(path, used));
        }
    }

    /// <summary>Redacts all that was taken.</summary>
    /// <returns>The pack of it.</returns>
    public CasePack Redact(Action<string> complain)
    {
        RecordingRedaction[] all = [.. _recordings.Values.Select(recording => new RecordingRedaction(recording, _redactor))];
        foreach (RecordingRedaction one in all)
        {
            one.Learn();
        }

        LearnHosts();
        var places = new Dictionary<string, Recording>(StringComparer.Ordinal);
        var taken = new List<string>();
        foreach (((string path, Recording recording), RecordingRedaction redaction) in _recordings.Zip(all))
        {
            string place = PackedRecordings.Place(_redactor.Redact(Path.GetFileName(path)), taken);
            taken.Add(place);
            Recording other = redaction.Write(Path.Combine(folder, place));
            _leftOut.AddRange(redaction.LeftOut);
            places.Add(path, other);
            Compare(recording, other);
            if (recording.Seal is { } seal)
            {
                _redactor.Exchange(seal, other.Seal!);
            }
        }

        var pack = new CasePack();
        foreach (Recording recording in places.Values)
        {
            pack.AddRecording(recording.Folder, recording.Seal, "the case");
        }

        var redacted = new NotebookRedaction(_redactor);
        Directory.CreateDirectory(Path.Combine(folder, "notebooks"));
        foreach ((string name, string path, JsonObject json) in _notebooks)
        {
            JsonObject other = redacted.Redact(json);
            if (other["metadata"]?["notebookkit"] is JsonObject own)
            {
                own[RecordStamp.Redacted] = true;
            }

            foreach ((JsonObject used, JsonObject was) in Used(other).Zip(Used(json)))
            {
                Recording recording = places[Folder(path, was)];
                used["folder"] = "../" + Path.GetRelativePath(folder, recording.Folder);
                used["seal"] = recording.Seal;
            }

            string file = Path.Combine(folder, "notebooks", _redactor.Redact(name) + ".ipynb");
            File.WriteAllText(file, other.ToJsonString(Layout) + "\n");
            pack.AddRecord(Path.GetFileNameWithoutExtension(file), file, complain);
        }

        return pack.Stating(
            Statement = new JsonObject
            {
                ["by"] =
                    "names, identifiers and addresses that are not of the kit's own vocabulary are replaced by invented ones, the same everywhere in this pack",
                ["words"] = _redactor.Words.Count,
                ["identifiers"] = _redactor.Identifiers.Count,
                ["picturesDrawnAgain"] = redacted.Drawn,
                ["picturesLeftOut"] = redacted.Dropped,
                ["recordingsWithTheSameVerdict"] = _same,
                ["recordings"] = _recordings.Count,
                ["leftOut"] = new JsonArray([.. _leftOut.Select(line => (JsonNode)JsonValue.Create(line))]),
                ["kept"] = new JsonArray([.. keep.Select(name => (JsonNode)JsonValue.Create(name))]),
            }
        );
    }

    /// <summary>Writes what stands for what, for whoever keeps it.</summary>
    public byte[] Map() =>
        Encoding.UTF8.GetBytes(
            new JsonObject { ["words"] = Ordered(_redactor.Words), ["identifiers"] = Ordered(_redactor.Identifiers) }.ToJsonString(Layout)
                + "\n"
        );

    private static readonly JsonSerializerOptions Layout = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static JsonObject Ordered(IReadOnlyDictionary<string, string> map) =>
        new(map.OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => KeyValuePair.Create(one.Key, (JsonNode?)one.Value)));

    // A notebook tells of hosts too, whose recording may be none of these.
    private void LearnHosts()
    {
        foreach (JsonObject used in _notebooks.SelectMany(one => Used(one.Json)))
        {
            _redactor.LearnName(JupyterJson.Text(used["host"]) ?? "");
        }
    }

    // The verdict with its names replaced is to be the verdict on what was replaced.
    private void Compare(Recording recording, Recording other)
    {
        try
        {
            (Investigation before, Investigation after) = (Investigation.Open(recording.Folder), Investigation.Open(other.Folder));
            string expected = string.Join(
                ' ',
                before.Devices.Select(device => $"{device.State} {device.Cause?.Kind}").Order(StringComparer.Ordinal)
            );
            string found = string.Join(
                ' ',
                after.Devices.Select(device => $"{device.State} {device.Cause?.Kind}").Order(StringComparer.Ordinal)
            );
            if (before.State == after.State && expected == found && Numbers(before.Sentence) == Numbers(after.Sentence))
            {
                _same++;
            }
            else
            {
                Changed.Add($"{other.Name}: \"{_redactor.Redact(before.Sentence)}\" before, \"{after.Sentence}\" behind it");
            }
        }
        catch (Exception error) when (error is RecordingException or CaptureFormatException or IOException or ArgumentException)
        {
            _same++; // nothing to judge in either
        }
    }

    private static string Numbers(string sentence) => string.Join(' ', Number().Matches(sentence).Select(number => number.Value));

    [GeneratedRegex(@"(?<![\w.-])\d[\d.,]*(?![\w-])", RegexOptions.CultureInvariant)]
    private static partial Regex Number();

    private static string Folder(string notebook, JsonObject used) =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Path.GetFullPath(notebook))!, JupyterJson.Text(used["folder"]) ?? ""));

    private static IEnumerable<JsonObject> Used(JsonObject notebook) =>
        (notebook["metadata"]?["notebookkit"]?["recordings"] as JsonArray ?? []).OfType<JsonObject>();
}
