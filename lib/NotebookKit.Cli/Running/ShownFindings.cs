using System.Text.Json.Nodes;
using NotebookKit.Diagnosis;
using NotebookKit.Kernel.Notebooks;

namespace NotebookKit.Cli.Running;

/// <summary>Collects the findings that a notebook shows.</summary>
internal static class ShownFindings
{
    /// <summary>The findings of all outputs, top to bottom.</summary>
    /// <param name="document">An executed notebook.</param>
    /// <param name="complain">Hears of one that cannot be read: a newer version, or something else under our mime type.</param>
    public static List<Findings> Of(NotebookDocument document, Action<string> complain)
    {
        var all = new List<Findings>();
        foreach (NotebookCell cell in document.Cells.Where(cell => cell.Kind == CellKind.Code))
        {
            foreach (JsonNode? output in cell.Outputs)
            {
                if (output is not JsonObject { } shown || shown["data"] is not JsonObject data || data[Findings.JsonMimeType] is not { } json)
                {
                    continue;
                }

                try
                {
                    // .NET Interactive keeps +json types as a string of JSON.
                    all.Add(Findings.FromJson(json is JsonValue value && value.TryGetValue(out string? text) ? text : json.ToJsonString()));
                }
                catch (FormatException error)
                {
                    complain($"{document.Source}: findings shown there cannot be read: {error.Message}");
                }
            }
        }

        return all;
    }
}
