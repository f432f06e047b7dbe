using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using NotebookKit.Files;

namespace NotebookKit.Diagnosis;

/// <summary>The JSON of findings: schema <c>notebookkit.findings</c>, version 1.</summary>
/// <remarks>
/// <code>
/// { "schema": "notebookkit.findings", "version": 1,
///   "title": text or null,
///   "findings": [
///     { "statement": text,
///       "kind": text or null,                        a short name that programs know
///       "severity": "info" | "notice" | "warning" | "critical",
///       "value": number or null, "unit": text or null,
///       "denominator": "none" | "bio" | "request" | "interval",
///       "numbers": [ { "name": text, "value": number, "unit": text or null } ],
///       "evidence": [ { "source": text, "rows": text or null } ],
///       "rivalsRuledOut": [ text ],
///       "leftOpen": text or null,
///       "cell": text or null,                        the notebook's cell that shows the rows
///       "confidence": { "level": "low" | "medium" | "high", "basis": text } or null } ] }
/// </code>
/// Members are always written. A reader must pass over members it does not know; a change that would break a reader raises the version.
/// All characters outside ASCII, and those that HTML minds, are written as escapes.
/// </remarks>
internal static class FindingsJson
{
    /// <summary>The schema's name.</summary>
    public const string Schema = "notebookkit.findings";

    /// <summary>The version written, and the newest one read.</summary>
    public const int Version = 1;

    /// <summary>Writes findings.</summary>
    public static string Write(Findings findings)
    {
        ArgumentNullException.ThrowIfNull(findings);
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteString("schema", Schema);
            json.WriteNumber("version", Version);
            json.WriteString("title", findings.Title);
            json.WriteStartArray("findings");
            foreach (Finding finding in findings)
            {
                Write(json, finding);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }

    /// <summary>Reads findings.</summary>
    /// <exception cref="FormatException">The text is not JSON of this schema, or of a newer version; says what is wrong.</exception>
    public static Findings Read(string json)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            JsonElement root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || Text(root, "schema") != Schema)
            {
                throw new FormatException($"not findings: expected an object with \"schema\": \"{Schema}\"");
            }

            int version = root.GetProperty("version").GetInt32();
            if (version is < 1 or > Version)
            {
                throw new FormatException(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"findings of version {version}; this program reads up to {Version}: use a newer one"
                    )
                );
            }

            var findings = new Findings(Text(root, "title"));
            foreach (JsonElement finding in root.GetProperty("findings").EnumerateArray())
            {
                findings.Add(ReadOne(finding));
            }

            return findings;
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or ArgumentException)
        {
            throw new FormatException($"not findings of schema {Schema}, version {Version}: {JsonFault.Of(error)}", error);
        }
    }

    private static void Write(Utf8JsonWriter json, Finding finding)
    {
        json.WriteStartObject();
        json.WriteString("statement", finding.Statement);
        json.WriteString("kind", finding.Kind);
        json.WriteString("severity", FindingText.Word(finding.Severity));
        WriteNumber(json, "value", finding.Value);
        json.WriteString("unit", finding.Unit);
        json.WriteString("denominator", FindingText.Word(finding.Denominator));
        json.WriteStartArray("numbers");
        foreach (FindingNumber number in finding.Numbers)
        {
            json.WriteStartObject();
            json.WriteString("name", number.Name);
            json.WriteNumber("value", number.Value);
            json.WriteString("unit", number.Unit);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("evidence");
        foreach (FindingEvidence evidence in finding.Evidence)
        {
            json.WriteStartObject();
            json.WriteString("source", evidence.Source);
            json.WriteString("rows", evidence.Rows);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("rivalsRuledOut");
        foreach (string rival in finding.RivalsRuledOut)
        {
            json.WriteStringValue(rival);
        }

        json.WriteEndArray();
        json.WriteString("leftOpen", finding.LeftOpen);
        json.WriteString("cell", finding.Cell);
        if (finding.Confidence is { } confidence)
        {
            json.WriteStartObject("confidence");
            json.WriteString("level", FindingText.Word(confidence.Level));
            json.WriteString("basis", confidence.Basis);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("confidence");
        }

        json.WriteEndObject();
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, number);
        }
        else
        {
            json.WriteNull(name);
        }
    }

    private static Finding ReadOne(JsonElement from) =>
        new(Text(from, "statement") ?? "")
        {
            Kind = Text(from, "kind"),
            Severity = Word<Severity>(from, "severity", FindingText.Word),
            Value = Optional(from, "value") is { } value ? value.GetDouble() : null,
            Unit = Text(from, "unit"),
            Denominator = Word<FindingDenominator>(from, "denominator", FindingText.Word),
            Numbers =
            [
                .. Items(from, "numbers")
                    .Select(item => new FindingNumber(Text(item, "name") ?? "", item.GetProperty("value").GetDouble(), Text(item, "unit"))),
            ],
            Evidence = [.. Items(from, "evidence").Select(item => new FindingEvidence(Text(item, "source") ?? "", Text(item, "rows")))],
            RivalsRuledOut = [.. Items(from, "rivalsRuledOut").Select(item => item.GetString() ?? "")],
            LeftOpen = Text(from, "leftOpen"),
            Cell = Text(from, "cell"),
            Confidence = Optional(from, "confidence") is { } confidence
                ? new Confidence(Word<ConfidenceLevel>(confidence, "level", FindingText.Word), Text(confidence, "basis") ?? "")
                : null,
        };

    private static JsonElement? Optional(JsonElement from, string name) =>
        from.TryGetProperty(name, out JsonElement found) && found.ValueKind != JsonValueKind.Null ? found : null;

    private static string? Text(JsonElement from, string name) => Optional(from, name)?.GetString();

    private static IEnumerable<JsonElement> Items(JsonElement from, string name) =>
        Optional(from, name) is { } array ? array.EnumerateArray() : Enumerable.Empty<JsonElement>();

    private static T Word<T>(JsonElement from, string name, Func<T, string> word)
        where T : struct, Enum
    {
        string? text = Text(from, name);
        foreach (T value in Enum.GetValues<T>())
        {
            if (word(value) == text)
            {
                return value;
            }
        }

        throw new FormatException($"{name} is \"{text}\": expected one of {string.Join(", ", Enum.GetValues<T>().Select(word))}");
    }
}
