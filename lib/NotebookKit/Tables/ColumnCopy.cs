using Microsoft.Data.Analysis;

namespace NotebookKit.Tables;

/// <summary>Copies a column, whole or by rows: where Filter, OrderBy, Head, Sample and Merge of the package spend their time.</summary>
internal static class ColumnCopy
{
    /// <summary>Copies all rows into an empty column and adds nulls.</summary>
    public static TColumn All<T, TColumn>(PrimitiveDataFrameColumn<T> source, TColumn target, long nulls)
        where T : unmanaged
        where TColumn : PrimitiveDataFrameColumn<T>
    {
        var from = new ColumnSpan<T>(source);
        var writer = new ColumnWriter<T>(target, from.Values.Length);
        for (int row = 0; !from.AllPresent && row < from.Values.Length; row++)
        {
            if (!from.IsPresent(row))
            {
                writer.SetAbsent(row);
            }
        }

        // After the nulls, for what stands beneath one is copied too.
        from.Values.CopyTo(writer.Values);
        writer.Close();
        target.AppendMany(null, nulls);
        return target;
    }

    /// <summary>Copies rows into an empty column and adds nulls.</summary>
    /// <param name="source">The column to copy from.</param>
    /// <param name="map">Names the rows; null for all. See <see cref="RowNumbers"/>.</param>
    /// <param name="target">The empty column.</param>
    /// <param name="invert">Row numbers are taken from the last to the first.</param>
    /// <param name="nulls">How many nulls to add.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public static TColumn Rows<T, TColumn>(
        PrimitiveDataFrameColumn<T> source,
        DataFrameColumn? map,
        TColumn target,
        bool invert,
        long nulls
    )
        where T : unmanaged
        where TColumn : PrimitiveDataFrameColumn<T>
    {
        if (map is null)
        {
            return All(source, target, nulls);
        }

        ReadOnlySpan<int> rows = RowNumbers.Of(map, source, invert);
        var from = new ColumnSpan<T>(source);
        var writer = new ColumnWriter<T>(target, rows.Length);
        for (int i = 0; i < rows.Length; i++)
        {
            if (rows[i] == RowNumbers.None || !from.IsPresent(rows[i]))
            {
                writer.SetAbsent(i);
            }
        }

        Gather(from.Values, rows, writer.Values);
        writer.Close();
        target.AppendMany(null, nulls);
        return target;
    }

    private static void Gather<T>(ReadOnlySpan<T> from, ReadOnlySpan<int> rows, Span<T> to)
    {
        to = to[..rows.Length];
        for (int i = 0; i < rows.Length; i++)
        {
            if (rows[i] != RowNumbers.None)
            {
                to[i] = from[rows[i]];
            }
        }
    }
}
