using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using NotebookKit.Kernel.Notebooks;
using NotebookKit.Scripting.Cells;
using NotebookKit.Scripting.Formatting;

namespace NotebookKit.Kernel.Pages;

/// <summary>Writes one output of a cell as HTML: of a bundle's forms the one that a page without script shows best.</summary>
internal static partial class OutputView
{
    private const int LongestAlternative = 600;
    private const int LongestJson = 1_000_000;
    private const int LongestPhrase = 40;
    private const int LongestText = 2_000_000;
    private const int LargestPicture = 32_000_000;
    private const double WidestPicture = 100_000;

    // A picture before a table, a table before text; what needs a script (plotly) is never chosen.
    private static readonly string[] Preferred =
    [
        "image/png",
        "image/jpeg",
        "image/gif",
        "image/webp",
        "image/svg+xml",
        "text/html",
        "text/markdown",
        "application/json",
        "text/latex",
        "text/plain",
    ];

    /// <param name="output">The output.</param>
    /// <param name="markdown">Writes Markdown.</param>
    /// <param name="bounds">What a page works through.</param>
    /// <param name="id">The id of its drawing; null for none.</param>
    public static string Write(JsonObject output, Func<string, string> markdown, PageBounds bounds, string? id = null) =>
        JupyterJson.Text(output["output_type"]) switch
        {
            "stream" => Stream(output),
            "error" => Error(output),
            _ when output["data"] is JsonObject data => Live(data, id, bounds)
                ?? Bundle(data, output["metadata"] as JsonObject, markdown, bounds),
            _ => "",
        };

    private static string? Live(JsonObject data, string? id, PageBounds bounds)
    {
        string? drawing =
            JupyterJson.Text(data[OutputMime.Drawing])
            ?? (JupyterJson.Text(data["text/html"]) is { Length: < LargestPicture } html ? LivePicture.OfFlame(html) : null);
        return drawing is null ? null : LivePicture.Write(drawing, id, bounds);
    }

    private static string Stream(JsonObject output)
    {
        bool error = JupyterJson.Text(output["name"]) == "stderr";
        return $"<pre class=\"stream{(error ? " stderr" : "")}\">{Text(JupyterJson.Text(output["text"]))}</pre>\n";
    }

    private static string Error(JsonObject output)
    {
        string name = JupyterJson.Text(output["ename"]) ?? "error";
        var html = new StringBuilder(
            $"<div class=\"error\"><p><strong>{Text(name)}</strong> {Text(JupyterJson.Text(output["evalue"]))}</p>\n"
        );
        if (output["traceback"] is JsonArray { Count: > 0 } lines)
        {
            html.Append("<pre>").AppendJoin('\n', lines.Select(line => Text(JupyterJson.Text(line)))).Append("</pre>\n");
        }

        return html.Append("</div>\n").ToString();
    }

    private static string Bundle(JsonObject data, JsonObject? metadata, Func<string, string> markdown, PageBounds bounds)
    {
        string? mime = Preferred.FirstOrDefault(data.ContainsKey);
        string text = mime is null ? "" : JupyterJson.Text(data[mime]) ?? "";
        return mime switch
        {
            null => $"<p class=\"note\">A value that a page cannot show ({Text(string.Join(", ", data.Select(form => form.Key)))}).</p>\n",
            "text/html" when !bounds.TakesHtml(text) => TooLong(mime, text)
                + (JupyterJson.Text(data["text/plain"]) is { } plain ? $"<pre class=\"value\">{Text(plain)}</pre>\n" : ""),
            _ when mime.StartsWith("image/", StringComparison.Ordinal) && text.Length > LargestPicture => TooLong(mime, text),
            "text/html" => Html(text),
            "text/markdown" => $"<div class=\"prose\">{markdown(text)}</div>\n",
            "application/json" => $"<pre class=\"value\">{Text(JupyterJson.Shown(data[mime], LongestJson))}</pre>\n",
            "text/plain" or "text/latex" => $"<pre class=\"value\">{Text(text)}</pre>\n",
            _ => Picture(
                mime,
                text,
                JupyterJson.Text(data["text/plain"]),
                metadata?[mime] as JsonObject,
                plot: data.ContainsKey("application/vnd.plotly.v1+json")
            ),
        };
    }

    private static string TooLong(string mime, string text) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"<p class=\"note\">A value of {text.Length:#,0} characters ({mime}), too long or too deep for a page: it is in the notebook.</p>\n"
        );

    private static string Html(string text)
    {
        (string html, string? removed) = SafeHtml.Clean(text);
        string note = removed is null
            ? ""
            : $"<p class=\"note\">Left out of this page, which holds nothing that runs or loads: {Text(removed)}.</p>\n";
        return $"<div class=\"html\">{Words().Replace(html, WithRoom)}</div>\n{note}";
    }

    // A table that is wider than its box would break each text at every word to make
    // room: texts of cells keep a width, and the box scrolls.
    private static string WithRoom(Match cell) =>
        $"<td class=\"{(cell.Groups[2].Length > LongestPhrase ? "words" : "phrase")}\"{cell.Groups[1].Value}>{cell.Groups[2].Value}</td>";

    // SVG goes into an image too: there its scripts never run and its styles do not leak.
    private static string Picture(string mime, string content, string? alternative, JsonObject? size, bool plot)
    {
        bool vector = mime == "image/svg+xml";
        byte[]? bytes = vector ? Encoding.UTF8.GetBytes(content) : Decode(content);
        if (bytes is null)
        {
            return "<p class=\"note\">A picture that cannot be read: its text is not base64.</p>\n";
        }

        double? pixels =
            size?["width"] is JsonValue value && value.TryGetValue(out double told) && told is > 0 and < WidestPicture ? told : null;
        string width = pixels is null ? "" : string.Create(CultureInfo.InvariantCulture, $" width=\"{pixels:0}\"");
        string least = plot && pixels is { } known ? LivePicture.Least(known) : "";
        string alt =
            alternative is null ? "picture"
            : alternative.Length > LongestAlternative ? alternative[..LongestAlternative] + "…"
            : alternative;
        return $"<figure{(plot ? " class=\"plot\"" : "")}><img alt=\"{Text(alt.Trim())}\"{width} src=\"data:{mime};base64,{Convert.ToBase64String(bytes)}\"{least}></figure>\n";
    }

    private static byte[]? Decode(string content)
    {
        try
        {
            return Convert.FromBase64String(content);
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static string Text(string? text) => ValueFormatter.Escape(Escapes().Replace(OutputBudget.Cut(text ?? "", LongestText), ""));

    [GeneratedRegex(@"<td( style=""[^""]*"")?>([^<]{13,})</td>")]
    private static partial Regex Words();

    // Colours of a terminal, which programs print when they believe to have one.
    [GeneratedRegex(@"\x1b\[[0-9;?]*[ -/]*[@-~]")]
    private static partial Regex Escapes();
}
