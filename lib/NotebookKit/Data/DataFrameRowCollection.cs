using System.Collections;

namespace NotebookKit.Data;

/// <summary>The rows of a <see cref="DataFrame"/>.</summary>
public sealed class DataFrameRowCollection : IEnumerable<DataFrameRow>
{
    private readonly DataFrame _frame;

    internal DataFrameRowCollection(DataFrame frame) => _frame = frame;

    /// <summary>Number of rows.</summary>
    public long Count => _frame.Columns.Count == 0 ? 0 : _frame.Columns[0].Length;

    /// <summary>A row, from 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public DataFrameRow this[long index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
            return new DataFrameRow(_frame, index);
        }
    }

    /// <inheritdoc/>
    public IEnumerator<DataFrameRow> GetEnumerator()
    {
        for (long i = 0; i < Count; i++)
        {
            yield return new DataFrameRow(_frame, i);
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
