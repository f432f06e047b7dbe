using System.Text.Json;
using System.Text.Json.Nodes;
using NotebookKit.Cases;
using NotebookKit.Kernel.Notebooks;

namespace NotebookKit.Cli.Running;

/// <summary>The verdict that a cell of an executed notebook shows.</summary>
internal static class ShownVerdict
{
    private const string State = "state";

    /// <summary>How far it goes; null where no cell judges.</summary>
    public static DeviceState? Of(NotebookDocument document)
    {
        foreach (
            JsonObject data in document
                .Cells.SelectMany(cell => cell.Outputs)
                .OfType<JsonObject>()
                .Select(output => output["data"])
                .OfType<JsonObject>()
        )
        {
            if (data[InvestigationJson.MimeType] is { } json)
            {
                return InvestigationJson.StateOf(JupyterJson.Text((Parsed(json) as JsonObject)?[State]));
            }
        }

        return null;
    }

    // .NET Interactive keeps +json types as a string of JSON; a stranger's notebook may hold anything there.
    private static JsonNode? Parsed(JsonNode json)
    {
        try
        {
            return json is JsonValue value && value.TryGetValue(out string? text) ? JsonNode.Parse(text) : json;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
