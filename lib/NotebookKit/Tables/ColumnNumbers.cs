using System.Numerics;
using System.Numerics.Tensors;
using Microsoft.Data.Analysis;

namespace NotebookKit.Tables;

/// <summary>The values of a column of numbers of any type as doubles.</summary>
internal static class ColumnNumbers
{
    /// <summary>The values that are there.</summary>
    /// <exception cref="NotSupportedException">The column holds no numbers.</exception>
    public static double[] Present(DataFrameColumn column) => Of(column, absentToo: false);

    /// <summary>All values, NaN where absent.</summary>
    /// <exception cref="NotSupportedException">The column holds no numbers.</exception>
    public static double[] OrNaN(DataFrameColumn column) => Of(column, absentToo: true);

    /// <summary>The sum of some numbers; null where there are none.</summary>
    public static double? Sum(ReadOnlySpan<double> values) => values.IsEmpty ? null : TensorPrimitives.Sum(values);

    /// <summary>The mean of some numbers; null where there are none.</summary>
    public static double? Mean(ReadOnlySpan<double> values) => Sum(values) / values.Length;

    /// <summary>The smallest of some numbers; null where there are none.</summary>
    public static double? Min(ReadOnlySpan<double> values) => values.IsEmpty ? null : TensorPrimitives.Min(values);

    /// <summary>The largest of some numbers; null where there are none.</summary>
    public static double? Max(ReadOnlySpan<double> values) => values.IsEmpty ? null : TensorPrimitives.Max(values);

    /// <summary>A quantile by linear interpolation (Hyndman and Fan's type 7). Null where there are no values, NaN where one is
    /// NaN.</summary>
    public static double? Quantile(ReadOnlySpan<double> values, double p)
    {
        foreach (double value in values)
        {
            if (double.IsNaN(value))
            {
                return double.NaN;
            }
        }

        return Quantiles.At(values, p);
    }

    public static NotSupportedException NoNumbers(DataFrameColumn column) =>
        new($"column '{column.Name}' holds {column.DataType.Name}, not numbers");

    private static double[] Of(DataFrameColumn column, bool absentToo) =>
        column switch
        {
            PrimitiveDataFrameColumn<double> numbers => Read(numbers, absentToo),
            PrimitiveDataFrameColumn<long> numbers => Read(numbers, absentToo),
            PrimitiveDataFrameColumn<int> numbers => Read(numbers, absentToo),
            PrimitiveDataFrameColumn<float> numbers => Read(numbers, absentToo),
            PrimitiveDataFrameColumn<decimal> numbers => Read(numbers, absentToo),
            PrimitiveDataFrameColumn<ulong> numbers => Read(numbers, absentToo),
            PrimitiveDataFrameColumn<uint> numbers => Read(numbers, absentToo),
            PrimitiveDataFrameColumn<short> numbers => Read(numbers, absentToo),
            PrimitiveDataFrameColumn<ushort> numbers => Read(numbers, absentToo),
            PrimitiveDataFrameColumn<byte> numbers => Read(numbers, absentToo),
            PrimitiveDataFrameColumn<sbyte> numbers => Read(numbers, absentToo),
            _ => throw NoNumbers(column),
        };

    private static double[] Read<T>(PrimitiveDataFrameColumn<T> column, bool absentToo)
        where T : unmanaged, INumberBase<T>
    {
        var from = new ColumnSpan<T>(column);
        var values = new double[absentToo ? column.Length : column.Length - column.NullCount];
        int count = 0;
        for (int row = 0; row < from.Values.Length; row++)
        {
            if (from.IsPresent(row))
            {
                values[count++] = double.CreateChecked(from.Values[row]);
            }
            else if (absentToo)
            {
                values[count++] = double.NaN;
            }
        }

        return values;
    }
}
