using System.Globalization;
using System.Text;
using NotebookKit.Display;

namespace NotebookKit.Diagnosis;

/// <summary>Writes findings as HTML that reads well on light and dark pages.</summary>
/// <remarks>
/// Styles stand in the tags because shared notebooks lose their style sheets. Text keeps the page's own colour; only a bar and a word
/// per finding are coloured, in tones with enough contrast on white and on black, and the word says the same without the colour.
/// </remarks>
internal static class FindingsHtml
{
    private const string Muted = "opacity:0.7";

    public static string Write(Findings findings)
    {
        var html = new StringBuilder("<div style=\"max-width:60em;line-height:1.45\">\n");
        if (findings.Title is not null)
        {
            html.Append(
                CultureInfo.InvariantCulture,
                $"<div style=\"font-weight:600;margin:0.4em 0\">{HtmlText.Escape(findings.Title)}</div>\n"
            );
        }

        if (findings.Count == 0)
        {
            html.Append(CultureInfo.InvariantCulture, $"<div style=\"{Muted}\">No findings.</div>\n");
        }

        foreach ((int index, Finding finding) in findings.Index())
        {
            Write(html, index + 1, finding);
        }

        return html.Append("</div>").ToString();
    }

    private static void Write(StringBuilder html, int number, Finding finding)
    {
        string colour = finding.Word == "good news" ? "#1f8a4c" : Colour(finding.Severity);
        html.Append(
            CultureInfo.InvariantCulture,
            $"<div style=\"border-left:4px solid {colour};padding:0.1em 0 0.1em 0.8em;margin:0.6em 0\">\n"
        );
        html.Append(
            CultureInfo.InvariantCulture,
            $"<div>{number}. <span style=\"color:{colour};font-weight:600\">{finding.Word}</span> <span style=\"font-weight:600\">{HtmlText.Escape(finding.Statement)}</span></div>\n"
        );
        foreach ((string label, string text) in FindingText.Lines(finding))
        {
            html.Append(
                CultureInfo.InvariantCulture,
                $"<div style=\"font-size:0.92em\"><span style=\"{Muted}\">{label}:</span> {HtmlText.Escape(text)}</div>\n"
            );
        }

        html.Append("</div>\n");
    }

    private static string Colour(Severity severity) =>
        severity switch
        {
            Severity.Critical => "#d9363e",
            Severity.Warning => "#c2700a",
            Severity.Notice => "#2f7fd1",
            _ => "#7a7f87",
        };
}
