using System.Globalization;
using Microsoft.Data.Analysis;

namespace NotebookKit.Tables;

/// <summary>The part of a frame that is shown, ready as text: the first and last rows and how many lie between.</summary>
internal sealed class ShownRows
{
    /// <param name="frame">The frame.</param>
    /// <param name="maxRows">The most rows; as the frame's title says where null.</param>
    public ShownRows(DataFrame frame, int? maxRows)
    {
        ArgumentNullException.ThrowIfNull(frame);
        FrameTitle? title = FrameTitles.Of(frame);
        (Caption, Note) = (title?.Caption, title?.Note);
        long count = frame.Rows.Count;
        long most = Math.Max(2, maxRows ?? title?.MaxRows ?? FrameTitles.MostRows);
        long head = count <= most ? count : (most + 1) / 2;
        long tail = count <= most ? 0 : most - head;
        long[] rows = [.. Enumerable.Range(0, (int)(head + tail)).Select(row => row < head ? row : count - tail + row - head)];
        Cells = [.. frame.Columns.Select(column => CellText.Format(column, rows))];
        RightAligned = [.. frame.Columns.Select(column => column.IsNumericColumn())];
        Head = (int)head;
        Shown = rows.Length;
        Hidden = count - rows.Length;
        int columns = frame.Columns.Count;
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
