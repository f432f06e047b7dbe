using System.Numerics;
using Microsoft.Data.Analysis;

namespace NotebookKit.Tables;

/// <summary>Reads the columns by which the package names rows.</summary>
internal static class RowNumbers
{
    /// <summary>The rows where a filter is true; null counts as false.</summary>
    /// <exception cref="ArgumentException">The filter has more rows than the column.</exception>
    public static ReadOnlySpan<int> True(PrimitiveDataFrameColumn<bool> filter, DataFrameColumn column)
    {
        if (filter.Length > column.Length)
        {
            throw new ArgumentException($"the filter has {filter.Length} rows and column '{column.Name}' {column.Length}", nameof(filter));
        }

        var truths = new ColumnSpan<bool>(filter);
        int count = 0;
        for (int row = 0; row < truths.Values.Length; row++)
        {
            count += truths.Values[row] && truths.IsPresent(row) ? 1 : 0;
        }

        var rows = new int[count + 1];
        int kept = 0;
        for (int row = 0; row < truths.Values.Length; row++)
        {
            rows[kept] = row;
            kept += truths.Values[row] && truths.IsPresent(row) ? 1 : 0;
        }

        return rows.AsSpan(0, count);
    }

    /// <summary>The part of the row numbers that a column has.</summary>
    /// <remarks>The package's Head and Tail name rows that are not there where the frame is shorter than was asked for.</remarks>
    public static Range Existing<TRow>(DataFrameColumn map, ColumnSpan<TRow> rows, DataFrameColumn column)
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

    public static ArgumentOutOfRangeException Missing(long row, DataFrameColumn column) =>
        new(nameof(row), row, $"column '{column.Name}' has {column.Length} rows");
}
