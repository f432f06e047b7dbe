using System.Globalization;

namespace NotebookKit.Results;

/// <summary>The part of a table that is shown, ready as text: the first and last rows and how many lie between.</summary>
internal sealed class ShownRows
{
    private const int MostFolded = 200;
    private const int WidestLine = 120;

    /// <param name="table">The table.</param>
    /// <param name="maxRows">The most rows; as the table says where null.</param>
    public ShownRows(ResultTable table, int? maxRows)
    {
        (Caption, Note) = (table.Caption, table.Note);
        var chosen = new ShownColumns(table);
        (Columns, Same, Empty) = (chosen.Shown, chosen.Same, chosen.Empty);
        long count = table.Rows;

        // A gap that hides less than half of what is shown saves nobody anything.
        long most = Math.Max(2, maxRows ?? (count <= table.ShownRows * 3L / 2 ? count : table.ShownRows));
        long head = count <= most ? count : (most + 1) / 2;
        long tail = count <= most ? 0 : most - head;
        long[] rows = [.. Enumerable.Range(0, (int)(head + tail)).Select(row => row < head ? row : count - tail + row - head)];
        Cells = [.. Columns.Select(column => CellText.Format(column, rows))];
        RightAligned = [.. Columns.Select(column => column.IsNumber)];
        Before = (int)head;
        Shown = rows.Length;
        Hidden = count - rows.Length;
        HiddenCells = Hidden is > 0 and <= MostFolded
            ? [.. Columns.Select(column => CellText.Format(column, [.. Enumerable.Range((int)head, (int)Hidden).Select(row => (long)row)]))]
            : null;
        int columns = table.Columns.Count;
        string shown = Columns.Length == columns ? "" : string.Create(CultureInfo.InvariantCulture, $", {Columns.Length} of them shown");
        Size = string.Create(
            CultureInfo.InvariantCulture,
            $"{count:#,0} {(count == 1 ? "row" : "rows")} × {columns} {(columns == 1 ? "column" : "columns")}{shown}"
        );
    }

    public string? Caption { get; }

    public string? Note { get; }

    /// <summary>The columns that tell the rows apart.</summary>
    public ResultColumn[] Columns { get; }

    /// <summary>What all rows have in common, in words; null for nothing.</summary>
    public string? Same { get; }

    /// <summary>The columns that hold nothing, in words; null for none.</summary>
    public string? Empty { get; }

    /// <summary>True where its one row is too long for a line: each column is then a line of its own.</summary>
    public bool IsUpright =>
        Shown == 1
        && Columns.Length > 2
        && Columns.Select((column, i) => 2 + Math.Max(Head(column).Length, Cells[i][0]?.Length ?? 1)).Sum() > WidestLine;

    /// <summary>The head of a column with its unit.</summary>
    public static string Head(ResultColumn column) => column.Unit is null ? column.Name : $"{column.Name} [{column.Unit}]";

    /// <summary>The texts of each column, null where absent.</summary>
    public string?[][] Cells { get; }

    public bool[] RightAligned { get; }

    /// <summary>The texts of the rows in the gap, by column; null where there is none, or it is too long to be kept.</summary>
    public string?[][]? HiddenCells { get; }

    /// <summary>Rows in front of the gap.</summary>
    public int Before { get; }

    public int Shown { get; }

    /// <summary>Rows in the gap.</summary>
    public long Hidden { get; }

    public string Size { get; }

    public string Gap => string.Create(CultureInfo.InvariantCulture, $"… {Hidden:#,0} more rows …");
}
