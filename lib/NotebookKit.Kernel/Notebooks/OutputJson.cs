using System.Text.Json;
using System.Text.Json.Nodes;
using NotebookKit.Scripting.Formatting;

namespace NotebookKit.Kernel.Notebooks;

/// <summary>Makes outputs in nbformat's form.</summary>
internal static class OutputJson
{
    public static JsonObject Stream(string name, string text) =>
        new()
        {
            ["name"] = name,
            ["output_type"] = "stream",
            ["text"] = JupyterJson.Lines(text),
        };

    public static JsonObject Display(MimeBundle bundle) =>
        new()
        {
            ["data"] = Data(bundle),
            ["metadata"] = new JsonObject(),
            ["output_type"] = "display_data",
        };

    public static JsonObject Result(MimeBundle bundle, int executionCount) =>
        new()
        {
            ["data"] = Data(bundle),
            ["execution_count"] = executionCount,
            ["metadata"] = new JsonObject(),
            ["output_type"] = "execute_result",
        };

    public static JsonObject Error(string name, string value, IEnumerable<string> traceback) =>
        new()
        {
            ["ename"] = name,
            ["evalue"] = value,
            ["output_type"] = "error",
            ["traceback"] = new JsonArray([.. traceback.Select(line => (JsonNode)line)]),
        };

    /// <summary>A bundle as nbformat keeps it: JSON as JSON, text as lines, base64 as one string.</summary>
    public static JsonObject Data(MimeBundle bundle)
    {
        var data = new JsonObject();
        foreach ((string mime, string content) in bundle)
        {
            data[mime] =
                MimeBundle.IsJson(mime) ? Parse(content)
                : IsText(mime) ? JupyterJson.Lines(content)
                : (JsonNode)content;
        }

        return data;
    }

    private static bool IsText(string mime) =>
        mime.StartsWith("text/", StringComparison.Ordinal) || mime.EndsWith("+xml", StringComparison.Ordinal);

    private static JsonNode? Parse(string content)
    {
        try
        {
            return JsonNode.Parse(content, documentOptions: new JsonDocumentOptions { MaxDepth = 256 });
        }
        catch (JsonException)
        {
            // A formatter that says JSON and writes something else: keep what it wrote.
            return content;
        }
    }
}
