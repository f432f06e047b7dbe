using System.Text.Json;
using System.Text.Json.Nodes;
using NotebookKit.Scripting.Formatting;

namespace NotebookKit.Jupyter.Messages;

/// <summary>Makes the contents of messages.</summary>
internal static class WireJson
{
    /// <summary>A bundle as messages carry it: JSON as JSON, everything else as one text.</summary>
    public static JsonObject Data(MimeBundle bundle)
    {
        var data = new JsonObject();
        foreach ((string mime, string content) in bundle)
        {
            data[mime] = mime == "application/json" || mime.EndsWith("+json", StringComparison.Ordinal) ? Parse(content) : content;
        }

        return data;
    }

    public static JsonObject Ok() => new() { ["status"] = "ok" };

    public static JsonObject Error(string name, string value, IReadOnlyList<string> traceback) =>
        new()
        {
            ["status"] = "error",
            ["ename"] = name,
            ["evalue"] = value,
            ["traceback"] = new JsonArray([.. traceback.Select(line => (JsonNode)line)]),
        };

    private static JsonNode? Parse(string content)
    {
        try
        {
            return JsonNode.Parse(content, documentOptions: new JsonDocumentOptions { MaxDepth = 256 });
        }
        catch (JsonException)
        {
            // A formatter that says JSON and writes something else: send what it wrote.
            return content;
        }
    }
}
