using System.Text.Json.Nodes;
using NotebookKit.Kernel.Notebooks;

namespace NotebookKit.Cli.Tests;

/// <summary>A folder with small notebooks, removed at the end.</summary>
internal sealed class TestFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("notebookkit-").FullName;

    /// <summary>A file in it.</summary>
    public string this[string name] => System.IO.Path.Combine(Path, name);

    /// <summary>Writes a notebook; a cell is code, <c>md:</c> and prose, or <c>parameters:</c> and code.</summary>
    public void Write(string name, params string[] cells) => Write(name, new JsonObject(), cells);

    /// <summary>Writes a notebook with metadata.</summary>
    public void Write(string name, JsonObject metadata, params string[] cells)
    {
        var json = new JsonObject
        {
            ["cells"] = new JsonArray([.. cells.Select((cell, i) => (JsonNode)Cell(cell, i))]),
            ["metadata"] = metadata,
            ["nbformat"] = 4,
            ["nbformat_minor"] = 5,
        };
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(this[name])!);
        File.WriteAllText(this[name], json.ToJsonString());
    }

    public NotebookDocument Read(string name) => NotebookDocument.Load(this[name]);

    public Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] arguments) =>
        Notebookkit.RunAsync(Path, ["run", .. arguments]);

    public void Dispose() => Directory.Delete(Path, recursive: true);

    private static JsonObject Cell(string text, int i)
    {
        if (text.StartsWith("md:", StringComparison.Ordinal))
        {
            return new JsonObject
            {
                ["cell_type"] = "markdown",
                ["id"] = $"c{i}",
                ["metadata"] = new JsonObject(),
                ["source"] = text[3..],
            };
        }

        bool parameters = text.StartsWith("parameters:", StringComparison.Ordinal);
        return new JsonObject
        {
            ["cell_type"] = "code",
            ["execution_count"] = null,
            ["id"] = $"c{i}",
            ["metadata"] = parameters ? new JsonObject { ["tags"] = new JsonArray("parameters") } : new JsonObject(),
            ["outputs"] = new JsonArray(),
            ["source"] = parameters ? text["parameters:".Length..] : text,
        };
    }
}

/// <summary>What the tests look for in executed notebooks.</summary>
internal static class Outputs
{
    public static string Text(JsonNode? node) =>
        node is JsonArray lines ? string.Concat(lines.Select(line => line!.GetValue<string>())) : node!.GetValue<string>();

    public static string Plain(this NotebookDocument document, string cellId) =>
        Text(document.Cells.Single(cell => cell.Id == cellId).Outputs[^1]!["data"]!["text/plain"]);
}
