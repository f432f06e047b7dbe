using System.Numerics;
using Microsoft.Data.Analysis;

namespace NotebookKit.Tables;

/// <summary>Reads the columns by which the package names rows.</summary>
internal static class RowNumbers
{
    /// <summary>Stands for no row: it gives a null.</summary>
    public const int None = -1;

    /// <summary>The rows that a column names of another.</summary>
    /// <param name="map">Row numbers, null for <see cref="None"/>; or a truth for each row, true for those that are named.</param>
    /// <param name="column">The other column.</param>
    /// <param name="invert">Row numbers are taken from the last to the first.</param>
    /// <exception cref="ArgumentException">The map holds another type, or more truths than the column has rows.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public static ReadOnlySpan<int> Of(DataFrameColumn map, DataFrameColumn column, bool invert) =>
        map switch
        {
            PrimitiveDataFrameColumn<bool> filter => True(filter, column),
            PrimitiveDataFrameColumn<long> rows => Numbers(rows, column, invert),
            PrimitiveDataFrameColumn<int> rows => Numbers(rows, column, invert),
            _ => throw new ArgumentException($"rows are named by Int64, Int32 or Boolean, not by {map.DataType.Name}", nameof(map)),
        };

    /// <summary>A column that names rows to the package; <see cref="None"/> is null there.</summary>
    public static CountColumn Column(ReadOnlySpan<int> rows)
    {
        var map = new CountColumn("Rows");
        var writer = new ColumnWriter<long>(map, rows.Length);
        for (int i = 0; i < rows.Length; i++)
        {
            if (rows[i] == None)
            {
                writer.SetAbsent(i);
            }

            writer.Values[i] = rows[i];
        }

        writer.Close();
        return map;
    }

    private static ReadOnlySpan<int> True(PrimitiveDataFrameColumn<bool> filter, DataFrameColumn column)
    {
        if (filter.Length > column.Length)
        {
            throw new ArgumentException($"the filter has {filter.Length} rows and column '{column.Name}' {column.Length}", nameof(filter));
        }

        var truths = new ColumnSpan<bool>(filter);
        ReadOnlySpan<bool> kept = truths.Values;
        if (!truths.AllPresent)
        {
            var known = new bool[kept.Length];
            for (int row = 0; row < known.Length; row++)
            {
                known[row] = kept[row] && truths.IsPresent(row);
            }

            kept = known;
        }

        // Each row is written and, where it is not kept, written over: no branch that could be guessed wrongly.
        int count = kept.Count(true);
        var rows = new int[count + 1];
        for (int row = 0, at = 0; row < kept.Length; row++)
        {
            rows[at] = row;
            at += kept[row] ? 1 : 0;
        }

        return rows.AsSpan(0, count);
    }

    private static int[] Numbers<TRow>(PrimitiveDataFrameColumn<TRow> map, DataFrameColumn column, bool invert)
        where TRow : unmanaged, IBinaryInteger<TRow>
    {
        var rows = new ColumnSpan<TRow>(map);
        (int first, int count) = Existing(map, rows, column).GetOffsetAndLength(rows.Values.Length);
        long length = column.Length;
        var numbers = new int[count];
        for (int i = 0; i < count; i++)
        {
            int at = first + (invert ? count - 1 - i : i);
            long row = long.CreateTruncating(rows.Values[at]);
            if (!rows.IsPresent(at))
            {
                numbers[i] = None;
            }
            else if (row >= 0 && row < length)
            {
                numbers[i] = (int)row;
            }
            else
            {
                throw new ArgumentOutOfRangeException(nameof(map), row, $"column '{column.Name}' has {length} rows");
            }
        }

        return numbers;
    }

    // The package's Head and Tail name rows that are not there where the frame is shorter than was asked for.
    private static Range Existing<TRow>(DataFrameColumn map, ColumnSpan<TRow> rows, DataFrameColumn column)
        where TRow : unmanaged, IBinaryInteger<TRow>
    {
        int count = rows.Values.Length;
        if (count == 0 || map.Name != "Filter" || !rows.AllPresent)
        {
            return ..count;
        }

        long first = long.CreateTruncating(rows.Values[0]);
        long last = long.CreateTruncating(rows.Values[^1]);
        bool head = first == 0 && last == count - 1 && last >= column.Length;
        bool tail = first < 0 && last == column.Length - 1 && last - first == count - 1;
        if (!head && !tail)
        {
            return ..count;
        }

        for (int i = 1; i < count; i++)
        {
            if (long.CreateTruncating(rows.Values[i]) != first + i)
            {
                return ..count;
            }
        }

        return head ? ..(int)column.Length : (int)-first..;
    }
}
