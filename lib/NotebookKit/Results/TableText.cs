using System.Text;

namespace NotebookKit.Results;

/// <summary>Writes a table as aligned text or as a Markdown table.</summary>
internal static class TableText
{
    public static string Write(ResultTable table, int? maxRows)
    {
        var shown = new ShownRows(table, maxRows);
        string[] heads = [.. shown.Columns.Select(column => OneLine(ShownRows.Head(column)))];
        int[] widths =
        [
            .. heads.Select((head, i) => shown.Cells[i].Select(cell => Length(cell ?? CellText.Absent)).Append(Length(head)).Max()),
        ];
        var text = new StringBuilder();
        if (shown.Caption is not null)
        {
            text.Append(shown.Caption).Append('\n');
        }

        if (shown.Same is not null)
        {
            text.Append('(').Append(OneLine(shown.Same)).Append(")\n");
        }

        if (shown.IsUpright)
        {
            int widest = heads.Max(Length);
            foreach ((int i, string head) in heads.Index())
            {
                text.Append(head).Append(' ', widest - Length(head) + 2).Append(OneLine(shown.Cells[i][0] ?? CellText.Absent)).Append('\n');
            }

            return Foot(text, shown);
        }

        AppendLine(text, heads, widths, shown);
        for (int row = 0; row < shown.Shown; row++)
        {
            if (row == shown.Before && shown.Hidden > 0)
            {
                text.Append(shown.Gap).Append('\n');
            }

            AppendLine(text, [.. shown.Cells.Select(column => OneLine(column[row] ?? CellText.Absent))], widths, shown);
        }

        return Foot(text, shown);
    }

    private static string Foot(StringBuilder text, ShownRows shown) =>
        text.AppendJoin(" · ", new[] { shown.Size, shown.Empty, shown.Note }.Where(part => part is not null)).Append('\n').ToString();

    public static string WriteMarkdown(ResultTable table, int? maxRows)
    {
        var shown = new ShownRows(table, maxRows);
        var text = new StringBuilder();
        AppendCells(text, shown.Columns.Select(ShownRows.Head));
        AppendCells(text, shown.RightAligned.Select(right => right ? "---:" : "---"));
        for (int row = 0; row < shown.Shown; row++)
        {
            if (row == shown.Before && shown.Hidden > 0)
            {
                AppendCells(text, shown.Columns.Select((_, i) => i == 0 ? shown.Gap : ""));
            }

            AppendCells(text, shown.Cells.Select(column => column[row] ?? CellText.Absent));
        }

        // A table of Markdown has neither caption nor foot: what its columns do not say stands below.
        string[] said = [.. new[] { shown.Same, shown.Empty }.OfType<string>()];
        return said.Length == 0 ? text.ToString() : text.Append('\n').AppendJoin("; ", said.Select(Cell)).Append(".\n").ToString();
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
        text.Append("| ").AppendJoin(" | ", cells.Select(Cell)).Append(" |\n");

    private static string Cell(string cell) =>
        OneLine(cell)
            .Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("|", "\\|", StringComparison.Ordinal)
            .Replace("<", "&lt;", StringComparison.Ordinal);

    private static int Length(string text) => text.EnumerateRunes().Count();

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");
}
