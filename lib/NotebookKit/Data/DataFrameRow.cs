using System.Collections;

namespace NotebookKit.Data;

/// <summary>One row of a <see cref="DataFrame"/>: a view, nothing is copied.</summary>
public readonly struct DataFrameRow : IEnumerable<object?>
{
    private readonly DataFrame _frame;

    internal DataFrameRow(DataFrame frame, long index)
    {
        _frame = frame;
        Index = index;
    }

    /// <summary>The row's number, from 0.</summary>
    public long Index { get; }

    /// <summary>A value by the position of its column; null where absent.</summary>
    public object? this[int column] => _frame.Columns[column][Index];

    /// <summary>A value by the name of its column; null where absent.</summary>
    public object? this[string column] => _frame.Columns[column][Index];

    /// <summary>A value as a number.</summary>
    /// <returns>Null where it is absent or no number.</returns>
    public double? Number(string column) => _frame.Columns[column].ToDouble(Index) is var value && double.IsNaN(value) ? null : value;

    /// <summary>A value as text that reads back to itself.</summary>
    /// <returns>Null where it is absent.</returns>
    public string? Text(string column) => _frame.Columns[column].ToInvariantText(Index);

    /// <inheritdoc/>
    public IEnumerator<object?> GetEnumerator()
    {
        foreach (DataFrameColumn column in _frame.Columns)
        {
            yield return column[Index];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
