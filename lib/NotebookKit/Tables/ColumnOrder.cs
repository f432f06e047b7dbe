using Microsoft.Data.Analysis;

namespace NotebookKit.Tables;

/// <summary>Puts the rows of a column in order: equal values keep theirs, also descending, and nulls keep theirs.</summary>
internal static class ColumnOrder
{
    public static PrimitiveDataFrameColumn<long> Of<T>(PrimitiveDataFrameColumn<T> column, bool ascending, bool nullsLast)
        where T : unmanaged
    {
        var values = new ColumnSpan<T>(column);
        var keys = new T[column.Length - column.NullCount];
        var rows = new int[keys.Length];
        var absent = new int[column.NullCount];
        (int present, int missing) = (0, 0);
        for (int row = 0; row < values.Values.Length; row++)
        {
            if (values.IsPresent(row))
            {
                keys[present] = values.Values[row];
                rows[present++] = row;
            }
            else
            {
                absent[missing++] = row;
            }
        }

        return Of(keys, rows, absent, Comparer<T>.Default, ascending, nullsLast);
    }

    /// <param name="keys">The values that are there; sorted.</param>
    /// <param name="rows">Their rows, ascending.</param>
    /// <param name="absent">The rows of the others.</param>
    /// <param name="comparer">Compares two values.</param>
    /// <param name="ascending">From the smallest to the largest.</param>
    /// <param name="nullsLast">Nulls come after all values either way.</param>
    public static PrimitiveDataFrameColumn<long> Of<T>(
        T[] keys,
        int[] rows,
        int[] absent,
        IComparer<T> comparer,
        bool ascending,
        bool nullsLast
    )
    {
        Array.Sort(keys, rows, ReferenceEquals(comparer, Comparer<T>.Default) ? null : comparer);
        var order = new CountColumn("SortIndices");
        var writer = new ColumnWriter<long>(order, rows.Length + absent.Length);
        int to = nullsLast ? 0 : absent.Length;
        int end = to + rows.Length;

        // The sort is not stable: the rows of each run of equal values are put back in order.
        for (int start = 0; start < keys.Length; )
        {
            int stop = start + 1;
            while (stop < keys.Length && comparer.Compare(keys[stop], keys[start]) == 0)
            {
                stop++;
            }

            if (stop - start > 1)
            {
                Array.Sort(rows, start, stop - start);
            }

            int at = ascending ? to + start : end - stop;
            for (int i = start; i < stop; i++)
            {
                writer.Values[at++] = rows[i];
            }

            start = stop;
        }

        for (int i = 0, at = nullsLast ? rows.Length : 0; i < absent.Length; i++)
        {
            writer.Values[at++] = absent[i];
        }

        writer.Close();
        return order;
    }
}
