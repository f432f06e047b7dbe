using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Text.Unicode;
using NotebookKit.Files;

namespace NotebookKit.Kernel.Notebooks;

/// <summary>Reads and writes JSON as Jupyter does: one space of indent, letters as they are, a line end at the end.</summary>
/// <remarks>
/// Source: nbformat, <c>nbformat/v4/nbjson.py</c> (indent 1, ensure_ascii off). What nobody changed is written back byte for byte.
/// Utf8JsonWriter cannot do it: even its relaxed encoder escapes what lies outside the basic plane (emoji) and some spaces.
/// </remarks>
public static partial class JupyterJson
{
    private const int Deepest = 256;
    private const int MostValues = 4_000_000;

    internal static string Write(JsonNode? node)
    {
        var text = new StringBuilder();
        Write(text, node, 0);
        return text.Append('\n').ToString();
    }

    /// <summary>Reads a notebook's bytes.</summary>
    /// <exception cref="NotebookFormatException">They are no JSON in UTF-8, or hold more than a notebook does.</exception>
    internal static JsonNode? Parse(ReadOnlySpan<byte> utf8, string source)
    {
        try
        {
            Look(utf8, source);
            return JsonNode.Parse(utf8, documentOptions: new JsonDocumentOptions { MaxDepth = Deepest, AllowDuplicateProperties = false });
        }
        catch (JsonException error)
        {
            // A property named twice is found without a place.
            string place = error.LineNumber is null ? PlaceOfSecond(utf8) : JsonFault.Place(error);
            throw new NotebookFormatException(
                $"{source}{place}: expected JSON: {JsonFault.Words(error)}. Get the notebook anew, or mend it there",
                error
            );
        }
    }

