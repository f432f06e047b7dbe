using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using NotebookKit.Kernel.Notebooks;

namespace NotebookKit.Kernel.Running;

/// <summary>Compares the outputs of two runs of one notebook, leaving out what must
/// differ: times of day, durations' stamps and host paths.</summary>
/// <remarks>
/// Pictures, also those within HTML, are compared for being there, not bit by bit: PNG and SVG
/// count as the same picture, since a host without a rasteriser keeps SVG, and another one's
/// rasteriser or fonts give other bits. <see cref="NotCompared"/> counts what is left out.
/// </remarks>
public static partial class OutputComparison
{
    /// <summary>Compares.</summary>
    /// <param name="expected">The one.</param>
    /// <param name="actual">The other.</param>
    /// <param name="drawings">What their drawings are compared by.</param>
    /// <returns>A line for each difference: cell, output, form and the first line that differs; empty where the runs agree.</returns>
    public static IReadOnlyList<string> Differences(
        NotebookDocument expected,
        NotebookDocument actual,
        ComparedDrawings drawings = ComparedDrawings.Presence
    )
    {
        ArgumentNullException.ThrowIfNull(expected);
        ArgumentNullException.ThrowIfNull(actual);
        NotebookCell[] left = [.. expected.Cells.Where(cell => cell.Kind == CellKind.Code)];
        NotebookCell[] right = [.. actual.Cells.Where(cell => cell.Kind == CellKind.Code)];
        if (left.Length != right.Length)
        {
            return [$"{left.Length} code cells expected, found {right.Length}"];
        }

        var differences = new List<string>();
        for (int i = 0; i < left.Length; i++)
        {
            Compare(i + 1, Joined(left[i].Outputs), Joined(right[i].Outputs), drawings, differences);
        }

        return differences;
    }

    /// <summary>What of a notebook's outputs <see cref="Differences"/> takes for the same, whatever it says.</summary>
    public static LeftUncompared NotCompared(NotebookDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        LeftUncompared all = default;
        foreach (
            JsonObject output in document
                .Cells.Where(cell => cell.Kind == CellKind.Code)
                .SelectMany(cell => cell.Outputs.OfType<JsonObject>())
        )
        {
            JsonObject data = output["data"] as JsonObject ?? [];
            // it says what another form shows
            foreach ((string mime, JsonNode? content) in data.Where(form => form.Key != "text/plain" || data.Count == 1))
            {
                bool picture = mime.StartsWith("image/", StringComparison.Ordinal);
                all +=
                    picture ? new(1, 0, 0, 0)
                    : mime == OutputMime.Drawing ? default
                    : In(JupyterJson.Text(content));
            }

            all += In(JupyterJson.Text(output["text"])) + In(JupyterJson.Text(output["evalue"]));
            all += new LeftUncompared(0, 0, 0, output["traceback"] is JsonArray { Count: > 0 } ? 1 : 0);
        }

        return all;

        static LeftUncompared In(string? text) =>
            text is null ? default : new(Picture().Count(text), Stamp().Count(text), Elapsed().Count(text), 0);
    }

    // A kernel sends what is printed in as many pieces as it likes, and not every client puts them together.
    private static List<JsonObject> Joined(JsonArray outputs)
    {
        var joined = new List<JsonObject>();
        foreach (JsonObject output in outputs.OfType<JsonObject>())
        {
            if (joined is [.., { } last] && StreamOf(output) is { } name && StreamOf(last) == name)
            {
                joined[^1] = OutputJson.Stream(name, JupyterJson.Text(last["text"]) + JupyterJson.Text(output["text"]));
            }
            else
            {
                joined.Add(output);
            }
        }

        return joined;
    }

    private static string? StreamOf(JsonObject output) =>
        JupyterJson.Text(output["output_type"]) == "stream" ? JupyterJson.Text(output["name"]) : null;

