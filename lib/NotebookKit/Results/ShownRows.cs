using System.Globalization;

namespace NotebookKit.Results;

/// <summary>The part of a table that is shown, ready as text: the first and last rows and how many lie between.</summary>
internal sealed class ShownRows
{
    /// <param name="table">The table.</param>
    /// <param name="maxRows">The most rows; as the table says where null.</param>
    public ShownRows(ResultTable table, int? maxRows)
    {
        (Caption, Note) = (table.Caption, table.Note);
        long count = table.Rows;
        long most = Math.Max(2, maxRows ?? table.ShownRows);
        long head = count <= most ? count : (most + 1) / 2;
        long tail = count <= most ? 0 : most - head;
        long[] rows = [.. Enumerable.Range(0, (int)(head + tail)).Select(row => row < head ? row : count - tail + row - head)];
        Cells = [.. table.Columns.Select(column => CellText.Format(column, rows))];
        RightAligned = [.. table.Columns.Select(column => column.IsNumber)];
        Head = (int)head;
        Shown = rows.Length;
        Hidden = count - rows.Length;
        int columns = table.Columns.Count;
        Size = string.Create(CultureInfo.InvariantCulture,
            $"{count:#,0} {(count == 1 ? "row" : "rows")} × {columns} {(columns == 1 ? "column" : "columns")}");
    }

    public string? Caption { get; }

    public string? Note { get; }

    /// <summary>The texts of each column, null where absent.</summary>
    public string?[][] Cells { get; }

    public bool[] RightAligned { get; }

    /// <summary>Rows in front of the gap.</summary>
    public int Head { get; }

    public int Shown { get; }

    /// <summary>Rows in the gap.</summary>
    public long Hidden { get; }

    public string Size { get; }

    public string Gap => string.Create(CultureInfo.InvariantCulture, $"… {Hidden:#,0} more rows …");
}
