using System.Globalization;
using System.Text;
using NotebookKit.Diagnosis;
using NotebookKit.Kernel.Pages;

namespace NotebookKit.Cli.Running;

/// <summary>Writes the page of each executed notebook, and one that lists them with what they found.</summary>
internal static class RecordPages
{
    private const string Index = "index.html";

    /// <summary>Writes the page beside the record.</summary>
    public static void WritePage(NotebookOutcome outcome)
    {
        string depth = string.Concat(Enumerable.Repeat("../", outcome.Item.Name.Count(c => c == Path.DirectorySeparatorChar)));
        File.WriteAllText(outcome.Item.Page, NotebookPage.Write(outcome.Item.Document, Summary(outcome), depth + Index));
    }

    /// <summary>Writes the list of pages.</summary>
    /// <param name="folder">The folder of the records.</param>
    /// <param name="outcomes">The notebooks of this run.</param>
    public static void WriteIndex(string folder, IReadOnlyList<NotebookOutcome> outcomes)
    {
        int passed = outcomes.Count(outcome => outcome.Result.Passed);
        var html = new StringBuilder("<main class=\"records\">\n<header class=\"head\"><h1>Investigation records</h1>\n");
        html.Append(CultureInfo.InvariantCulture, $"<p class=\"run\"><span class=\"badge {(passed == outcomes.Count ? "passed" : "failed")}\">{passed} of {outcomes.Count} passed</span> ");
        html.Append(CultureInfo.InvariantCulture, $"<span>{outcomes.Sum(outcome => outcome.Findings.Count())} findings</span> <span>{DateTimeOffset.UtcNow:yyyy-MM-dd HH:mm} UTC</span></p></header>\n");
        foreach (NotebookOutcome outcome in outcomes)
        {
            WriteRecord(html, outcome);
        }

        File.WriteAllText(Path.Combine(folder, Index), PageFrame.Write("Investigation records", html.Append("</main>\n").ToString()));
    }

    private static void WriteRecord(StringBuilder html, NotebookOutcome outcome)
    {
        string link = string.Join('/', outcome.Item.Name.Split(Path.DirectorySeparatorChar).Select(Uri.EscapeDataString)) + ".html";
        string word = RunWord.Of(outcome.Result);
        html.Append(CultureInfo.InvariantCulture, $"<article class=\"record\"><h2><a href=\"{PageFrame.Escape(link)}\">{PageFrame.Escape(NotebookPage.TitleOf(outcome.Item.Document))}</a></h2>\n");
        html.Append(CultureInfo.InvariantCulture, $"<p class=\"run\"><span class=\"badge {word}\">{word}</span> <span>{PageFrame.Escape(outcome.Item.Name)}</span> <span>{outcome.Result.CellsRun} of {outcome.Result.CellCount} cells in {outcome.Result.Elapsed.TotalSeconds:0.0} s</span></p>\n");
        if (outcome.Result.Failure is { } failure)
        {
            html.Append(CultureInfo.InvariantCulture, $"<div class=\"error\"><p><strong>cell {failure.Number}</strong> {PageFrame.Escape(failure.Message)}</p></div>\n");
        }

        WriteFindings(html, outcome, link);
        html.Append("</article>\n");
    }

    private static string? Summary(NotebookOutcome outcome)
    {
        if (!outcome.Findings.Any())
        {
            return null;
        }

        var html = new StringBuilder("<section class=\"summary\"><h2>What was found</h2>\n");
        WriteFindings(html, outcome, "");
        return html.Append("</section>").ToString();
    }

    private static void WriteFindings(StringBuilder html, NotebookOutcome outcome, string page)
    {
        if (!outcome.Findings.Any())
        {
            return;
        }

        html.Append("<ul class=\"findings\">\n");
        foreach (ShownFindings shown in outcome.Shown)
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