    // What would fail later without a place, or take memory without bound, is found in one pass that keeps nothing.
    private static void Look(ReadOnlySpan<byte> utf8, string source)
    {
        if (!Utf8.IsValid(utf8))
        {
            int at = 0;
            while (Rune.DecodeFromUtf8(utf8[at..], out _, out int length) == OperationStatus.Done)
            {
                at += length;
            }

            throw new NotebookFormatException(
                $"{source} line {utf8[..at].Count((byte)'\n') + 1}: byte 0x{utf8[at]:x2} at offset {at} is no UTF-8, in which notebooks are written"
            );
        }

        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = Deepest });
        for (int values = 0; reader.Read(); values++)
        {
            if (values == MostValues)
            {
                throw new NotebookFormatException(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{source}: more than {MostValues:#,0} values of JSON, more than a notebook holds"
                    )
                );
            }

            if (reader.TokenType == JsonTokenType.PropertyName && reader.ValueIsEscaped && !IsWhole(reader))
            {
                throw new NotebookFormatException(
                    $"{source} line {utf8[..(int)reader.TokenStartIndex].Count((byte)'\n') + 1}: the name of a field holds half a character (a lone surrogate)"
                );
            }
        }
    }

    private static string PlaceOfSecond(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = Deepest });
        var open = new Stack<HashSet<string>>();
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.StartObject)
            {
                open.Push([]);
            }
            else if (reader.TokenType is JsonTokenType.EndObject)
            {
                open.Pop();
            }
            else if (reader.TokenType is JsonTokenType.PropertyName && !open.Peek().Add(reader.GetString()!))
            {
                ReadOnlySpan<byte> before = utf8[..(int)reader.TokenStartIndex];
                return string.Create(
                    CultureInfo.InvariantCulture,
                    $" line {before.Count((byte)'\n') + 1} column {before.Length - before.LastIndexOf((byte)'\n')}"
                );
            }
        }

        return "";
    }

    private static bool IsWhole(Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString() is not null;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>A text as the list of lines, each with its line end, that nbformat keeps.</summary>
    internal static JsonArray Lines(string text)
    {
        var lines = new JsonArray();
        for (int at = 0; at < text.Length; )
        {
            int end = text.IndexOf('\n', at);
            end = end < 0 ? text.Length : end + 1;
            lines.Add((JsonNode)text[at..end]);
            at = end;
        }

        return lines;
    }

    /// <summary>A text that nbformat keeps as one string or as a list of lines; half a
    /// character in it as the replacement character.</summary>
    /// <returns>Null where it is neither.</returns>
    public static string? Text(JsonNode? node) =>
        node switch
        {
            JsonValue value => OneText(value),
            JsonArray lines when lines.All(IsText) => string.Concat(lines.Select(line => OneText(line!.AsValue()))),
            _ => null,
        };

    /// <summary>True for one string, and nothing else.</summary>
    internal static bool IsText(JsonNode? node) => node is JsonValue value && value.GetValueKind() == JsonValueKind.String;

    private static string? OneText(JsonValue value)
    {
        if (value.GetValueKind() != JsonValueKind.String)
        {
            return null;
        }

        try
        {
            return value.GetValue<string>();
        }
        catch (InvalidOperationException)
        {
            // Programs that cut text anywhere leave halves of surrogate pairs, which JSON can hold and .NET does not read.
            return JsonSerializer.Deserialize<string>(
                HalfCharacter().Replace(Raw(value), static half => half.Groups[1].Success ? "\\ufffd" : half.Value)
            );
        }
    }

    // As it was read.
    private static string Raw(JsonValue value) => value.TryGetValue(out JsonElement element) ? element.GetRawText() : value.ToJsonString();

    // Group 1 is half a pair; whole pairs and all other escapes are passed over.
    [GeneratedRegex(@"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(\\u[dD][89a-fA-F][0-9a-fA-F]{2})|\\.")]
    private static partial Regex HalfCharacter();

    /// <summary>JSON for people to read, cut where it is longer than that.</summary>
    internal static string Shown(JsonNode? node, int most)
    {
        var text = new StringBuilder();
        Write(text, node, 0, most);
        return text.Length <= most ? text.ToString() : text.ToString(0, most) + "\n… (the rest is in the notebook)";
    }

    // Writes what begins before a length, and a little more.
    private static void Write(StringBuilder text, JsonNode? node, int depth, int most = int.MaxValue)
    {
        switch (node)
        {
            case null:
                text.Append("null");
                break;
            case JsonObject { Count: 0 }:
                text.Append("{}");
                break;
            case JsonArray { Count: 0 }:
                text.Append("[]");
                break;
            case JsonObject properties:
                char before = '{';
                foreach ((string name, JsonNode? value) in properties.TakeWhile(_ => text.Length <= most))
                {
                    NewLine(text.Append(before), depth + 1);
                    Quote(text, name);
                    Write(text.Append(": "), value, depth + 1, most);
                    before = ',';
                }

                NewLine(text, depth).Append('}');
                break;
            case JsonArray items:
                char start = '[';
                foreach (JsonNode? item in items.TakeWhile(_ => text.Length <= most))
                {
                    Write(NewLine(text.Append(start), depth + 1), item, depth + 1, most);
                    start = ',';
                }

                NewLine(text, depth).Append(']');
                break;
            default:
                WriteValue(text, node.AsValue());
                break;
        }
    }

    private static void WriteValue(StringBuilder text, JsonValue value)
    {
        if (value.GetValueKind() != JsonValueKind.String)
        {
            // A parsed number keeps its own spelling (1.0 stays 1.0).
            text.Append(value.ToJsonString());
            return;
        }

        string content;
        try
        {
            content = value.GetValue<string>();
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair has no UTF-8 form: it stays escaped as it was read.
            text.Append(Raw(value));
            return;
        }

        Quote(text, content);
    }

    private static StringBuilder NewLine(StringBuilder text, int depth) => text.Append('\n').Append(' ', depth);

    private static void Quote(StringBuilder text, string content)
    {
        text.Append('"');
        foreach (char c in content)
        {
            switch (c)
            {
                case '"':
                    text.Append("\\\"");
                    break;
                case '\\':
                    text.Append("\\\\");
                    break;
                case '\n':
                    text.Append("\\n");
                    break;
                case '\r':
                    text.Append("\\r");
                    break;
                case '\t':
                    text.Append("\\t");
                    break;
                case '\b':
                    text.Append("\\b");
                    break;
                case '\f':
                    text.Append("\\f");
                    break;
                case < ' ':
                    text.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture));
                    break;
                default:
                    text.Append(c);
                    break;
            }
        }

        text.Append('"');
    }
}
