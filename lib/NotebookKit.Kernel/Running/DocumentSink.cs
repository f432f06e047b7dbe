using System.Text.Json.Nodes;
using NotebookKit.Kernel.Notebooks;
using NotebookKit.Scripting.Cells;
using NotebookKit.Scripting.Formatting;

namespace NotebookKit.Kernel.Running;

/// <summary>Writes a cell's outputs into its document; an update changes the earlier output in its place, whatever cell it is in.</summary>
internal sealed class DocumentSink(JsonArray outputs, Dictionary<string, JsonObject> shown) : IOutputSink
{
    private readonly System.Text.StringBuilder _text = new();
    private JsonObject? _stream;

    public void Display(MimeBundle bundle, string id)
    {
        EndStream();
        JsonObject output = OutputJson.Display(bundle);
        outputs.Add((JsonNode)output);
        shown[id] = output;
    }

    public void Update(MimeBundle bundle, string id)
    {
        if (shown.TryGetValue(id, out JsonObject? output))
        {
            output["data"] = OutputJson.Data(bundle);
        }
    }

    public void Print(string name, string text)
    {
        if (_stream is null || JupyterJson.Text(_stream["name"]) != name)
        {
            EndStream();
            _stream = OutputJson.Stream(name, "");
            outputs.Add((JsonNode)_stream);
        }

        _text.Append(text);
    }

    // The bar is in the document; whoever reads the log sees lines. A terminal shows the run's own progress instead.
    public void Progress(string line)
    {
        if (Console.IsErrorRedirected)
        {
            ConsoleCapture.Say(line);
        }
    }

    public void Clear(bool wait)
    {
        EndStream();
        outputs.Clear();
    }

    /// <summary>Writes the text gathered since the last output that was none.</summary>
    public void EndStream()
    {
        if (_stream is not null)
        {
            _stream["text"] = JupyterJson.Lines(_text.ToString());
            _stream = null;
            _text.Clear();
        }
    }
}
