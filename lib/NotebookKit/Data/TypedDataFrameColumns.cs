namespace NotebookKit.Data;

/// <summary>A column of 64-bit floating point numbers.</summary>
public sealed class DoubleDataFrameColumn : PrimitiveDataFrameColumn<double>
{
    /// <summary>Creates a column of values, none absent.</summary>
    public DoubleDataFrameColumn(string name, IEnumerable<double> values) : base(name, values)
    {
    }

    /// <summary>Creates a column of values, null where absent.</summary>
    public DoubleDataFrameColumn(string name, IEnumerable<double?> values) : base(name, values)
    {
    }

    /// <summary>Creates a column of a length, every value the default of its type.</summary>
    public DoubleDataFrameColumn(string name, long length = 0) : base(name, length)
    {
    }

    private protected override PrimitiveDataFrameColumn<double> Like(string name, long length) => new DoubleDataFrameColumn(name, length);
}

/// <summary>A column of 32-bit integers.</summary>
public sealed class Int32DataFrameColumn : PrimitiveDataFrameColumn<int>
{
    /// <summary>Creates a column of values, none absent.</summary>
    public Int32DataFrameColumn(string name, IEnumerable<int> values) : base(name, values)
    {
    }

    /// <summary>Creates a column of values, null where absent.</summary>
    public Int32DataFrameColumn(string name, IEnumerable<int?> values) : base(name, values)
    {
    }

    /// <summary>Creates a column of a length, every value the default of its type.</summary>
    public Int32DataFrameColumn(string name, long length = 0) : base(name, length)
    {
    }

    private protected override PrimitiveDataFrameColumn<int> Like(string name, long length) => new Int32DataFrameColumn(name, length);
}

/// <summary>A column of 64-bit integers.</summary>
public sealed class Int64DataFrameColumn : PrimitiveDataFrameColumn<long>
{
    /// <summary>Creates a column of values, none absent.</summary>
    public Int64DataFrameColumn(string name, IEnumerable<long> values) : base(name, values)
    {
    }

    /// <summary>Creates a column of values, null where absent.</summary>
    public Int64DataFrameColumn(string name, IEnumerable<long?> values) : base(name, values)
    {
    }

    /// <summary>Creates a column of a length, every value the default of its type.</summary>
    public Int64DataFrameColumn(string name, long length = 0) : base(name, length)
    {
    }

    private protected override PrimitiveDataFrameColumn<long> Like(string name, long length) => new Int64DataFrameColumn(name, length);
}

/// <summary>A column of truth values.</summary>
public sealed class BooleanDataFrameColumn : PrimitiveDataFrameColumn<bool>
{
    /// <summary>Creates a column of values, none absent.</summary>
    public BooleanDataFrameColumn(string name, IEnumerable<bool> values) : base(name, values)
    {
    }

    /// <summary>Creates a column of values, null where absent.</summary>
    public BooleanDataFrameColumn(string name, IEnumerable<bool?> values) : base(name, values)
    {
    }

    /// <summary>Creates a column of a length, every value the default of its type.</summary>
    public BooleanDataFrameColumn(string name, long length = 0) : base(name, length)
    {
    }

    /// <summary>True where both are; an absent value counts as false.</summary>
    public BooleanDataFrameColumn And(PrimitiveDataFrameColumn<bool> other) => Join(other, static (x, y) => x && y);

    /// <summary>True where either is; an absent value counts as false.</summary>
    public BooleanDataFrameColumn Or(PrimitiveDataFrameColumn<bool> other) => Join(other, static (x, y) => x || y);

    /// <summary>True where one alone is; an absent value counts as false.</summary>
    public BooleanDataFrameColumn Xor(PrimitiveDataFrameColumn<bool> other) => Join(other, static (x, y) => x != y);

    /// <summary>True where this is false; an absent value counts as false and becomes true.</summary>
    public BooleanDataFrameColumn Not() => Join(this, static (x, _) => !x);

    /// <summary>The same as <see cref="And"/>.</summary>
    public static BooleanDataFrameColumn operator &(BooleanDataFrameColumn left, BooleanDataFrameColumn right) => Known(left).And(right);

    /// <summary>The same as <see cref="Or"/>.</summary>
    public static BooleanDataFrameColumn operator |(BooleanDataFrameColumn left, BooleanDataFrameColumn right) => Known(left).Or(right);

    /// <summary>The same as <see cref="Not"/>.</summary>
    public static BooleanDataFrameColumn operator !(BooleanDataFrameColumn column) => Known(column).Not();

    private static BooleanDataFrameColumn Known(BooleanDataFrameColumn column)
    {
        ArgumentNullException.ThrowIfNull(column);
        return column;
    }

    private BooleanDataFrameColumn Join(PrimitiveDataFrameColumn<bool> other, Func<bool, bool, bool> operation)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other.Length != Length)
        {
            throw new ArgumentException($"column '{Name}' has {Length} rows and column '{other.Name}' has {other.Length}", nameof(other));
        }

        return new BooleanDataFrameColumn(Name, Enumerable.Range(0, (int)Length).Select(row => operation(this[row] == true, other[row] == true)));
    }

    private protected override PrimitiveDataFrameColumn<bool> Like(string name, long length) => new BooleanDataFrameColumn(name, length);
}

/// <summary>A column of points in time.</summary>
public sealed class DateTimeDataFrameColumn : PrimitiveDataFrameColumn<DateTime>
{
    /// <summary>Creates a column of values, none absent.</summary>
    public DateTimeDataFrameColumn(string name, IEnumerable<DateTime> values) : base(name, values)
    {
    }

    /// <summary>Creates a column of values, null where absent.</summary>
    public DateTimeDataFrameColumn(string name, IEnumerable<DateTime?> values) : base(name, values)
    {
    }

    /// <summary>Creates a column of a length, every value the default of its type.</summary>
    public DateTimeDataFrameColumn(string name, long length = 0) : base(name, length)
    {
    }

    private protected override PrimitiveDataFrameColumn<DateTime> Like(string name, long length) => new DateTimeDataFrameColumn(name, length);
}
