using System.Text.Json.Nodes;
using NotebookKit.Kernel.Notebooks;

namespace NotebookKit.Cli.Running;

/// <summary>Findings that a notebook shows.</summary>
/// <param name="CellId">The cell that shows them.</param>
/// <param name="Findings">The findings.</param>
internal sealed record ShownFindings(string CellId, Findings Findings)
{
    /// <summary>The findings of all outputs, top to bottom.</summary>
    /// <param name="document">An executed notebook.</param>
    /// <param name="complain">Hears of one that cannot be read: a newer version, or something else under our mime type.</param>
    public static List<ShownFindings> Of(NotebookDocument document, Action<string> complain)
    {
        var all = new List<ShownFindings>();
        foreach (NotebookCell cell in document.Cells.Where(cell => cell.Kind == CellKind.Code))
        {
            foreach (JsonNode? output in cell.Outputs)
            {
                if (
                    output is not JsonObject { } shown
                    || shown["data"] is not JsonObject data
                    || data[Findings.JsonMimeType] is not { } json
                )
                {
                    continue;
                }

                try
                {
                    // .NET Interactive keeps +json types as a string of JSON.
                    string text = json is JsonValue value && value.TryGetValue(out string? kept) ? kept : json.ToJsonString();
                    all.Add(new ShownFindings(cell.Id, Findings.FromJson(text)));
                }
                catch (Exception error) when (error is FormatException or InvalidOperationException)
                {
                    complain($"{document.Source}: findings shown there cannot be read: {error.Message}");
                }
            }
        }

        return all;
    }
}
