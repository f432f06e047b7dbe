using System.Text.Json.Nodes;
using NotebookKit.Scripting.Formatting;

namespace NotebookKit.Kernel.Notebooks;

/// <summary>Reads one cell of a notebook and holds its fields against nbformat, so that what reads them later meets no surprise.</summary>
/// <param name="source">The file, as errors call it.</param>
/// <param name="number">The cell's number among all cells, from 1.</param>
internal sealed class CellFields(string source, int number)
{
    private const string Kinds = "code, markdown or raw";
    private readonly string _place = $"{source}: cell {number}";
    private readonly FieldValue _value = new($"{source}: cell {number}");

    /// <exception cref="NotebookFormatException">A field holds what it must not; the message names the cell and the field.</exception>
    public NotebookCell Read(JsonNode? node)
    {
        if (node is not JsonObject cell)
        {
            throw new NotebookFormatException($"{_place} is no JSON object");
        }

        if (!cell.ContainsKey("cell_type"))
        {
            throw _value.Missing("cell_type", Kinds);
        }

        CellKind kind = JupyterJson.IsText(cell["cell_type"])
            ? JupyterJson.Text(cell["cell_type"]) switch
            {
                "code" => CellKind.Code,
                "markdown" => CellKind.Markdown,
                "raw" => CellKind.Raw,
                var other => throw new NotebookFormatException($"{_place} has cell_type '{other}': expected {Kinds}"),
            }
            : throw _value.Wrong("cell_type", Kinds, cell["cell_type"]);
        _value.OneText(cell, "id", "id");
        _value.Text(cell.ContainsKey("source") ? cell["source"] : throw _value.Missing("source", "a text or a list of texts"), "source");
        Metadata(cell);
        Attachments(cell);
        if (kind == CellKind.Code)
        {
            _value.Number(cell, "execution_count", "execution_count", orNull: true);
            Outputs(cell);
        }

        return new NotebookCell(cell, kind);
    }

    private void Metadata(JsonObject cell)
    {
        if (_value.Object(cell, "metadata", "metadata") is not { } metadata)
        {
            return;
        }

        _value.ListOfTexts(metadata, "tags", "metadata.tags");
        if (_value.Object(metadata, "execution", "metadata.execution") is { } times)
        {
            foreach (string time in times.Select(one => one.Key))
            {
                _value.OneText(times, time, $"metadata.execution[\"{time}\"]");
            }
        }
    }

    private void Attachments(JsonObject cell)
    {
        if (_value.Object(cell, "attachments", "attachments") is not { } attachments)
        {
            return;
        }

        foreach (string name in attachments.Select(one => one.Key))
        {
            Forms(_value.Object(attachments, name, $"attachments[\"{name}\"]")!, $"attachments[\"{name}\"]");
        }
    }

    private void Outputs(JsonObject cell)
    {
        if (_value.List(cell, "outputs", "outputs") is not { } outputs)
        {
            return;
        }

        for (int i = 0; i < outputs.Count; i++)
        {
            string field = $"outputs[{i}]";
            Output(outputs[i] as JsonObject ?? throw _value.Wrong(field, "an object", outputs[i]), field);
        }
    }

    private void Output(JsonObject output, string field)
    {
        if (!output.ContainsKey("output_type"))
        {
            throw _value.Missing(field + ".output_type", "a text");
        }

        _value.OneText(output, "output_type", field + ".output_type");
        switch (JupyterJson.Text(output["output_type"]))
        {
            case "stream":
                _value.OneText(output, "name", field + ".name");
                _value.Text(
                    output.ContainsKey("text") ? output["text"] : throw _value.Missing(field + ".text", "a text or a list of texts"),
                    field + ".text"
                );
                break;
            case "error":
                _value.OneText(output, "ename", field + ".ename");
                _value.OneText(output, "evalue", field + ".evalue");
                _value.ListOfTexts(output, "traceback", field + ".traceback");
                break;
            default:
                // Kinds of output that a later nbformat may bring are taken for values.
                _value.Number(output, "execution_count", field + ".execution_count", orNull: true);
                _value.Object(output, "metadata", field + ".metadata");
                Forms(_value.Object(output, "data", field + ".data"), field + ".data");
                break;
        }
    }

    // A bundle's texts; what is JSON may be anything.
    private void Forms(JsonObject? bundle, string field)
    {
        foreach (string mime in (bundle ?? []).Select(form => form.Key).Where(mime => !MimeBundle.IsJson(mime)))
        {
            _value.Text(bundle![mime], $"{field}[\"{mime}\"]");
        }
    }
}
