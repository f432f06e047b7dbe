using System.Globalization;
using System.Text;
using NotebookKit.Display;

namespace NotebookKit.Results;

/// <summary>Writes a table as an HTML table.</summary>
/// <remarks>
/// Styles stand in the tags because shared notebooks lose their style sheets. No text colour is set, and lines and muted text use
/// transparency, so that the table reads on light and dark backgrounds alike.
/// </remarks>
internal static class TableHtml
{
    private const string Line = "1px solid rgba(127,127,127,0.35)";
    private const string Muted = "opacity:0.65;font-weight:normal;font-size:0.88em";

    public static string Write(ResultTable table, int? maxRows)
    {
        var shown = new ShownRows(table, maxRows);
        var html = new StringBuilder(4096);
        html.Append("<table style=\"border-collapse:collapse;font-variant-numeric:tabular-nums;margin:0.4em 0\">\n");
        if (shown.Caption is not null)
        {
            html.Append("<caption style=\"caption-side:top;text-align:left;font-weight:600;padding:0.2em 0\">")
                .Append(HtmlText.Escape(shown.Caption)).Append("</caption>\n");
        }

        Head(table, shown, html);
        html.Append("<tbody>\n");
        for (int i = 0; i < shown.Shown; i++)
        {
            if (i == shown.Head && shown.Hidden > 0)
            {
                html.Append(CultureInfo.InvariantCulture, $"<tr><td colspan=\"{table.Columns.Count}\" style=\"text-align:center;")
                    .Append(CultureInfo.InvariantCulture, $"padding:2px 10px;{Muted}\">{shown.Gap}</td></tr>\n");
            }

            Row(shown, i, html);
        }

        html.Append("</tbody>\n");
        Foot(table, shown, html);
        return html.Append("</table>").ToString();
    }

    private static void Head(ResultTable table, ShownRows shown, StringBuilder html)
    {
        html.Append("<thead><tr>");
        for (int i = 0; i < table.Columns.Count; i++)
        {
            ResultColumn column = table.Columns[i];
            string unit = table.Columns.Any(other => other.Unit is not null)
                ? $"<br><span style=\"{Muted}\">{(column.Unit is null ? "&nbsp;" : HtmlText.Escape(column.Unit))}</span>"
                : "";
            html.Append(CultureInfo.InvariantCulture, $"<th style=\"text-align:{Align(shown, i)};padding:2px 10px;border-bottom:{Line};")
                .Append(CultureInfo.InvariantCulture, $"vertical-align:bottom\">{HtmlText.Escape(column.Name)}{unit}</th>");
        }

        html.Append("</tr></thead>\n");
    }

    private static void Row(ShownRows shown, int row, StringBuilder html)
    {
        html.Append("<tr>");
        for (int i = 0; i < shown.Cells.Length; i++)
        {
            string text = shown.Cells[i][row] is { } cell
                ? HtmlText.Escape(cell)
                : $"<span style=\"opacity:0.45\">{CellText.Absent}</span>";
            html.Append(CultureInfo.InvariantCulture, $"<td style=\"text-align:{Align(shown, i)};padding:2px 10px\">{text}</td>");
        }

        html.Append("</tr>\n");
    }

    private static void Foot(ResultTable table, ShownRows shown, StringBuilder html)
    {
        string note = shown.Note is null ? "" : " · " + HtmlText.Escape(shown.Note);
        html.Append(CultureInfo.InvariantCulture, $"<tfoot><tr><td colspan=\"{Math.Max(1, table.Columns.Count)}\" style=\"text-align:left;")
            .Append(CultureInfo.InvariantCulture, $"padding:4px 10px;border-top:{Line};{Muted}\">{shown.Size}{note}</td></tr></tfoot>\n");
    }

    private static string Align(ShownRows shown, int column) => shown.RightAligned[column] ? "right" : "left";
}
