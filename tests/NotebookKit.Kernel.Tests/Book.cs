using System.Text.Json.Nodes;
using NotebookKit.Kernel.Notebooks;
using NotebookKit.Kernel.Running;

namespace NotebookKit.Kernel.Tests;

/// <summary>Makes small notebooks for tests and runs them.</summary>
internal static class Book
{
    public static NotebookDocument Of(params string[] cells) => Tagged([.. cells.Select(code => (code, Array.Empty<string>()))]);

    public static NotebookDocument Tagged(params (string Code, string[] Tags)[] cells)
    {
        var json = new JsonObject
        {
            ["cells"] = new JsonArray([
                .. cells.Select(
                    (cell, i) =>
                        (JsonNode)
                            new JsonObject
                            {
                                ["cell_type"] = "code",
                                ["execution_count"] = null,
                                ["id"] = $"c{i}",
                                ["metadata"] = new JsonObject { ["tags"] = new JsonArray([.. cell.Tags.Select(tag => (JsonNode)tag)]) },
                                ["outputs"] = new JsonArray(),
                                ["source"] = cell.Code,
                            }
                ),
            ]),
            ["metadata"] = new JsonObject(),
            ["nbformat"] = 4,
            ["nbformat_minor"] = 5,
        };
        return NotebookDocument.Parse(json.ToJsonString(), "test.ipynb");
    }

    public static Task<RunResult> Run(NotebookDocument document, RunOptions? options = null) =>
        NotebookRunner.RunAsync(document, options ?? new RunOptions(), TestContext.Current.CancellationToken);

    public static async Task<NotebookDocument> Ran(params string[] cells)
    {
        RunResult result = await Run(Of(cells));
        Assert.True(result.Passed, result.Failure?.Message + "\n" + string.Join('\n', result.Failure?.Details ?? []));
        return result.Document;
    }

    public static string Text(JsonNode? node) =>
        node is JsonArray lines ? string.Concat(lines.Select(line => line!.GetValue<string>())) : node!.GetValue<string>();

    public static string Plain(this NotebookDocument document, int cell, int output = 0) =>
        Text(document.Cells[cell].Outputs[output]!["data"]!["text/plain"]);
}

/// <summary>Runs take the process's console and current folder, of which there is one:
/// tests that run notebooks go one after the other.</summary>
[CollectionDefinition("runs", DisableParallelization = true)]
public sealed class RunsOneByOne;
