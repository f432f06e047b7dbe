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
    private const int MostUnbroken = 20;
    private const string Muted = "opacity:0.65;font-weight:normal;font-size:0.88em";

    public static string Write(ResultTable table, int? maxRows)
    {
        var shown = new ShownRows(table, maxRows);
        var html = new StringBuilder(4096);
        html.Append("<table style=\"border-collapse:collapse;font-variant-numeric:tabular-nums;margin:0.4em 0\">\n");
        Caption(shown, html);
        if (shown.IsUpright)
        {
            Upright(shown, html);
        }
        else
        {
            Head(shown, html);
            html.Append("<tbody>\n");
            for (int i = 0; i < shown.Shown; i++)
            {
                if (i == shown.Before && shown.Hidden > 0)
                {
                    Gap(shown, html);
                }

                Row(shown, shown.Cells, i, html);
            }

            html.Append("</tbody>\n");
        }

        Foot(shown, html);
        return html.Append("</table>").ToString();
    }

    private static void Caption(ShownRows shown, StringBuilder html)
    {
        if ((shown.Caption ?? shown.Same) is null)
        {
            return;
        }

        html.Append("<caption style=\"caption-side:top;text-align:left;font-weight:600;padding:0.2em 0\">")
            .Append(HtmlText.Escape(shown.Caption ?? ""));
        if (shown.Same is not null)
        {
            html.Append(
                CultureInfo.InvariantCulture,
                $"{(shown.Caption is null ? "" : "<br>")}<span style=\"{Muted}\">{HtmlText.Escape(shown.Same)}</span>"
            );
        }

        html.Append("</caption>\n");
    }

    private static void Head(ShownRows shown, StringBuilder html)
    {
        bool units = shown.Columns.Any(column => column.Unit is not null);
        html.Append("<thead><tr>");
        for (int i = 0; i < shown.Columns.Length; i++)
        {
            ResultColumn column = shown.Columns[i];
            string unit = units
                ? $"<br><span style=\"{Muted}\">{(column.Unit is null ? "&nbsp;" : HtmlText.Escape(column.Unit))}</span>"
                : "";
            html.Append(CultureInfo.InvariantCulture, $"<th style=\"text-align:{Align(shown, i)};padding:2px 10px;border-bottom:{Line};")
                .Append(CultureInfo.InvariantCulture, $"vertical-align:bottom\">{HtmlText.Escape(column.Name)}{unit}</th>");
        }

        html.Append("</tr></thead>\n");
    }

    private static void Row(ShownRows shown, string?[][] cells, int row, StringBuilder html)
    {
        html.Append("<tr>");
        for (int i = 0; i < cells.Length; i++)
        {
            html.Append(
                CultureInfo.InvariantCulture,
                $"<td style=\"text-align:{Align(shown, i)};padding:2px 10px{Unbroken(cells[i][row])}\">{Text(cells[i][row])}</td>"
            );
        }

        html.Append("</tr>\n");
    }

    // One row of many columns is read downwards.
    private static void Upright(ShownRows shown, StringBuilder html)
    {
        html.Append("<tbody>\n");
        for (int i = 0; i < shown.Columns.Length; i++)
        {
            ResultColumn column = shown.Columns[i];
            string unit =
                column.Unit is null || shown.Cells[i][0] is null ? "" : $" <span style=\"{Muted}\">{HtmlText.Escape(column.Unit)}</span>";
            html.Append(
                    CultureInfo.InvariantCulture,
                    $"<tr><th style=\"text-align:left;vertical-align:top;padding:2px 10px\">{HtmlText.Escape(column.Name)}</th>"
                )
                .Append(
                    CultureInfo.InvariantCulture,
                    $"<td style=\"text-align:left;padding:2px 10px\">{Text(shown.Cells[i][0])}{unit}</td></tr>\n"
                );
        }

        html.Append("</tbody>\n");
    }

    // What lies in the gap can be opened without a script; of a long frame it is only counted.
    private static void Gap(ShownRows shown, StringBuilder html)
    {
        html.Append(
            CultureInfo.InvariantCulture,
            $"<tr><td colspan=\"{shown.Columns.Length}\" style=\"text-align:center;padding:2px 10px;{Muted}\">"
        );
        if (shown.HiddenCells is { } cells)
        {
            html.Append(
                CultureInfo.InvariantCulture,
                $"<details><summary>{shown.Gap}</summary><table style=\"border-collapse:collapse\">\n"
            );
            Head(shown, html);
            html.Append("<tbody>\n");
            for (int i = 0; i < shown.Hidden; i++)
            {
                Row(shown, cells, i, html);
            }

            html.Append("</tbody>\n</table></details></td></tr>\n");
            return;
        }

        html.Append(shown.Gap).Append("</td></tr>\n");
    }

    private static void Foot(ShownRows shown, StringBuilder html)
    {
        string said = string.Join(" · ", new[] { shown.Size, shown.Empty, shown.Note }.OfType<string>().Select(HtmlText.Escape));
        int columns = shown.IsUpright ? 2 : Math.Max(1, shown.Columns.Length);
        html.Append(CultureInfo.InvariantCulture, $"<tfoot><tr><td colspan=\"{columns}\" style=\"text-align:left;")
            .Append(CultureInfo.InvariantCulture, $"padding:4px 10px;border-top:{Line};{Muted}\">{said}</td></tr></tfoot>\n");
    }

    // A date or two short words are read as one.
    private static string Unbroken(string? cell) =>
        cell is { Length: <= MostUnbroken } && cell.AsSpan().ContainsAny(' ', '-', '/') ? ";white-space:nowrap" : "";

    private static string Text(string? cell) =>
        cell is null ? $"<span style=\"opacity:0.45\">{CellText.Absent}</span>" : HtmlText.Escape(cell);

    private static string Align(ShownRows shown, int column) => shown.RightAligned[column] ? "right" : "left";
}
