using System.Globalization;
using System.Text;
using NotebookKit.Diagnosis;
using NotebookKit.Kernel.Files;
using NotebookKit.Kernel.Notebooks;
using NotebookKit.Kernel.Pages;
using NotebookKit.Kernel.Running;

namespace NotebookKit.Cli.Running;

/// <summary>Writes the page of an executed notebook, and one that lists all records of a folder with what they found.</summary>
internal static class RecordPages
{
    private const string Index = "index.html";

    /// <summary>Writes the page of an executed notebook.</summary>
    /// <param name="document">The notebook with its outputs.</param>
    /// <param name="page">The file.</param>
    /// <param name="name">Its path below the folder that has the list; null where no list belongs to it.</param>
    /// <param name="complain">Hears of findings that cannot be read.</param>
    public static void WritePage(NotebookDocument document, string page, string? name, Action<string> complain)
    {
        string? home = name is null ? null : string.Concat(Enumerable.Repeat("../", name.Count(c => c == Path.DirectorySeparatorChar))) + Index;
        var html = new StringBuilder();
        WriteFindings(html, ShownFindings.Of(document, complain), "");
        string? summary = html.Length == 0 ? null : $"<section class=\"summary\"><h2>What was found</h2>\n{html}</section>";
        ReplacedFile.Write(page, NotebookPage.Write(document, summary, home));
    }

    /// <summary>Writes the list of all executed notebooks of a folder that have a page, those of earlier runs too.</summary>
    public static void WriteIndex(string folder, Action<string> complain)
    {
        var list = new StringBuilder();
        int records = 0;
        int passed = 0;
        int findings = 0;
        foreach (string path in new NotebookFolder(folder, complain).Find().Where(path => File.Exists(Path.ChangeExtension(path, ".html"))))
        {
            if (Load(path) is { } document && RunRecord.Of(document) is { } run)
            {
                List<ShownFindings> shown = ShownFindings.Of(document, complain);
                records++;
                passed += run.Result == RunWord.Passed ? 1 : 0;
                findings += shown.Sum(one => one.Findings.Count);
                WriteRecord(list, Path.ChangeExtension(Path.GetRelativePath(folder, path), null), document, run, shown);
            }
        }

        string badge = passed == records ? RunWord.Passed : RunWord.Failed;
        ReplacedFile.Write(Path.Combine(folder, Index), PageFrame.Write("Investigation records", $"""
            <main class="records">
            <header class="head"><h1>Investigation records</h1>
            <p class="run"><span class="badge {badge}">{passed} of {records} passed</span> <span>{findings} findings</span></p></header>
            {list}</main>

            """));
    }

    // A folder of records may hold other people's notebooks too; only ours are listed.
    private static NotebookDocument? Load(string path)
    {
        try
        {
            return NotebookDocument.Load(path);
        }
        catch (Exception error) when (error is NotebookFormatException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static void WriteRecord(StringBuilder html, string name, NotebookDocument document, RunRecord run, List<ShownFindings> shown)
    {
        string link = string.Join('/', name.Split(Path.DirectorySeparatorChar).Select(Uri.EscapeDataString)) + ".html";
        string word = PageFrame.Escape(run.Result);
        NotebookCell[] code = [.. document.Cells.Where(cell => cell.Kind == CellKind.Code)];
        html.Append(CultureInfo.InvariantCulture, $"<article class=\"record\"><h2><a href=\"{PageFrame.Escape(link)}\">{PageFrame.Escape(NotebookPage.TitleOf(document))}</a></h2>\n");
        html.Append(CultureInfo.InvariantCulture,
            $"<p class=\"run\"><span class=\"badge {word}\">{word}</span> <span>{PageFrame.Escape(name)}</span> <span>{run.Started.UtcDateTime:yyyy-MM-dd HH:mm} UTC</span> <span>{code.Count(cell => cell.ExecutionCount is not null)} of {code.Length} cells in {run.Elapsed.TotalSeconds:0.0} s</span></p>\n");
        if (run.Result != RunWord.Passed)
        {
            WriteError(html, code, link);
        }

        WriteFindings(html, shown, link);
        html.Append("</article>\n");
    }

    private static void WriteError(StringBuilder html, NotebookCell[] code, string page)
    {
        foreach (NotebookCell cell in code)
        {
            if (cell.Outputs.LastOrDefault(output => JupyterJson.Text(output?["output_type"]) == "error") is { } error && !cell.Tags.Contains("raises-exception"))
            {
                html.Append(CultureInfo.InvariantCulture,
                    $"<div class=\"error\"><p><strong><a href=\"{PageFrame.Escape(page)}#cell-{PageFrame.Escape(cell.Id)}\">cell {cell.ExecutionCount}</a></strong> {PageFrame.Escape(JupyterJson.Text(error["ename"]))}: {PageFrame.Escape(JupyterJson.Text(error["evalue"]))}</p></div>\n");
            }
        }
    }

    private static void WriteFindings(StringBuilder html, List<ShownFindings> all, string page)
    {
        if (all.TrueForAll(shown => shown.Findings.Count == 0))
        {
            return;
        }

        html.Append("<ul class=\"findings\">\n");
        foreach (ShownFindings shown in all)
        {
            foreach (Finding finding in shown.Findings)
            {
                string severity = FindingWords.Severity(finding);
                string whole = finding.ToString();
                string number = whole.Length > finding.Statement.Length ? $" <span class=\"number\">{PageFrame.Escape(whole[finding.Statement.Length..].Trim(' ', '[', ']'))}</span>" : "";
                string sure = FindingWords.Confidence(finding) is { } words ? $" <span class=\"note\">{words}</span>" : "";
                html.Append(CultureInfo.InvariantCulture,
                    $"<li><span class=\"badge {severity}\">{severity}</span><span><a href=\"{PageFrame.Escape(page)}#cell-{PageFrame.Escape(shown.CellId)}\">{PageFrame.Escape(finding.Statement)}</a>{number}{sure}</span></li>\n");
            }
        }

        html.Append("</ul>\n");
    }
}
