using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace NotebookKit.Kernel.Notebooks;

/// <summary>Reads and writes JSON as Jupyter does: one space of indent, letters as they are, a line end at the end.</summary>
/// <remarks>Source: nbformat, <c>nbformat/v4/nbjson.py</c> (indent 1, ensure_ascii off). What nobody changed is written back byte for byte.</remarks>
internal static class JupyterJson
{
    private static readonly JsonWriterOptions Style = new()
    {
        Indented = true,
        IndentCharacter = ' ',
        IndentSize = 1,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        MaxDepth = 256,
    };

    public static string Write(JsonNode node)
    {
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes, Style))
        {
            node.WriteTo(writer);
        }

        return Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length) + "\n";
    }

    /// <exception cref="NotebookFormatException">The text is no JSON.</exception>
    public static JsonNode? Parse(string text, string source)
    {
        try
        {
            return JsonNode.Parse(text, documentOptions: new JsonDocumentOptions { MaxDepth = 256 });
        }
        catch (JsonException error)
        {
            throw new NotebookFormatException(
                $"{source} line {error.LineNumber + 1} column {error.BytePositionInLine + 1}: expected JSON. {error.Message.Split(" LineNumber:")[0]}", error);
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
}
