using System.Globalization;
using System.Text;
using NotebookKit.Kernel.Notebooks;
using NotebookKit.Kernel.Running;

namespace NotebookKit.Kernel.Pages;

/// <summary>Writes how the run went and its parameters, at the foot of a page's head; and the list of headings.</summary>
internal static class PageHead
{
    public static string Write(NotebookDocument document)
    {
        RunRecord? run = RunRecord.Of(document);
        var html = new StringBuilder();
        if (run is not null)
        {
            NotebookCell[] code = [.. document.Cells.Where(cell => cell.Kind == CellKind.Code)];
            int ran = code.Count(cell => cell.ExecutionCount is not null);
            NotebookCell? failed =
                run.Result == "passed"
                    ? null
                    : code.FirstOrDefault(cell => cell.Outputs.Any(output => JupyterJson.Text(output?["output_type"]) == "error"));
            string result = PageFrame.Escape(run.Result);
            html.Append("<p class=\"run\">")
                .Append(
                    failed is null
                        ? $"<span class=\"badge {result}\">{result}</span>"
                        : $"<a class=\"badge {result}\" href=\"#cell-{PageFrame.Escape(failed.Id)}\">{result}: to the cell</a>"
                );
            html.Append(
                CultureInfo.InvariantCulture,
                $" <span>{run.Started.UtcDateTime:yyyy-MM-dd HH:mm} UTC</span> <span>{ran} of {code.Length} cells in {Duration(run.Elapsed)}</span> <span>{PageFrame.Escape(run.Engine)}</span> <span>{PageFrame.Escape(run.System)}</span></p>\n"
            );
        }

        WriteParameters(html, document, run);
        return html.ToString();
    }

    /// <summary>The list of headings, those of the lowest level found furthest left.</summary>
    public static string Links(IReadOnlyList<Heading> headings)
    {
        int top = headings.Count == 0 ? 1 : headings.Min(heading => heading.Level);
        var html = new StringBuilder("<ol>\n");
        foreach (Heading heading in headings.Where(heading => heading.Level - top < 3))
        {
            html.Append(
                CultureInfo.InvariantCulture,
                $"<li class=\"level-{heading.Level - top}\"><a href=\"#{PageFrame.Escape(heading.Id)}\">{PageFrame.Escape(heading.Text)}</a></li>\n"
            );
        }

        return html.Append("</ol>\n").ToString();
    }

    public static string Duration(TimeSpan time) =>
        time.TotalSeconds switch
        {
            < 0.0995 => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0} ms"),
            < 9.95 => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0} s"),
            < 119.5 => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0} s"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(time.TotalMinutes):0} min {time.Seconds} s"),
        };

    private static void WriteParameters(StringBuilder html, NotebookDocument document, RunRecord? run)
    {
        // What was left empty tells nothing of this run.
        KeyValuePair<string, RunParameter>[] parameters =
        [
            .. RunParameters
                .Of(document)
                .Where(parameter =>
                    run?.Parameters.ContainsKey(parameter.Key) == true || parameter.Value.Default is not (null or "\"\"" or "null")
                ),
        ];
        if (parameters.Length == 0)
        {
            return;
        }

        html.Append("<details class=\"about\"><summary>Parameters</summary>\n<dl class=\"parameters\">\n");
        foreach ((string name, RunParameter parameter) in parameters)
        {
            string? given = run?.Parameters.GetValueOrDefault(name);
            html.Append(
                CultureInfo.InvariantCulture,
                $"<div><dt>{PageFrame.Escape(name)}</dt><dd><code>{PageFrame.Escape(given ?? parameter.Default ?? "(none)")}</code>{(given is null ? "" : " <span class=\"note\">given for this run</span>")}</dd></div>\n"
            );
        }

        html.Append("</dl></details>\n");
    }
}
