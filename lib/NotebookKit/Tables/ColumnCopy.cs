using System.Numerics;
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
        from.Values.CopyTo(writer.Values);
        for (int row = 0; !from.AllPresent && row < from.Values.Length; row++)
        {
            if (!from.IsPresent(row))
            {
                writer.SetAbsent(row);
                writer.Values[row] = from.Values[row];
            }
        }

        writer.Close();
        target.AppendMany(null, nulls);
        return target;
    }

    /// <summary>Copies rows into an empty column and adds nulls.</summary>
    /// <param name="source">The column to copy from.</param>
    /// <param name="map">Row numbers, null for a null; or a truth for each row, true for those to copy.</param>
    /// <param name="target">The empty column.</param>
    /// <param name="invert">Row numbers are taken from the last to the first.</param>
    /// <param name="nulls">How many nulls to add.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public static TColumn Rows<T, TColumn>(PrimitiveDataFrameColumn<T> source, DataFrameColumn? map, TColumn target, bool invert, long nulls)
        where T : unmanaged
        where TColumn : PrimitiveDataFrameColumn<T>
    {
        switch (map)
        {
            case null:
                return All(source, target, nulls);
            case PrimitiveDataFrameColumn<bool> truths:
                Kept(source, truths, target);
                break;
            case PrimitiveDataFrameColumn<long> rows:
                Taken(source, rows, target, invert);
                break;
            case PrimitiveDataFrameColumn<int> rows:
                Taken(source, rows, target, invert);
                break;
            default:
                throw new ArgumentException($"rows are named by Int64, Int32 or Boolean, not by {map.DataType.Name}", nameof(map));
        }

        target.AppendMany(null, nulls);
        return target;
    }

    private static void Kept<T>(PrimitiveDataFrameColumn<T> source, PrimitiveDataFrameColumn<bool> truths, PrimitiveDataFrameColumn<T> target)
        where T : unmanaged
    {
        ReadOnlySpan<int> rows = RowNumbers.True(truths, source);
        var from = new ColumnSpan<T>(source);
        var writer = new ColumnWriter<T>(target, rows.Length);
        for (int i = 0; i < rows.Length; i++)
        {
            int row = rows[i];
            if (!from.IsPresent(row))
            {
                writer.SetAbsent(i);
            }

            writer.Values[i] = from.Values[row];
        }

        writer.Close();
    }

    private static void Taken<T, TRow>(PrimitiveDataFrameColumn<T> source, PrimitiveDataFrameColumn<TRow> map, PrimitiveDataFrameColumn<T> target, bool invert)
        where T : unmanaged
        where TRow : unmanaged, IBinaryInteger<TRow>
    {
        var from = new ColumnSpan<T>(source);
        var rows = new ColumnSpan<TRow>(map);
        Range part = RowNumbers.Existing(map, rows, source);
        (int first, int count) = part.GetOffsetAndLength(rows.Values.Length);
        var writer = new ColumnWriter<T>(target, count);
        for (int i = 0; i < count; i++)
        {
            int at = first + (invert ? count - 1 - i : i);
            if (!rows.IsPresent(at))
            {
                writer.SetAbsent(i);
                continue;
            }

            long row = long.CreateTruncating(rows.Values[at]);
            if (row < 0 || row >= from.Values.Length)
            {
                throw RowNumbers.Missing(row, source);
            }

            if (!from.IsPresent((int)row))
            {
                writer.SetAbsent(i);
            }

            writer.Values[i] = from.Values[(int)row];
        }

        writer.Close();
    }
}
