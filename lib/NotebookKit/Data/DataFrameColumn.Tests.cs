namespace NotebookKit.Data;

// Columns of truths for Filter, callable without a cast: frame.Filter(frame["r_await"].ElementwiseGreaterThan(5)).
public abstract partial class DataFrameColumn
{
    /// <summary>True where a value is absent.</summary>
    public BooleanDataFrameColumn ElementwiseIsNull() => Each(IsNull);

    /// <summary>True where a value is there.</summary>
    public BooleanDataFrameColumn ElementwiseIsNotNull() => Each(row => !IsNull(row));

    /// <summary>True where a value equals another; false where it is absent. Numbers of different types are equal where their values are.</summary>
    public BooleanDataFrameColumn ElementwiseEquals(object value) => Each(row => !IsNull(row) && Same(this[row]!, value));

    /// <summary>True where a value differs from another; false where it is absent.</summary>
    public BooleanDataFrameColumn ElementwiseNotEquals(object value) => Each(row => !IsNull(row) && !Same(this[row]!, value));

    /// <summary>True where a number is greater than another; false where it is absent.</summary>
    /// <exception cref="NotSupportedException">The column holds no numbers.</exception>
    public BooleanDataFrameColumn ElementwiseGreaterThan(double value) => Number(number => number > value);

    /// <summary>True where a number is greater than or equal to another; false where it is absent.</summary>
    /// <exception cref="NotSupportedException">The column holds no numbers.</exception>
    public BooleanDataFrameColumn ElementwiseGreaterThanOrEqual(double value) => Number(number => number >= value);

    /// <summary>True where a number is less than another; false where it is absent.</summary>
    /// <exception cref="NotSupportedException">The column holds no numbers.</exception>
    public BooleanDataFrameColumn ElementwiseLessThan(double value) => Number(number => number < value);

    /// <summary>True where a number is less than or equal to another; false where it is absent.</summary>
    /// <exception cref="NotSupportedException">The column holds no numbers.</exception>
    public BooleanDataFrameColumn ElementwiseLessThanOrEqual(double value) => Number(number => number <= value);

    /// <summary>Each value once, in the order in which they first appear; null is a value.</summary>
    public DataFrameColumn Unique()
    {
        var seen = new HashSet<object>();
        bool absent = false;
        var rows = new List<int>();
        for (int i = 0; i < Length; i++)
        {
            if (this[i] is { } value ? seen.Add(value) : !absent)
            {
                absent |= this[i] is null;
                rows.Add(i);
            }
        }

        return Take([.. rows]);
    }

    private static bool Same(object value, object other) => value.Equals(other)
        || (value is IConvertible and not string and not bool and not DateTime && other is IConvertible and not string and not bool and not DateTime
            && Convert.ToDouble(value, null) == Convert.ToDouble(other, null));

    private BooleanDataFrameColumn Number(Func<double, bool> test) => IsNumeric ? Each(row => test(ToDouble(row))) : throw NoNumbers();

    private BooleanDataFrameColumn Each(Func<long, bool> test)
    {
        var result = new BooleanDataFrameColumn(Name, Length);
        for (long i = 0; i < Length; i++)
        {
            result[i] = test(i);
        }

        return result;
    }
}
