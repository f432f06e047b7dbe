using Microsoft.Data.Analysis;
using NotebookKit.Results;
using NotebookKit.Tables;

namespace NotebookKit;

/// <content>Columns of a frame: choosing, adding and reading them.</content>
public static partial class Frames
{
    /// <summary>The columns of some names, in that order; the columns themselves, not copies.</summary>
    /// <exception cref="ArgumentException">There is no such column; the message lists those there are.</exception>
    public static DataFrame Select(this DataFrame frame, params IEnumerable<string> names) =>
        new DataFrame(names.Select(name => Find(frame, name))).TitledAs(frame);

    /// <summary>A frame's columns and one more; a column of that name is replaced.</summary>
    public static DataFrame With(this DataFrame frame, DataFrameColumn column)
    {
        ArgumentNullException.ThrowIfNull(frame);
        ArgumentNullException.ThrowIfNull(column);
        IEnumerable<DataFrameColumn> columns =
            frame.Columns.IndexOf(column.Name) >= 0
                ? frame.Columns.Select(old => old.Name == column.Name ? column : old)
                : [.. frame.Columns, column];
        return new DataFrame(columns).TitledAs(frame);
    }

    /// <summary>A frame's columns and one more of texts; a column of that name is replaced.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="name">The column's name.</param>
    /// <param name="values">A text for each row; null where absent.</param>
    public static DataFrame With(this DataFrame frame, string name, IEnumerable<string?> values) =>
        frame.With(new TextColumn(name, values));

    /// <summary>A frame's columns and one more of numbers; a column of that name is replaced.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="name">The column's name.</param>
    /// <param name="values">A number for each row; null where absent.</param>
    /// <param name="unit">The unit; null for a bare number.</param>
    public static DataFrame With(this DataFrame frame, string name, IEnumerable<double?> values, string? unit = null) =>
        frame.With(new RealColumn(name, values) { Unit = unit });

    /// <inheritdoc cref="With(DataFrame, string, IEnumerable{double?}, string?)"/>
    public static DataFrame With(this DataFrame frame, string name, IEnumerable<double> values, string? unit = null) =>
        frame.With(new RealColumn(name, values) { Unit = unit });

    /// <summary>A numeric column's values as doubles, nulls left out: what plots and statistics take.</summary>
    /// <exception cref="ArgumentException">There is no such column; the message lists those there are.</exception>
    /// <exception cref="NotSupportedException">It holds no numbers.</exception>
    public static double[] Doubles(this DataFrame frame, string column) => ColumnNumbers.Present(Find(frame, column));

    /// <summary>A column's values as text, empty where absent: what the axes of plots take.</summary>
    /// <exception cref="ArgumentException">There is no such column; the message lists those there are.</exception>
    public static string[] Strings(this DataFrame frame, string column)
    {
        DataFrameColumn texts = Find(frame, column);
        return [.. Enumerable.Range(0, (int)texts.Length).Select(row => CellText.Invariant(texts[row]) ?? "")];
    }

    /// <summary>A quantile of the numbers that are there, by linear interpolation (Hyndman and Fan's type 7); null where none is.</summary>
    /// <param name="column">The column.</param>
    /// <param name="p">The share of values at or below it, 0 to 1.</param>
    /// <exception cref="NotSupportedException">The column holds no numbers.</exception>
    public static double? Quantile(this DataFrameColumn column, double p) => ColumnNumbers.Quantile(ColumnNumbers.Present(column), p);

    /// <summary>A column by name.</summary>
    /// <exception cref="ArgumentException">There is no such column; the message lists those there are.</exception>
    internal static DataFrameColumn Find(DataFrame frame, string name)
    {
        ArgumentNullException.ThrowIfNull(frame);
        if (frame.Columns.IndexOf(name) is >= 0 and var index)
        {
            return frame.Columns[index];
        }

        string known = string.Join(", ", frame.Columns.Select(column => $"'{column.Name}'"));
        throw new ArgumentException($"there is no column '{name}'; the columns are {known}", nameof(name));
    }
}
