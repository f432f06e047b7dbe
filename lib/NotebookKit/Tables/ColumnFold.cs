using Microsoft.Data.Analysis;

namespace NotebookKit.Tables;

/// <summary>Goes over the values of a column that are there, in their order.</summary>
internal static class ColumnFold
{
    /// <summary>One value of all; null where none is there.</summary>
    public static T? All<T>(PrimitiveDataFrameColumn<T> column, Func<T, T, T> join)
        where T : unmanaged
    {
        var values = new ColumnSpan<T>(column);
        T? result = null;
        for (int row = 0; row < values.Values.Length; row++)
        {
            if (values.IsPresent(row))
            {
                result = result is { } before ? join(before, values.Values[row]) : values.Values[row];
            }
        }

        return result;
    }

    /// <summary>One value of some rows; null where none of theirs is there.</summary>
    public static T? Rows<T>(PrimitiveDataFrameColumn<T> column, IEnumerable<long> rows, Func<T, T, T> join)
        where T : unmanaged
    {
        T? result = null;
        foreach (long row in rows)
        {
            if (column[row] is { } value)
            {
                result = result is { } before ? join(before, value) : value;
            }
        }

        return result;
    }

    /// <summary>Replaces each value by one of it and all before it; nulls stay.</summary>
    public static PrimitiveDataFrameColumn<T> Running<T>(PrimitiveDataFrameColumn<T> column, Func<T, T, T> join)
        where T : unmanaged
    {
        T? result = null;
        for (long row = 0; row < column.Length; row++)
        {
            if (column[row] is { } value)
            {
                column[row] = result = result is { } before ? join(before, value) : value;
            }
        }

        return column;
    }
}
