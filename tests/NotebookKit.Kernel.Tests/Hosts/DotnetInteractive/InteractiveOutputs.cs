using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using NotebookKit.Kernel.Notebooks;
using NotebookKit.Kernel.Running;

namespace NotebookKit.Kernel.Tests.Hosts.DotnetInteractive;

/// <summary>Compares what .NET Interactive made of a notebook with what is committed,
/// apart from what it always does in its own way.</summary>
internal static partial class InteractiveOutputs
{
    /// <summary>A line for each difference.</summary>
    public static IReadOnlyList<string> Differences(NotebookDocument committed, NotebookDocument theirs)
    {
        foreach ((NotebookCell ours, NotebookCell other) in Code(committed).Zip(Code(theirs)))
        {
            Normalise(other.Outputs);
            foreach ((JsonNode? one, JsonNode? two) in ours.Outputs.Zip(other.Outputs))
            {
                // HTML(...) is HTML and nothing else there; here it has a plain text too.
                if (one!["data"] is JsonObject forms && two!["data"] is JsonObject { Count: 1 } html && html.ContainsKey("text/html"))
                {
                    forms.Remove("text/plain");
                }
            }
        }

        return OutputComparison.Differences(committed, theirs);
    }

    private static IEnumerable<NotebookCell> Code(NotebookDocument document) => document.Cells.Where(cell => cell.Kind == CellKind.Code);

    private static void Normalise(JsonArray outputs)
    {
        for (int i = outputs.Count - 1; i >= 0; i--)
        {
            var output = (JsonObject)outputs[i]!;
            if (output["data"] is JsonObject data)
            {
                Parse(data);
                Unwrap(data);
                if (Text(data["text/html"]).Contains("dotnet-interactive-this-cell", StringComparison.Ordinal))
                {
                    outputs.RemoveAt(i); // the script with which the first cell looks for the kernel's web server
                }
            }
            else if (
                output["name"]?.ToString() == "stderr"
                && Text(output["text"])
                    .Split('\n')
                    .All(line => line.Length == 0 || line.StartsWith("warning CS1701", StringComparison.Ordinal))
            )
            {
                outputs.RemoveAt(i); // its own packages are built against two versions of one assembly
            }
        }

        for (int i = outputs.Count - 1; i > 0; i--)
        {
            if (outputs[i]!["name"] is { } name && name.ToString() == outputs[i - 1]!["name"]?.ToString())
            {
                outputs[i - 1]!["text"] = Text(outputs[i - 1]!["text"]) + Text(outputs[i]!["text"]);
                outputs.RemoveAt(i); // a line is a message of its own
            }
        }
    }

    // A script comes as a text within another, which runs it and reports to the kernel.
    private static void Unwrap(JsonObject data)
    {
        if (Wrapped().Match(Text(data["text/html"])) is { Success: true } wrapped)
        {
            data["text/html"] = $"<script type=\"text/javascript\">{JsonNode.Parse(wrapped.Groups[1].Value)}</script>";
        }
    }

    [GeneratedRegex("""constructor\(\s*"interactive",\s*"console",\s*"notebookScope",\s*("(?:[^"\\]|\\.)*")""")]
    private static partial Regex Wrapped();

    // Any kind of JSON but application/json arrives as a string.
    private static void Parse(JsonObject data)
    {
        foreach ((string mime, JsonNode? content) in data.Where(form => form.Key.EndsWith("+json", StringComparison.Ordinal)).ToList())
        {
            if (Text(content) is { Length: > 0 } text)
            {
                data[mime] = JsonNode.Parse(text);
            }
        }
    }

    private static string Text(JsonNode? node) =>
        node switch
        {
            JsonArray lines when lines.All(line => line is JsonValue) => string.Concat(lines.Select(line => line!.ToString())),
            JsonValue value when value.TryGetValue(out string? text) => text,
            _ => "",
        };
}
