using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using NotebookKit.Hosts;

namespace NotebookKit.Redaction;

/// <summary>Redacts a recording: every file of it, the files' names, and what
/// <c>recording.json</c> says; the result is sealed anew.</summary>
/// <param name="recording">The recording, intact.</param>
/// <param name="redactor">What replaces, the same for all of a case.</param>
internal sealed class RecordingRedaction(Recording recording, Redactor redactor)
{
    // What the document's readers know by name, and no recording can call otherwise.
    private static readonly string[] Own = ["schema", "kind", "recorded", "start", "end", "sha256", "label"];
    private readonly FileRedaction _files = new(redactor);
    private readonly List<string> _leftOut = [];

    /// <summary>Files that could not be looked through and are not in the result, a sentence each.</summary>
    public IReadOnlyList<string> LeftOut => _leftOut;

    /// <summary>Learns the names that the recording gives; of all recordings of a case, before one is redacted.</summary>
    public void Learn()
    {
        foreach (RecordedFile file in recording.Files)
        {
            byte[] bytes = File.ReadAllBytes(recording.PathOf(file.Path));
            _files.Learn(bytes);
            if (IsValue(file.Path))
            {
                redactor.LearnValue(Encoding.UTF8.GetString(bytes));
            }
        }

        using JsonDocument json = Json();
        _files.LearnJson("", json.RootElement, captured: false);
        redactor.Learn(recording.Host.Uname ?? "");
    }

    /// <summary>Writes the redacted recording.</summary>
    /// <param name="folder">Its folder, not there yet.</param>
    /// <returns>The recording.</returns>
    public Recording Write(string folder)
    {
        Directory.CreateDirectory(folder);
        var files = new JsonObject();
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (RecordedFile file in recording.Files.OrderBy(file => file.Path, StringComparer.Ordinal))
        {
            byte[] was = File.ReadAllBytes(recording.PathOf(file.Path));
            (byte[]? bytes, string? why) =
                IsValue(file.Path) && NativeText.Of(was) is { } value
                    ? (value.Bytes(redactor.RedactField("serial", value.Text)), null)
                    : _files.Redact(was);
            if (bytes is null)
            {
                _leftOut.Add($"{redactor.Redact(recording.Name)}/{redactor.Redact(file.Path)}: {why}");
                continue;
            }

            string name = Free(redactor.Redact(file.Path), names.Values);
            string path = Path.Combine(folder, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, bytes);
            names.Add(file.Path, name);
            files[name] = new JsonObject { ["bytes"] = bytes.Length, ["sha256"] = ContentHash.Of(bytes) };
        }

        using JsonDocument json = Json();
        var document = (JsonObject)Redacted("", json.RootElement, names)!;
        document["files"] = files;
        document.Remove("seal");
        RecordingDocument sealable = JsonSerializer.Deserialize(document.ToJsonString(), RecordingJson.Strict.RecordingDocument)!;
        File.WriteAllBytes(Path.Combine(folder, Recording.FileName), sealable.Sealed().File);
        return Recording.OpenToVerify(folder);
    }

    // A file of sysfs whose whole text is a serial: /sys/block/sda/device/serial.
    private static bool IsValueAlone(string path) =>
        Path.GetFileNameWithoutExtension(path)
            is "serial"
                or "vpd_pg80"
                or "serial_number"
                or "product_serial"
                or "board_serial"
                or "chassis_serial"
                or "wwid";

    private bool IsValue(string path) =>
        IsValueAlone(path) || recording.Steps.Any(step => step.Stdout == path && step.Argv is [_, var read] && IsValueAlone(read));

    private JsonDocument Json() => JsonDocument.Parse(File.ReadAllBytes(Path.Combine(recording.Folder, Recording.FileName)));

    private JsonNode? Redacted(string field, JsonElement value, Dictionary<string, string> names)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                var other = new JsonObject();
                foreach (JsonProperty inner in value.EnumerateObject())
                {
                    // The files are listed by what they are now.
                    if (field.Length > 0 || inner.Name is not ("files" or "seal"))
                    {
                        other[redactor.RedactKey(inner.Name)] = Redacted(inner.Name, inner.Value, names);
                    }
                }

                return other;
            case JsonValueKind.Array:
                return new JsonArray([
                    .. value
                        .EnumerateArray()
                        .Where(inner => field != "outputs" || names.ContainsKey(inner.GetString()!))
                        .Select(inner => Redacted(field, inner, names)),
                ]);
            case JsonValueKind.String when field is "stdout" or "stderr" or "outputs":
                return names.GetValueOrDefault(value.GetString()!);
            case JsonValueKind.String:
                return Own.Contains(field) ? value.GetString()
                    : field == "firmware" ? value.GetString()
                    : redactor.RedactField(field, value.GetString()!);
            default:
                return JsonNode.Parse(value.GetRawText());
        }
    }

    private static string Free(string name, ICollection<string> taken)
    {
        string free = name;
        for (int number = 2; taken.Contains(free); number++)
        {
            free = Path.Combine(Path.GetDirectoryName(name)!, $"{number}-{Path.GetFileName(name)}");
        }

        return free;
    }
}
