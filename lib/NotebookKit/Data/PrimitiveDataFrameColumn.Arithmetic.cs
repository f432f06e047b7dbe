using System.Numerics.Tensors;

namespace NotebookKit.Data;

public partial class PrimitiveDataFrameColumn<T>
{
    /// <summary>The sum of the values that are there.</summary>
    /// <returns>Null where none is, or where the column holds no numbers.</returns>
    public override double? Sum() => Present() is { Length: > 0 } values ? TensorPrimitives.Sum<double>(values) : null;

    /// <summary>The arithmetic mean of the values that are there.</summary>
    /// <returns>Null where none is, or where the column holds no numbers.</returns>
    public override double? Mean() => Present() is { Length: > 0 } values ? TensorPrimitives.Sum<double>(values) / values.Length : null;

    /// <summary>The smallest value.</summary>
    /// <returns>Null where none is there, or where the column holds no numbers.</returns>
    public override double? Min() => Present() is { Length: > 0 } values ? TensorPrimitives.Min<double>(values) : null;

    /// <summary>The largest value.</summary>
    /// <returns>Null where none is there, or where the column holds no numbers.</returns>
    public override double? Max() => Present() is { Length: > 0 } values ? TensorPrimitives.Max<double>(values) : null;

    /// <summary>A quantile by linear interpolation (Hyndman and Fan's type 7).</summary>
    /// <param name="p">Between 0 and 1.</param>
    /// <returns>Null where no value is there, or where the column holds no numbers.</returns>
    public override double? Quantile(double p)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(p, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(p, 1);
        if (Present() is not { Length: > 0 } values)
        {
            return null;
        }

        Array.Sort(values);
        double at = p * (values.Length - 1);
        int below = (int)at;
        double above = below + 1 < values.Length ? values[below + 1] : values[below];
        return values[below] + ((at - below) * (above - values[below]));
    }

    /// <summary>True where a value equals another; false where it is absent.</summary>
    public BooleanDataFrameColumn ElementwiseEquals(T value) => Test(row => EqualityComparer<T>.Default.Equals(row, value));

    /// <summary>True where a value differs from another; false where it is absent.</summary>
    public BooleanDataFrameColumn ElementwiseNotEquals(T value) => Test(row => !EqualityComparer<T>.Default.Equals(row, value));

    /// <summary>True where a value is greater than another; false where it is absent.</summary>
    public BooleanDataFrameColumn ElementwiseGreaterThan(T value) => Test(row => Comparer<T>.Default.Compare(row, value) > 0);

    /// <summary>True where a value is greater than or equal to another; false where it is absent.</summary>
    public BooleanDataFrameColumn ElementwiseGreaterThanOrEqual(T value) => Test(row => Comparer<T>.Default.Compare(row, value) >= 0);

    /// <summary>True where a value is less than another; false where it is absent.</summary>
    public BooleanDataFrameColumn ElementwiseLessThan(T value) => Test(row => Comparer<T>.Default.Compare(row, value) < 0);

    /// <summary>True where a value is less than or equal to another; false where it is absent.</summary>
    public BooleanDataFrameColumn ElementwiseLessThanOrEqual(T value) => Test(row => Comparer<T>.Default.Compare(row, value) <= 0);

    private double[] Present()
    {
        if (!IsNumeric)
        {
            return [];
        }

        var values = new double[_length - NullCount];
        int count = 0;
        for (int i = 0; i < _length; i++)
        {
            if (!IsNull(i))
            {
                values[count++] = Number<T>.ToDouble(_values[i]);
            }
        }

        return values;
    }

    private BooleanDataFrameColumn Test(Func<T, bool> test)
    {
        var result = new BooleanDataFrameColumn(Name, _length);
        for (int i = 0; i < _length; i++)
        {
            result[i] = !IsNull(i) && test(_values[i]);
        }

        return result;
    }
}
