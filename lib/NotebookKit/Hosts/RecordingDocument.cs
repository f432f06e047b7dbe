using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace NotebookKit.Hosts;

/// <summary>What <c>recording.json</c> holds, as it is written.</summary>
internal sealed record RecordingDocument
{
    public const string SchemaName = "notebookkit-recording";
    public const int SchemaVersion = 1;

    // Captured text stays readable in the file; it is escaped where it is shown.
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        NewLine = "\n",
        AllowDuplicateProperties = false,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

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

    public IReadOnlyDictionary<string, JsonElement> Settings { get; init; } = new Dictionary<string, JsonElement>();

    public required IReadOnlyList<RecordedStep> Steps { get; init; }

    public required IReadOnlyDictionary<string, FileEntry> Files { get; init; }

    public byte[] Write() => [.. JsonSerializer.SerializeToUtf8Bytes(this, Json), (byte)'\n'];

    public static RecordingDocument Read(byte[] bytes, string path)
    {
        try
        {
            Check(bytes, path);
            return JsonSerializer.Deserialize<RecordingDocument>(bytes, Json) ?? throw new RecordingException($"{path}: the file holds null.");
        }
        catch (JsonException fault)
        {
            string place = fault.LineNumber is { } line ? $" line {line + 1} column {fault.BytePositionInLine + 1}" : "";
            throw new RecordingException($"{path}{place}: {fault.Message}", fault);
        }
    }

    // The version first: a later version may differ in anything else, and that should not be the error shown.
    private static void Check(byte[] bytes, string path)
    {
        using JsonDocument json = JsonDocument.Parse(bytes);
        JsonElement root = json.RootElement;
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("schema", out JsonElement schema)
            || schema.ValueKind != JsonValueKind.String || schema.GetString() != SchemaName)
        {
            throw new RecordingException($"{path}: expected \"schema\": \"{SchemaName}\"; this is another kind of file.");
        }

        if (!root.TryGetProperty("version", out JsonElement version) || version.ValueKind != JsonValueKind.Number
            || !version.TryGetInt32(out int number) || number != SchemaVersion)
        {
            string found = version.ValueKind == JsonValueKind.Undefined ? "none" : version.GetRawText();
            throw new RecordingException($"{path}: recording version {found}; this NotebookKit reads version {SchemaVersion}. Use the NotebookKit that wrote it, or a later one.");
        }
    }

    /// <summary>What is kept of a file.</summary>
    internal sealed record FileEntry(string Sha256, long Bytes);
}
