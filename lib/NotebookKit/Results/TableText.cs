using System.Text;

namespace NotebookKit.Results;

/// <summary>Writes a table as aligned text or as a Markdown table.</summary>
internal static class TableText
{
    public static string Write(ResultTable table, int? maxRows)
    {
        var shown = new ShownRows(table, maxRows);
        string[] heads = [.. table.Columns.Select(column => OneLine(column.Unit is null ? column.Name : $"{column.Name} [{column.Unit}]"))];
        int[] widths = [.. heads.Select((head, i) =>
            shown.Cells[i].Select(cell => Length(cell ?? CellText.Absent)).Append(Length(head)).Max())];
        var text = new StringBuilder();
        if (shown.Caption is not null)
        {
            text.Append(shown.Caption).Append('\n');
        }

        AppendLine(text, heads, widths, shown);
        for (int row = 0; row < shown.Shown; row++)
        {
            if (row == shown.Head && shown.Hidden > 0)
            {
                text.Append(shown.Gap).Append('\n');
            }

            AppendLine(text, [.. shown.Cells.Select(column => OneLine(column[row] ?? CellText.Absent))], widths, shown);
        }

        text.Append(shown.Size);
        if (shown.Note is not null)
        {
            text.Append(" · ").Append(shown.Note);
        }

        return text.Append('\n').ToString();
    }

    public static string WriteMarkdown(ResultTable table, int? maxRows)
    {
        var shown = new ShownRows(table, maxRows);
        var text = new StringBuilder();
        AppendCells(text, table.Columns.Select(column => column.Unit is null ? column.Name : $"{column.Name} [{column.Unit}]"));
        AppendCells(text, shown.RightAligned.Select(right => right ? "---:" : "---"));
        for (int row = 0; row < shown.Shown; row++)
        {
            if (row == shown.Head && shown.Hidden > 0)
            {
                AppendCells(text, table.Columns.Select((_, i) => i == 0 ? shown.Gap : ""));
            }

            AppendCells(text, shown.Cells.Select(column => column[row] ?? CellText.Absent));
        }

        return text.ToString();
    }

    private static void AppendLine(StringBuilder text, string[] cells, int[] widths, ShownRows shown)
    {
        int start = text.Length;
        for (int i = 0; i < cells.Length; i++)
        {
            string space = new(' ', widths[i] - Length(cells[i]));
            text.Append(i == 0 ? "" : "  ").Append(shown.RightAligned[i] ? space + cells[i] : cells[i] + space);
        }

        while (text.Length > start && text[^1] == ' ')
        {
            text.Length--;
        }

        text.Append('\n');
    }

    private static void AppendCells(StringBuilder text, IEnumerable<string> cells) =>
        text.Append("| ").AppendJoin(" | ", cells.Select(cell => OneLine(cell).Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("|", "\\|", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal))).Append(" |\n");

    private static int Length(string text) => text.EnumerateRunes().Count();

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");
}
