using System.Globalization;
using System.Numerics;
using Microsoft.Data.Analysis;
using NotebookKit.Results;

namespace NotebookKit.Tables;

/// <summary>How two values are compared.</summary>
internal enum Comparison
{
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// <summary>Compares the values of a column: what the package's Elementwise members of our columns do.</summary>
/// <remarks>An absent value passes no comparison, not even that it differs; where the package compares, it passes as 0.</remarks>
internal static class ColumnTest
{
    /// <summary>Compares with a value of any type of number.</summary>
    /// <exception cref="NotSupportedException">It is no number.</exception>
    public static TruthColumn Number(PrimitiveDataFrameColumn<double> column, Comparison comparison, object? value) =>
        Each<double>(column, comparison, ToDouble(column, value));

    /// <inheritdoc cref="Number(PrimitiveDataFrameColumn{double}, Comparison, object?)"/>
    public static TruthColumn Number(PrimitiveDataFrameColumn<long> column, Comparison comparison, object? value) =>
        value is long or int or short or sbyte or byte or ushort or uint
            ? Each<long>(column, comparison, Convert.ToInt64(value, CultureInfo.InvariantCulture))
            : Each(column, comparison, ToDouble(column, value), static number => (double)number);

    /// <summary>Compares with a value of the column's own type.</summary>
    public static TruthColumn Each<T>(PrimitiveDataFrameColumn<T> column, Comparison comparison, T value)
        where T : unmanaged, IComparisonOperators<T, T, bool>
    {
        var values = new ColumnSpan<T>(column);
        var truths = new TruthColumn(column.Name);
        var writer = new ColumnWriter<bool>(truths, values.Values.Length);
        Compare(values.Values, value, comparison, writer.Values);
        Clear(values, writer.Values);
        writer.Close();
        return truths;
    }

    /// <summary>Compares two columns of numbers row by row.</summary>
    /// <exception cref="ArgumentException">The columns are of different lengths, or one holds no numbers.</exception>
    public static TruthColumn Numbers(DataFrameColumn left, Comparison comparison, DataFrameColumn right)
    {
        (double[] x, double[] y) = (ColumnNumbers.OrNaN(left), ColumnNumbers.OrNaN(right));
        return Rows(left, right, row => !double.IsNaN(x[row]) && !double.IsNaN(y[row]) && Holds(x[row], y[row], comparison));
    }

    /// <summary>Tests rows of two columns.</summary>
    /// <exception cref="ArgumentException">The columns are of different lengths.</exception>
    public static TruthColumn Rows(DataFrameColumn left, DataFrameColumn right, Func<int, bool> test)
    {
        if (left.Length != right.Length)
        {
            throw new ArgumentException(
                $"column '{left.Name}' has {left.Length} rows and column '{right.Name}' {right.Length}",
                nameof(right)
            );
        }

        return Rows(left, test);
    }

    /// <summary>Tests the rows of a column.</summary>
    public static TruthColumn Rows(DataFrameColumn column, Func<int, bool> test)
    {
        var truths = new TruthColumn(column.Name);
        var writer = new ColumnWriter<bool>(truths, (int)column.Length);
        for (int row = 0; row < writer.Values.Length; row++)
        {
            writer.Values[row] = test(row);
        }

        writer.Close();
        return truths;
    }

    private static TruthColumn Each<T, TAs>(PrimitiveDataFrameColumn<T> column, Comparison comparison, TAs value, Func<T, TAs> convert)
        where T : unmanaged
        where TAs : unmanaged, IComparisonOperators<TAs, TAs, bool>
    {
        var values = new ColumnSpan<T>(column);
        var converted = new TAs[values.Values.Length];
        for (int row = 0; row < converted.Length; row++)
        {
            converted[row] = convert(values.Values[row]);
        }

        var truths = new TruthColumn(column.Name);
        var writer = new ColumnWriter<bool>(truths, converted.Length);
        Compare(converted, value, comparison, writer.Values);
        Clear(values, writer.Values);
        writer.Close();
        return truths;
    }

    // One loop a comparison: none asks at every row which it is.
    private static void Compare<T>(ReadOnlySpan<T> values, T value, Comparison comparison, Span<bool> truths)
        where T : unmanaged, IComparisonOperators<T, T, bool>
    {
        truths = truths[..values.Length];
        switch (comparison)
        {
            case Comparison.Equal:
                for (int i = 0; i < values.Length; i++)
                {
                    truths[i] = values[i] == value;
                }

                break;
            case Comparison.NotEqual:
                for (int i = 0; i < values.Length; i++)
                {
                    truths[i] = values[i] != value;
                }

                break;
            case Comparison.Less:
                for (int i = 0; i < values.Length; i++)
                {
                    truths[i] = values[i] < value;
                }

                break;
            case Comparison.LessOrEqual:
                for (int i = 0; i < values.Length; i++)
                {
                    truths[i] = values[i] <= value;
                }

                break;
            case Comparison.Greater:
                for (int i = 0; i < values.Length; i++)
                {
                    truths[i] = values[i] > value;
                }

                break;
            default:
                for (int i = 0; i < values.Length; i++)
                {
                    truths[i] = values[i] >= value;
                }

                break;
        }
    }

    /// <summary>Compares two values.</summary>
    public static bool Holds<T>(T x, T y, Comparison comparison)
        where T : IComparisonOperators<T, T, bool>
    {
        return comparison switch
        {
            Comparison.Equal => x == y,
            Comparison.NotEqual => x != y,
            Comparison.Less => x < y,
            Comparison.LessOrEqual => x <= y,
            Comparison.Greater => x > y,
            _ => x >= y,
        };
    }

    private static void Clear<T>(ColumnSpan<T> values, Span<bool> truths)
        where T : unmanaged
    {
        for (int row = 0; !values.AllPresent && row < truths.Length; row++)
        {
            truths[row] &= values.IsPresent(row);
        }
    }

    /// <summary>What is said where a value is of a type that the column's is not compared with.</summary>
    public static NotSupportedException NotComparable(DataFrameColumn column, object? value) =>
        new($"column '{column.Name}' holds {column.DataType.Name}, which is not compared with {value?.GetType().Name ?? "null"}");

    private static double ToDouble(DataFrameColumn column, object? value) => CellText.Number(value) ?? throw NotComparable(column, value);
}