    private static void Compare(
        int cell,
        List<JsonObject> expected,
        List<JsonObject> actual,
        ComparedDrawings drawings,
        List<string> differences
    )
    {
        if (expected.Count != actual.Count)
        {
            differences.Add($"cell {cell}: {expected.Count} outputs expected, found {actual.Count}");
            return;
        }

        for (int i = 0; i < expected.Count; i++)
        {
            Dictionary<string, string> left = Forms(expected[i], drawings);
            Dictionary<string, string> right = Forms(actual[i], drawings);
            foreach (string form in left.Keys.Union(right.Keys))
            {
                string? difference =
                    !left.TryGetValue(form, out string? wanted) ? "is new"
                    : !right.TryGetValue(form, out string? found) ? "is gone"
                    : form == OutputMime.Drawing && drawings == ComparedDrawings.Marks ? DrawnMarks.FirstDifference(wanted, found)
                    : FirstDifference(wanted, found);
                if (difference is not null)
                {
                    differences.Add($"cell {cell} output {i + 1} {form}: {difference}");
                }
            }
        }
    }

    private static Dictionary<string, string> Forms(JsonObject output, ComparedDrawings drawings)
    {
        var forms = new Dictionary<string, string> { ["output_type"] = JupyterJson.Text(output["output_type"]) ?? "" };
        if (output["data"] is JsonObject data)
        {
            foreach ((string mime, JsonNode? content) in data)
            {
                if (drawings != ComparedDrawings.Presence && mime == OutputMime.Drawing)
                {
                    forms[mime] = JupyterJson.Text(content) ?? "";
                    continue;
                }

                bool picture = mime.StartsWith("image/", StringComparison.Ordinal) || mime == OutputMime.Drawing;
                forms[picture ? "picture" : mime] = picture
                    ? ""
                    : Normal(
                        drawings == ComparedDrawings.Marks
                            ? PlacelessForm.Of(mime, content)
                            : JupyterJson.Text(content) ?? CanonicalJson.Write(content)
                    );
            }
        }

        if (output["text"] is { } text)
        {
            forms["text " + JupyterJson.Text(output["name"])] = Normal(JupyterJson.Text(text) ?? "");
        }

        if (JupyterJson.Text(output["ename"]) is { } name)
        {
            forms["error"] = $"{name}: {Normal(JupyterJson.Text(output["evalue"]) ?? "")}";
        }

        return forms;
    }

    // The pictures first: what is base64 may look like a path.
    private static string Normal(string text) =>
        Elapsed().Replace(Stamp().Replace(HostPath().Replace(Picture().Replace(text, "<picture>"), "<path>/"), "<time>"), "<elapsed>");

    private static string? FirstDifference(string expected, string actual)
    {
        if (expected == actual)
        {
            return null;
        }

        string[] left = expected.Split('\n');
        string[] right = actual.Split('\n');
        int i = 0;
        while (i < left.Length && i < right.Length && left[i] == right[i])
        {
            i++;
        }

        return $"line {i + 1}: expected \"{Cut(left, i)}\", found \"{Cut(right, i)}\"";
    }

    private static string Cut(string[] lines, int i) =>
        i >= lines.Length ? "(end)"
        : lines[i].Length > 160 ? lines[i][..160] + "…"
        : lines[i];

    [GeneratedRegex("data:image/[a-z.+-]+(?:;[a-z0-9=-]+)*,[A-Za-z0-9+/=%_.!~*'()-]*", RegexOptions.IgnoreCase)]
    private static partial Regex Picture();

    [GeneratedRegex(@"(?<![\w.])/(?:[\w.@+-]+/)*(?=(?:notebooks|data|lib|records)/)")]
    private static partial Regex HostPath();

    [GeneratedRegex(@"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)?")]
    private static partial Regex Stamp();

    [GeneratedRegex(@"\bin \d+(?:\.\d+)? (?:ms|s)\b")]
    private static partial Regex Elapsed();
}
