using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace NotebookKit.Kernel.Notebooks;

/// <summary>Reads and writes JSON as Jupyter does: one space of indent, letters as they are, a line end at the end.</summary>
/// <remarks>
/// Source: nbformat, <c>nbformat/v4/nbjson.py</c> (indent 1, ensure_ascii off). What nobody changed is written back byte for byte.
/// Utf8JsonWriter cannot do it: even its relaxed encoder escapes what lies outside the basic plane (emoji) and some spaces.
/// </remarks>
internal static class JupyterJson
{
    public static string Write(JsonNode node)
    {
        var text = new StringBuilder();
        Write(text, node, 0);
        return text.Append('\n').ToString();
    }

    /// <exception cref="NotebookFormatException">The text is no JSON.</exception>
    public static JsonNode? Parse(string text, string source)
    {
        try
        {
            return JsonNode.Parse(text, documentOptions: new JsonDocumentOptions { MaxDepth = 256, AllowDuplicateProperties = false });
        }
        catch (JsonException error)
        {
            // A property named twice is found without a place; its message names the property.
            string place = error.LineNumber is null ? "" : $" line {error.LineNumber + 1} column {error.BytePositionInLine + 1}";
            throw new NotebookFormatException($"{source}{place}: expected JSON. {error.Message.Split(" LineNumber:")[0]}", error);
        }
    }

    /// <summary>A text as the list of lines, each with its line end, that nbformat keeps.</summary>
    public static JsonArray Lines(string text)
    {
        var lines = new JsonArray();
        for (int at = 0; at < text.Length;)
        {
            int end = text.IndexOf('\n', at);
            end = end < 0 ? text.Length : end + 1;
            lines.Add((JsonNode)text[at..end]);
            at = end;
        }

        return lines;
    }

    /// <summary>A text that nbformat keeps as one string or as a list of lines.</summary>
    /// <returns>Null where it is neither.</returns>
    public static string? Text(JsonNode? node) => node switch
    {
        JsonValue value when value.TryGetValue(out string? text) => text,
        JsonArray lines when lines.All(line => line is JsonValue value && value.TryGetValue(out string? _)) => string.Concat(lines.Select(line => line!.GetValue<string>())),
        _ => null,
    };

    private static void Write(StringBuilder text, JsonNode? node, int depth)
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
                foreach ((string name, JsonNode? value) in properties)
                {
                    NewLine(text.Append(before), depth + 1);
                    Quote(text, name);
                    Write(text.Append(": "), value, depth + 1);
                    before = ',';
                }

                NewLine(text, depth).Append('}');
                break;
            case JsonArray items:
                char start = '[';
                foreach (JsonNode? item in items)
                {
                    Write(NewLine(text.Append(start), depth + 1), item, depth + 1);
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
            text.Append(value.ToJsonString());
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
                case '"': text.Append("\\\""); break;
                case '\\': text.Append("\\\\"); break;
                case '\n': text.Append("\\n"); break;
                case '\r': text.Append("\\r"); break;
                case '\t': text.Append("\\t"); break;
                case '\b': text.Append("\\b"); break;
                case '\f': text.Append("\\f"); break;
                case < ' ': text.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture)); break;
                default: text.Append(c); break;
            }
        }

        text.Append('"');
    }
}
