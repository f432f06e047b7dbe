using System.Text.Json;
using System.Text.Json.Nodes;

namespace NotebookKit.Kernel.Notebooks;

/// <summary>Says what a field of a notebook holds, and refuses what it must not hold, in words that name the place.</summary>
/// <param name="place">The file, and the cell where it is in one.</param>
internal sealed class FieldValue(string place)
{
    private const string Texts = "a text or a list of texts";

    /// <summary>A whole number, however it is written: 1.0 is one too.</summary>
    /// <returns>Null for everything else.</returns>
    public static int? WholeNumber(JsonNode? node) =>
        node is JsonValue value && value.GetValueKind() == JsonValueKind.Number
            ? value.TryGetValue(out int whole)
                ? whole
                : value.TryGetValue(out double number) && number == Math.Truncate(number) && Math.Abs(number) <= int.MaxValue
                    ? (int)number
                    : null
            : null;

    /// <summary>The object in a field; null where the field is not there.</summary>
    public JsonObject? Object(JsonObject from, string name, string field) =>
        !from.TryGetPropertyValue(name, out JsonNode? node) ? null : node as JsonObject ?? throw Wrong(field, "an object", node);

    /// <summary>The list in a field; null where the field is not there.</summary>
    public JsonArray? List(JsonObject from, string name, string field) =>
        !from.TryGetPropertyValue(name, out JsonNode? node) ? null : node as JsonArray ?? throw Wrong(field, "a list", node);

    /// <summary>Refuses a field that is there and holds no text.</summary>
    public void OneText(JsonObject from, string name, string field)
    {
        if (from.TryGetPropertyValue(name, out JsonNode? node) && !JupyterJson.IsText(node))
        {
            throw Wrong(field, "a text", node);
        }
    }

    /// <summary>Refuses a field that is there and holds neither a text nor a list of texts.</summary>
    public void Text(JsonObject from, string name, string field)
    {
        if (from.TryGetPropertyValue(name, out JsonNode? node))
        {
            Text(node, field);
        }
    }

    /// <summary>Refuses what is neither a text nor a list of texts.</summary>
    public void Text(JsonNode? node, string field)
    {
        if (node is JsonArray lines)
        {
            ListOfTexts(lines, field, Texts);
        }
        else if (!JupyterJson.IsText(node))
        {
            throw Wrong(field, Texts, node);
        }
    }

    /// <summary>Refuses a field that is there and holds no list of texts.</summary>
    public void ListOfTexts(JsonObject from, string name, string field)
    {
        if (List(from, name, field) is { } lines)
        {
            ListOfTexts(lines, field, "a list of texts");
        }
    }

    /// <summary>Refuses a field that is there and holds no whole number, 0 or above, where null is one of its values too.</summary>
    public void Number(JsonObject from, string name, string field, bool orNull)
    {
        if (from.TryGetPropertyValue(name, out JsonNode? node) && !(node is null && orNull) && WholeNumber(node) is not >= 0)
        {
            throw Wrong(field, orNull ? "a whole number from 0, or null" : "a whole number from 0", node);
        }
    }

    /// <summary>The error for a field.</summary>
    public NotebookFormatException Wrong(string field, string expected, JsonNode? found) =>
        new($"{place}: the field {field} holds {Words(found)}: expected {expected}");

    /// <summary>The error for a field that must be there.</summary>
    public NotebookFormatException Missing(string field, string expected) =>
        new($"{place}: the field {field} is missing: expected {expected}");

    private void ListOfTexts(JsonArray lines, string field, string expected)
    {
        for (int i = 0; i < lines.Count; i++)
        {
            if (!JupyterJson.IsText(lines[i]))
            {
                throw Wrong($"{field}[{i}]", expected, lines[i]);
            }
        }
    }

    private static string Words(JsonNode? found) =>
        found?.GetValueKind() switch
        {
            null or JsonValueKind.Null => "null",
            JsonValueKind.Object => "an object",
            JsonValueKind.Array => "a list",
            JsonValueKind.String => "a text",
            JsonValueKind.Number =>
                $"the number {(found.ToJsonString() is { Length: > 20 } digits ? digits[..20] + "…" : found.ToJsonString())}",
            _ => found.ToJsonString(),
        };
}
