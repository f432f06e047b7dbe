using System.Collections;
using Microsoft.Data.Analysis;

namespace NotebookKit.Tables;

/// <summary>Fills a new, empty column of ours.</summary>
internal static class ColumnFill
{
    public static void With<T>(PrimitiveDataFrameColumn<T> column, IEnumerable<T> values)
        where T : unmanaged
    {
        ReadOnlySpan<T> all = values is T[] array ? array : [.. values];
        var writer = new ColumnWriter<T>(column, all.Length);
        all.CopyTo(writer.Values);
        writer.Close();
    }

    /// <param name="column">The column.</param>
    /// <param name="values">The values, null where absent.</param>
    /// <param name="beneath">What stands where a value is absent.</param>
    public static void With<T>(PrimitiveDataFrameColumn<T> column, IEnumerable<T?> values, T beneath = default)
        where T : unmanaged
    {
        ReadOnlySpan<T?> all = values is T?[] array ? array : [.. values];
        var writer = new ColumnWriter<T>(column, all.Length);
        for (int row = 0; row < all.Length; row++)
        {
            if (all[row] is { } value)
            {
                writer.Values[row] = value;
            }
            else
            {
                writer.SetAbsent(row);
                writer.Values[row] = beneath;
            }
        }

        writer.Close();
    }

    /// <param name="column">The column.</param>
    /// <param name="values">The values.</param>
    /// <param name="absent">Which rows have none; null where each has one.</param>
    /// <param name="beneath">What stands where a value is absent.</param>
    public static void With<T>(PrimitiveDataFrameColumn<T> column, T[] values, BitArray? absent, T beneath)
        where T : unmanaged
    {
        var writer = new ColumnWriter<T>(column, values.Length);
        values.CopyTo(writer.Values);
        for (int row = 0; row < absent?.Length; row++)
        {
            if (absent[row])
            {
                writer.SetAbsent(row);
                writer.Values[row] = beneath;
            }
        }

        writer.Close();
    }
}
