using Microsoft.Data.Analysis;
using NotebookKit.Results;

namespace NotebookKit;

/// <summary>Writes a table of things of one kind, one row each: <c>Table.Of(runs).Text("run", r => r.Name).Real("real", r =>
/// r.RealSeconds, "s")</c>.</summary>
public static partial class Table
{
    /// <summary>Begins a table with a row for each item.</summary>
    public static Table<T> Of<T>(IEnumerable<T> items) => new([.. items]);
}

/// <summary>A table that is being written; <see cref="Titled"/> ends it.</summary>
/// <typeparam name="T">What a row is of.</typeparam>
public sealed class Table<T>
{
    private readonly ResultRows<T> _rows;

    internal Table(T[] items) => _rows = new ResultRows<T>(items);

    /// <summary>Adds a column of text.</summary>
    /// <param name="name">Its head.</param>
    /// <param name="of">The text of an item; null where there is none.</param>
    /// <returns>The table, so that calls chain.</returns>
    public Table<T> Text(string name, Func<T, string?> of)
    {
        _rows.Text(name, of);
        return this;
    }

    /// <summary>Adds a column of whole numbers.</summary>
    /// <param name="name">Its head.</param>
    /// <param name="of">The number of an item; null where it is not known.</param>
    /// <param name="unit">What is counted.</param>
    /// <returns>The table, so that calls chain.</returns>
    public Table<T> Count(string name, Func<T, long?> of, string? unit = null)
    {
        _rows.Count(name, of, unit);
        return this;
    }

    /// <summary>Adds a column of numbers.</summary>
    /// <param name="name">Its head.</param>
    /// <param name="of">The number of an item; null where it is not known. NaN and infinities are not known either.</param>
    /// <param name="unit">Its unit.</param>
    /// <returns>The table, so that calls chain.</returns>
    public Table<T> Real(string name, Func<T, double?> of, string? unit = null)
    {
        _rows.Real(name, of, unit);
        return this;
    }

    /// <summary>Ends the table.</summary>
    /// <param name="caption">What it shows.</param>
    /// <param name="note">What its numbers count, and what they leave out.</param>
    /// <param name="maxRows">The most rows that are shown.</param>
    public DataFrame Titled(string caption, string? note = null, int maxRows = ResultTable.MostRows) =>
        _rows.Titled(caption, note, maxRows).ToDataFrame();
}
