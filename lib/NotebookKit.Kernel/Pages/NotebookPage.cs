using System.Globalization;
using System.Runtime.ExceptionServices;
using System.Text;
using System.Text.Json.Nodes;
using NotebookKit.Kernel.Notebooks;

namespace NotebookKit.Kernel.Pages;

/// <summary>Writes an executed notebook as one page that needs no network and no other
/// file, and shows all it holds without its script too.</summary>
public static class NotebookPage
{
    private const int StackBytes = 128 << 20;

    /// <summary>Writes the page.</summary>
    /// <param name="document">The notebook with its outputs.</param>
    /// <param name="parts">What it shows beside the cells; null for nothing.</param>
    /// <returns>The page. HTML in prose is shown as text; HTML of outputs is cleaned of
    /// what runs, loads or leaves its place, and says so.</returns>
    public static string Write(NotebookDocument document, PageParts? parts = null)
    {
        ArgumentNullException.ThrowIfNull(document);
        string page = "";
        ExceptionDispatchInfo? fault = null;

        // What reads prose, HTML and code calls itself as deep as those nest, and a stack that overflows ends the process.
        var thread = new Thread(
            () =>
            {
                try
                {
                    page = Written(document, parts ?? new PageParts());
                }
                catch (Exception error)
                {
                    fault = ExceptionDispatchInfo.Capture(error);
                }
            },
            maxStackSize: StackBytes
        );
        thread.Name = "page";
        thread.Start();
        thread.Join();
        fault?.Throw();
        return page;
    }

    private static string Written(NotebookDocument document, PageParts parts)
    {
        var bounds = new PageBounds();
        string folder = Path.GetDirectoryName(document.FullPath)!;
        var prose = new Prose(parts.Picture ?? (path => LocalPicture.Read(folder, path)), bounds);
        var cells = new StringBuilder();
        JsonObject? lead = parts.Answer is null ? null : LeadPicture.Of(document)?.Output;
        foreach (NotebookCell cell in document.Cells)
        {
            WriteCell(cells, cell, prose, bounds, lead);
        }

        string title = prose.Title ?? Path.GetFileNameWithoutExtension(document.Source);
        string links = PageHead.Links(prose.Headings);
        string back = parts.Home is null ? "" : $"<p class=\"home\"><a href=\"{PageFrame.Escape(parts.Home)}\">← All records</a></p>\n";
        return PageFrame.Write(
            title,
            $"""
            <a class="skip" href="#content">To the content</a>
            <div class="layout">
            <aside class="side">
            {back}<p class="side-title">{PageFrame.Escape(title)}</p>
            <nav aria-label="Contents">
            {links}</nav>
            </aside>
            <main id="content">
            <header class="head">
            <h1>{PageFrame.Escape(title)}</h1>
            {parts.Answer}{parts.Facts}{(parts.Answer is null ? "" : LeadPicture.Write(document, "", bounds))}{parts.Findings}
            {PageHead.Write(document)}</header>
            <details class="contents"><summary>Contents</summary>
            {back}{links}</details>
            {cells}
            {parts.Foot}
            <footer>Made from {PageFrame.Escape(
                Path.GetFileName(document.Source)
            )} by NotebookKit. Numbers and pictures are the outputs of the code above them.</footer>
            </main>
            </div>

            """
        );
    }

    /// <summary>A notebook's picture for the first screen, as HTML; empty where it shows none.</summary>
    public static string Picture(NotebookDocument document, string page)
    {
        ArgumentNullException.ThrowIfNull(document);
        return LeadPicture.Write(document, page, new PageBounds());
    }

    /// <summary>A notebook's title: the heading of level 1 with which its prose begins, else its file's name.</summary>
    public static string TitleOf(NotebookDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        var prose = new Prose(null, new PageBounds());
        foreach (
            NotebookCell cell in document
                .Cells.Where(cell => cell.Kind == CellKind.Markdown)
                .TakeWhile(_ => prose.Title is null && prose.Headings.Count == 0)
        )
        {
            _ = prose.Write(cell);
        }

        return prose.Title ?? Path.GetFileNameWithoutExtension(document.Source);
    }

