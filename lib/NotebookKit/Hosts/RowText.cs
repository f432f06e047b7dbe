using System.Globalization;
using System.Text;
using NotebookKit.Display;

namespace NotebookKit.Hosts;

/// <summary>Writes names and values as a small table.</summary>
internal static class RowText
{
    public static string? Number(long? value) => value?.ToString(CultureInfo.InvariantCulture);

    public static IEnumerable<(string Name, string Value)> Of(IEnumerable<(string Name, string? Value)> rows) =>
        rows.Where(row => row.Value is not null).Select(row => (row.Name, row.Value!));

    public static string Write(IEnumerable<(string Name, string Value)> rows)
    {
        (string Name, string Value)[] all = [.. rows];
        int width = all.Length == 0 ? 0 : all.Max(row => row.Name.Length);
        return string.Join('\n', all.Select(row => row.Name.PadRight(width) + "  " + row.Value));
    }

    public static string WriteHtml(string? caption, IReadOnlyList<string>? head, IEnumerable<IReadOnlyList<string>> rows)
    {
        var html = new StringBuilder("<table>");
        if (caption is not null)
        {
            html.Append("<caption>").Append(HtmlText.Escape(caption)).Append("</caption>");
        }

        if (head is not null)
        {
            html.Append("<thead><tr>");
            foreach (string cell in head)
            {
                html.Append("<th style=\"text-align:left\">").Append(HtmlText.Escape(cell)).Append("</th>");
            }

            html.Append("</tr></thead>");
        }

        html.Append("<tbody>");
        foreach (IReadOnlyList<string> row in rows)
        {
            html.Append("<tr>");
            foreach (string cell in row)
            {
                html.Append("<td style=\"text-align:left\">").Append(HtmlText.Escape(cell)).Append("</td>");
            }

            html.Append("</tr>");
        }

        return html.Append("</tbody></table>").ToString();
    }
}
