using System.Globalization;

namespace NotebookKit.Data;

/// <summary>The part of a frame that is shown, ready as text: the first and last rows and how many lie between.</summary>
internal sealed class ShownRows
{
    public ShownRows(DataFrame frame)
    {
        int count = (int)frame.Rows.Count;
        int most = Math.Max(2, frame.MaxRows);
        int head = count <= most ? count : (most + 1) / 2;
        int tail = count <= most ? 0 : most - head;
        int[] rows = [.. Rows.Range(0, head), .. Rows.Range(count - tail, tail)];
        Cells = [.. frame.Columns.Select(column => CellText.Format(column, rows))];
        RightAligned = [.. frame.Columns.Select(column => column.IsNumeric)];
        Head = head;
        Shown = rows.Length;
        Hidden = count - rows.Length;
        Size = string.Create(CultureInfo.InvariantCulture, $"{count:#,0} {(count == 1 ? "row" : "rows")} × {frame.Columns.Count} {(frame.Columns.Count == 1 ? "column" : "columns")}");
    }

    /// <summary>The texts of each column, null where absent.</summary>
    public string?[][] Cells { get; }

    public bool[] RightAligned { get; }

    /// <summary>Rows in front of the gap.</summary>
    public int Head { get; }

    public int Shown { get; }

    /// <summary>Rows in the gap.</summary>
    public int Hidden { get; }

    public string Size { get; }

    public string Gap => string.Create(CultureInfo.InvariantCulture, $"… {Hidden:#,0} more rows …");
}