    private static void WriteCell(StringBuilder html, NotebookCell cell, Prose prose, PageBounds bounds, JsonObject? lead)
    {
        switch (cell.Kind)
        {
            case CellKind.Markdown:
                html.Append("<section class=\"prose\">\n").Append(prose.Write(cell)).Append("</section>\n");
                break;
            case CellKind.Code when cell.Source.Trim().Length > 0 || cell.Outputs.Count > 0:
                WriteCode(html, cell, prose, bounds, lead);
                break;
            case CellKind.Raw when cell.Source.Trim().Length > 0:
                html.Append("<pre class=\"value\">").Append(PageFrame.Escape(cell.Source)).Append("</pre>\n");
                break;
            default:
                break;
        }
    }

    private static void WriteCode(StringBuilder html, NotebookCell cell, Prose prose, PageBounds bounds, JsonObject? lead)
    {
        string number = cell.ExecutionCount is { } count ? string.Create(CultureInfo.InvariantCulture, $"In [{count}]") : "not run";
        bool failed = cell.Outputs.Any(output => JupyterJson.Text(output?["output_type"]) == "error");
        html.Append(
            CultureInfo.InvariantCulture,
            $"<section class=\"cell{(failed ? " failed" : cell.ExecutionCount is null ? " unrun" : "")}\" id=\"cell-{PageFrame.Escape(cell.Id)}\">\n"
        );
        string? folded = failed ? null : Folded(cell);
        html.Append(
            CultureInfo.InvariantCulture,
            $"<details class=\"source\"{(folded is null ? " open" : "")}><summary><span>{number}{(folded is null ? "" : $"<em>{folded}</em>")}</span><span>{Took(cell)}</span></summary>\n"
        );
        html.Append("<pre><code>")
            .Append(bounds.ReadCode(cell.Source) is { } read ? CodeColours.Write(read) : PageFrame.Escape(cell.Source))
            .Append("</code></pre></details>\n");
        if (cell.Outputs.Count > 0)
        {
            html.Append("<div class=\"outputs\">\n");
            foreach (JsonObject output in cell.Outputs.OfType<JsonObject>())
            {
                html.Append(
                    OutputView.Write(output, text => prose.Write(text), bounds, ReferenceEquals(output, lead) ? LeadPicture.Id : null)
                );
            }

            html.Append("</div>\n");
        }

        html.Append("</section>\n");
    }

    // Readers of a record come for answers: what only prepares them waits behind its line. The page's head shows the parameters.
    private static string? Folded(NotebookCell cell) =>
        cell.Outputs.Count > 0 ? null
        : IsHidden(cell) ? "set-up"
        : cell.Tags.Contains("parameters") || cell.Tags.Contains("injected-parameters") ? "parameters"
        : cell.Source.Split('\n').All(line => line.Trim() is "" or ['#' or '/', ..] || line.StartsWith("using ", StringComparison.Ordinal))
            ? "references and usings"
        : null;

    // JupyterLab's own word for a cell whose code is folded (nbformat, metadata.jupyter.source_hidden).
    private static bool IsHidden(NotebookCell cell) =>
        cell.Metadata["jupyter"]?["source_hidden"] is JsonValue value && value.TryGetValue(out bool hidden) && hidden;

    private static string Took(NotebookCell cell) =>
        cell.Metadata["execution"] is JsonObject times
        && Stamp(times["iopub.execute_input"]) is { } start
        && Stamp(times["shell.execute_reply"]) is { } end
        && end >= start
            ? PageHead.Duration(end - start)
            : "";

    private static DateTimeOffset? Stamp(JsonNode? node) =>
        DateTimeOffset.TryParse(
            JupyterJson.Text(node),
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out DateTimeOffset time
        )
            ? time
            : null;
}
