using Microsoft.Data.Analysis;
using NotebookKit.Results;
using NotebookKit.Tables;

namespace NotebookKit;

/// <content>Rows of a frame: choosing, joining and reading them.</content>
public static partial class Frames
{
    /// <summary>The rows for which a test holds.</summary>
    public static DataFrame Where(this DataFrame frame, Func<DataFrameRow, bool> test)
    {
        ArgumentNullException.ThrowIfNull(frame);
        ArgumentNullException.ThrowIfNull(test);
        return Taken(frame, [.. Enumerable.Range(0, (int)frame.Rows.Count).Where(row => test(frame.Rows[row]))]);
    }

    /// <summary>The rows whose text in a column is one of some.</summary>
    /// <exception cref="ArgumentException">There is no such column.</exception>
    public static DataFrame WhereIn(this DataFrame frame, string column, params IEnumerable<string> values)
    {
        DataFrameColumn texts = Frames.Find(frame, column);
        var wanted = values.ToHashSet(StringComparer.Ordinal);
        return Taken(
            frame,
            [
                .. Enumerable
                    .Range(0, (int)frame.Rows.Count)
                    .Where(row => CellText.Invariant(texts[row]) is { } text && wanted.Contains(text)),
            ]
        );
    }

    /// <summary>The rows where none of some columns is absent.</summary>
    /// <exception cref="ArgumentException">There is no such column.</exception>
    public static DataFrame DropNulls(this DataFrame frame, params IEnumerable<string> columns)
    {
        DataFrameColumn[] needed = [.. columns.Select(name => Frames.Find(frame, name))];
        return Taken(frame, [.. Enumerable.Range(0, (int)frame.Rows.Count).Where(row => needed.All(column => column.IsValid(row)))]);
    }

    /// <summary>Rows picked at random, each at most once, in their order.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="numberOfRows">How many; all where there are fewer.</param>
    /// <param name="seed">The same seed picks the same rows; the package's own picks others each time.</param>
    public static DataFrame Sample(this DataFrame frame, int numberOfRows, int seed)
    {
        ArgumentNullException.ThrowIfNull(frame);
        int[] rows = [.. Enumerable.Range(0, (int)frame.Rows.Count)];
        new Random(seed).Shuffle(rows);
        int[] picked = rows[..Math.Min(rows.Length, Math.Max(0, numberOfRows))];
        Array.Sort(picked);
        return Taken(frame, picked);
    }

    /// <summary>A value of a row as a number; null where it is absent or no number.</summary>
    public static double? Number(this DataFrameRow row, string column)
    {
        ArgumentNullException.ThrowIfNull(row);
        return CellText.Number(row[column]);
    }

    /// <summary>A value of a row as text that reads back to itself; null where it is absent.</summary>
    public static string? Text(this DataFrameRow row, string column)
    {
        ArgumentNullException.ThrowIfNull(row);
        return CellText.Invariant(row[column]);
    }

    private static DataFrame Taken(DataFrame frame, int[] rows)
    {
        CountColumn map = RowNumbers.Column(rows);
        return new DataFrame(frame.Columns.Select(column => column.Clone(map))).TitledAs(frame);
    }
}
