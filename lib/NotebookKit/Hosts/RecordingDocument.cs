using System.Text.Json;
using System.Text.Json.Serialization;

namespace NotebookKit.Hosts;

/// <summary>What <c>recording.json</c> holds, as it is written.</summary>
internal sealed record RecordingDocument
{
    public const string SchemaName = "notebookkit-recording";

    /// <summary>The version written: the file ends in a seal.</summary>
    public const int SchemaVersion = 2;

    /// <summary>The version before it, which has no seal.</summary>
    public const int UnsealedVersion = 1;

    private const long MostBytes = 64L << 20; // of some 100 bytes a value: no run of commands comes near

    public required string Schema { get; init; }

    public required int Version { get; init; }

    public required RecordingKind Kind { get; init; }

    public required string Name { get; init; }

    public required string Title { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string? Label { get; init; }

    public string? Origin { get; init; }

    public string? Recorded { get; init; }

    public required Fingerprint Host { get; init; }

    public required IReadOnlyDictionary<string, string> Tools { get; init; }

    // Where a document leaves a member out, the reader made at compile time sets it to null.
    public IReadOnlyDictionary<string, JsonElement> Settings
    {
        get;
        init => field = value ?? new Dictionary<string, JsonElement>();
    } = new Dictionary<string, JsonElement>();

    public required IReadOnlyList<RecordedStep> Steps { get; init; }

    public required IReadOnlyDictionary<string, FileEntry> Files { get; init; }

    public RecordingSeal? Seal { get; init; }

    /// <summary>Seals the document as it is.</summary>
    /// <returns>The file's bytes, and the document with its seal.</returns>
    public (byte[] File, RecordingDocument Document) Sealed()
    {
        RecordingDocument body = this with { Version = SchemaVersion, Seal = null };
        (byte[] file, RecordingSeal seal) = RecordingSeal.Put(
            JsonSerializer.SerializeToUtf8Bytes(body, RecordingJson.Strict.RecordingDocument)
        );
        return (file, body with { Seal = seal });
    }

    /// <summary>Reads a document; what is not as it was sealed is told, and no error yet.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="RecordingException">It is no such file, or not a whole one: says line and field.</exception>
    public static (RecordingDocument Document, IReadOnlyList<string> SealFaults) Read(string path)
    {
        byte[] bytes = Bytes(path);
        try
        {
            List<DocumentValue> values = DocumentValue.Of(bytes, path);
            Check(bytes, path);
            RecordingDocument document = JsonSerializer.Deserialize(bytes, RecordingJson.Strict.RecordingDocument)!;
            RecordingFields.Check(document, values, path);
            return (
                document,
                document.Seal is { } seal ? seal.Faults(bytes, values, path)
                : document.Version == UnsealedVersion ? []
                : [$"{path}: the seal was taken out; a recording of version {document.Version} ends in one."]
            );
        }
        catch (JsonException fault)
        {
            string place = fault.LineNumber is { } line ? $" line {line + 1} column {fault.BytePositionInLine + 1}" : "";
            throw new RecordingException($"{path}{place}{RecordingFields.Named(fault)}", fault);
        }
    }

    private static byte[] Bytes(string path)
    {
        if (!FileKind.IsRegular(path))
        {
            throw new RecordingException($"{path} is {FileKind.Of(path)}, and no file; it is not read.");
        }

        using FileStream stream = File.OpenRead(path);
        if (stream.Length > MostBytes)
        {
            throw new RecordingException(
                $"{path} has {stream.Length} bytes: this is no recording's description, of which {MostBytes >> 20} MiB are read at most."
            );
        }

        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    // The version first: a later version may differ in anything else, and that should not be the error shown.
    private static void Check(byte[] bytes, string path)
    {
        using JsonDocument json = JsonDocument.Parse(bytes);
        JsonElement root = json.RootElement;
        if (
            root.ValueKind != JsonValueKind.Object
            || !root.TryGetProperty("schema", out JsonElement schema)
            || schema.ValueKind != JsonValueKind.String
            || !schema.ValueEquals(SchemaName)
        )
        {
            throw new RecordingException($"{path}: expected \"schema\": \"{SchemaName}\"; this is another kind of file.");
        }

        if (
            !root.TryGetProperty("version", out JsonElement version)
            || version.ValueKind != JsonValueKind.Number
            || !version.TryGetInt32(out int number)
            || number is not (SchemaVersion or UnsealedVersion)
        )
        {
            string found = version.ValueKind == JsonValueKind.Undefined ? "none" : version.GetRawText();
            throw new RecordingException(
                $"{path}: recording version {found}; this NotebookKit reads version {UnsealedVersion} and {SchemaVersion}. "
                    + "Use the NotebookKit that wrote it, or a later one."
            );
        }
    }

    /// <summary>What is kept of a file.</summary>
    internal sealed record FileEntry(string Sha256, long Bytes);
}
