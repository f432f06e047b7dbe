using System.Text.Json.Nodes;

namespace NotebookKit.Kernel.Notebooks;

/// <summary>What a cell holds.</summary>
public enum CellKind
{
    /// <summary>Code to run.</summary>
    Code,

    /// <summary>Prose in Markdown.</summary>
    Markdown,

    /// <summary>Text that is neither run nor shown as prose.</summary>
    Raw,
}

/// <summary>One cell of a notebook: a view of its JSON, so that fields this version does not know are kept.</summary>
public sealed class NotebookCell
{
    internal NotebookCell(JsonObject json, CellKind kind)
    {
        Json = json;
        Kind = kind;
    }

    /// <summary>What the cell holds.</summary>
    public CellKind Kind { get; }

    /// <summary>The cell's id, unique in its notebook.</summary>
    public string Id => JupyterJson.Text(Json["id"]) ?? "";

    /// <summary>The text.</summary>
    public string Source
    {
        get => JupyterJson.Text(Json["source"]) ?? "";
        set => Json["source"] = JupyterJson.Lines(value);
    }

    /// <summary>The tags, such as <c>parameters</c>.</summary>
    public IReadOnlyList<string> Tags =>
        Json["metadata"] is JsonObject metadata && metadata["tags"] is JsonArray tags
            ? [.. tags.Select(JupyterJson.Text).OfType<string>()]
            : [];

    /// <summary>The cell's metadata.</summary>
    public JsonObject Metadata
    {
        get
        {
            if (Json["metadata"] is not JsonObject metadata)
            {
                Json["metadata"] = metadata = [];
            }

            return metadata;
        }
    }

    /// <summary>The outputs in nbformat's own form; empty for cells that hold no code.</summary>
    public JsonArray Outputs
    {
        get
        {
            if (Json["outputs"] is not JsonArray outputs)
            {
                outputs = [];
                if (Kind == CellKind.Code)
                {
                    Json["outputs"] = outputs;
                }
            }

            return outputs;
        }
    }

    /// <summary>The number that the notebook shows beside the cell; null where it did not run.</summary>
    public int? ExecutionCount
    {
        get => FieldValue.WholeNumber(Json["execution_count"]);
        set => Json["execution_count"] = value;
    }

    internal JsonObject Json { get; }

    /// <summary>Forgets outputs, number and times of an earlier run.</summary>
    public void ClearRun()
    {
        if (Kind == CellKind.Code)
        {
            Json["execution_count"] = null;
            Json["outputs"] = new JsonArray();
            Metadata.Remove("execution");
        }
    }

    internal static NotebookCell NewCode(string id, string source, params string[] tags) =>
        new(
            new JsonObject
            {
                ["cell_type"] = "code",
                ["execution_count"] = null,
                ["id"] = id,
                ["metadata"] = new JsonObject { ["tags"] = new JsonArray([.. tags.Select(tag => (JsonNode)tag)]) },
                ["outputs"] = new JsonArray(),
                ["source"] = JupyterJson.Lines(source),
            },
            CellKind.Code
        );
}
