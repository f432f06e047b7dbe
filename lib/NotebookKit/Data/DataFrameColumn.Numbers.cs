namespace NotebookKit.Data;

// What columns of numbers do, callable without a cast: frame["r_await"].Mean().
public abstract partial class DataFrameColumn
{
    /// <summary>True for a column of numbers.</summary>
    public bool IsNumericColumn() => IsNumeric;

    /// <summary>The sum of the values that are there; null where none is.</summary>
    /// <exception cref="NotSupportedException">The column holds no numbers.</exception>
    public virtual double? Sum() => throw NoNumbers();

    /// <summary>The arithmetic mean of the values that are there; null where none is.</summary>
    /// <exception cref="NotSupportedException">The column holds no numbers.</exception>
    public virtual double? Mean() => throw NoNumbers();

    /// <summary>The smallest value; null where none is there.</summary>
    /// <exception cref="NotSupportedException">The column holds no numbers.</exception>
    public virtual double? Min() => throw NoNumbers();

    /// <summary>The largest value; null where none is there.</summary>
    /// <exception cref="NotSupportedException">The column holds no numbers.</exception>
    public virtual double? Max() => throw NoNumbers();

    /// <summary>The median of the values that are there; null where none is.</summary>
    /// <exception cref="NotSupportedException">The column holds no numbers.</exception>
    public double? Median() => Quantile(0.5);

    /// <summary>A quantile by linear interpolation (Hyndman and Fan's type 7); null where no value is there.</summary>
    /// <param name="p">Between 0 and 1.</param>
    /// <exception cref="NotSupportedException">The column holds no numbers.</exception>
    public virtual double? Quantile(double p) => throw NoNumbers();

    /// <summary>Adds two columns row by row; null where either is absent. A unit that both have stays.</summary>
    public DoubleDataFrameColumn Add(DataFrameColumn other) => Zip(other, static (x, y) => x + y, SharedUnit(other));

    /// <summary>Subtracts a column row by row; null where either is absent. A unit that both have stays.</summary>
    public DoubleDataFrameColumn Subtract(DataFrameColumn other) => Zip(other, static (x, y) => x - y, SharedUnit(other));

    /// <summary>Multiplies two columns row by row; null where either is absent. The unit is for the caller to say.</summary>
    public DoubleDataFrameColumn Multiply(DataFrameColumn other) => Zip(other, static (x, y) => x * y, unit: null);

    /// <summary>Divides by a column row by row; null where either is absent or the divisor is 0. The unit is for the caller to say.</summary>
    public DoubleDataFrameColumn Divide(DataFrameColumn other) => Zip(other, static (x, y) => y == 0 ? double.NaN : x / y, unit: null);

    /// <summary>Adds a number to every value; the unit stays.</summary>
    public DoubleDataFrameColumn Add(double value) => Zip(this, (x, _) => x + value, Unit);

    /// <summary>Subtracts a number from every value; the unit stays.</summary>
    public DoubleDataFrameColumn Subtract(double value) => Zip(this, (x, _) => x - value, Unit);

    /// <summary>Multiplies every value by a number; the unit stays.</summary>
    public DoubleDataFrameColumn Multiply(double factor) => Zip(this, (x, _) => x * factor, Unit);

    /// <summary>Divides every value by a number; the unit stays.</summary>
    /// <exception cref="DivideByZeroException">The number is 0.</exception>
    public DoubleDataFrameColumn Divide(double divisor) =>
        divisor == 0 ? throw new DivideByZeroException($"column '{Name}' divided by 0") : Zip(this, (x, _) => x / divisor, Unit);

    /// <summary>Rounds every value to a number of decimals, halves away from 0; the unit stays.</summary>
    public DoubleDataFrameColumn Round(int decimals = 0) => Zip(this, (x, _) => Math.Round(x, decimals, MidpointRounding.AwayFromZero), Unit);

    /// <summary>The sum of the values up to each row; null where the value is absent. The unit stays.</summary>
    public DoubleDataFrameColumn CumulativeSum()
    {
        double sum = 0;
        return Zip(this, (x, _) => double.IsNaN(x) ? x : sum += x, Unit);
    }

    /// <summary>What a value grew by since the row before; null in the first row and where either is absent. The unit stays.</summary>
    public DoubleDataFrameColumn Diff()
    {
        double before = double.NaN;
        return Zip(this, Growth, Unit);

        double Growth(double value, double _)
        {
            double growth = value - before;
            before = value;
            return growth;
        }
    }

    /// <summary>The same as <see cref="Add(DataFrameColumn)"/>.</summary>
    public static DoubleDataFrameColumn operator +(DataFrameColumn left, DataFrameColumn right) => Known(left).Add(right);

    /// <summary>The same as <see cref="Subtract(DataFrameColumn)"/>.</summary>
    public static DoubleDataFrameColumn operator -(DataFrameColumn left, DataFrameColumn right) => Known(left).Subtract(right);

    /// <summary>The same as <see cref="Multiply(DataFrameColumn)"/>.</summary>
    public static DoubleDataFrameColumn operator *(DataFrameColumn left, DataFrameColumn right) => Known(left).Multiply(right);

    /// <summary>The same as <see cref="Divide(DataFrameColumn)"/>.</summary>
    public static DoubleDataFrameColumn operator /(DataFrameColumn left, DataFrameColumn right) => Known(left).Divide(right);

    /// <summary>The same as <see cref="Add(double)"/>.</summary>
    public static DoubleDataFrameColumn operator +(DataFrameColumn left, double right) => Known(left).Add(right);

    /// <summary>The same as <see cref="Subtract(double)"/>.</summary>
    public static DoubleDataFrameColumn operator -(DataFrameColumn left, double right) => Known(left).Subtract(right);

    /// <summary>The same as <see cref="Multiply(double)"/>.</summary>
    public static DoubleDataFrameColumn operator *(DataFrameColumn left, double right) => Known(left).Multiply(right);

    /// <summary>The same as <see cref="Divide(double)"/>.</summary>
    public static DoubleDataFrameColumn operator /(DataFrameColumn left, double right) => Known(left).Divide(right);

    private static DataFrameColumn Known(DataFrameColumn column)
    {
        ArgumentNullException.ThrowIfNull(column);
        return column;
    }

    private string? SharedUnit(DataFrameColumn other) => Unit == other?.Unit ? Unit : null;

    private NotSupportedException NoNumbers() => new($"column '{Name}' holds {DataType.Name}, not numbers");

    private DoubleDataFrameColumn Zip(DataFrameColumn other, Func<double, double, double> operation, string? unit)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other.Length != Length)
        {
            throw new ArgumentException($"column '{Name}' has {Length} rows and column '{other.Name}' has {other.Length}", nameof(other));
        }

        if (!IsNumeric || !other.IsNumeric)
        {
            throw IsNumeric ? other.NoNumbers() : NoNumbers();
        }

        var result = new DoubleDataFrameColumn(Name) { Unit = unit };
        for (int i = 0; i < Length; i++)
        {
            double value = operation(ToDouble(i), other.ToDouble(i));
            result.Append(double.IsNaN(value) ? null : value);
        }

        return result;
    }
}
