using System.Text.Json;
using System.Text.Json.Nodes;
using NotebookKit.Kernel.Notebooks;

namespace NotebookKit.Kernel.Running;

/// <summary>Brings JSON into one form: names in order, numbers by their value. Python's
/// nbformat sorts names and writes 1e-05 where others write 0.00001.</summary>
internal static class CanonicalJson
{
    public static string Write(JsonNode? node) => JupyterJson.Write(Canonical(node));

    private static JsonNode? Canonical(JsonNode? node) =>
        node switch
        {
            JsonObject json => new JsonObject(
                json.OrderBy(member => member.Key, StringComparer.Ordinal)
                    .Select(member => KeyValuePair.Create(member.Key, Canonical(member.Value)))
            ),
            JsonArray items => new JsonArray([.. items.Select(Canonical)]),
            JsonValue value when value.GetValueKind() == JsonValueKind.Number => JsonValue.Create(
                JsonSerializer.Deserialize<double>(value.ToJsonString())
            ),
            _ => node?.DeepClone(),
        };
}
