namespace NotebookKit.Data;

/// <summary>One named column of a <see cref="DataFrame"/>: values of one type, any of which may be null.</summary>
/// <remarks>Member names follow Microsoft.Data.Analysis where they overlap; <see cref="Unit"/> is our own.</remarks>
public abstract partial class DataFrameColumn
{
    private protected DataFrameColumn(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        Name = name;
    }

    /// <summary>The column's name.</summary>
    public string Name { get; private set; }

    /// <summary>The unit of the values, such as <c>ms</c> or <c>sectors</c>; null where they have none.</summary>
    public string? Unit { get; set; }

    /// <summary>Number of values, nulls included.</summary>
    public abstract long Length { get; }

    /// <summary>Number of nulls.</summary>
    public abstract long NullCount { get; }

    /// <summary>The type of a value that is not null.</summary>
    public abstract Type DataType { get; }

    /// <summary>A value, boxed; null where absent.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public object? this[long row] => GetValue(row);

    /// <summary>True where a value is absent.</summary>
    public abstract bool IsNull(long row);

    /// <summary>The same values in a column of their own.</summary>
    public DataFrameColumn Clone() => Take(Rows.All((int)Length));

    /// <summary>Changes the name.</summary>
    public void SetName(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        Name = name;
    }

    /// <summary>Sets the unit and returns the column, so that it can be said where the column is made.</summary>
    public DataFrameColumn In(string? unit)
    {
        Unit = unit;
        return this;
    }

    /// <summary>The values of some rows, in their order.</summary>
    /// <param name="rows">Row numbers; -1 gives null.</param>
    internal abstract DataFrameColumn Take(ReadOnlySpan<int> rows);

    /// <summary>Orders two rows; nulls are not asked about.</summary>
    internal abstract int Compare(int left, int right);

    /// <summary>Writes a value as text that reads back to itself; null where absent.</summary>
    internal abstract string? ToInvariantText(long row);

    /// <summary>A numeric value as a double; NaN where absent or no number.</summary>
    internal virtual double ToDouble(long row) => double.NaN;

    /// <summary>True for numbers.</summary>
    internal virtual bool IsNumeric => false;

    private protected abstract object? GetValue(long row);

    private protected T Described<T>(T column)
        where T : DataFrameColumn
    {
        column.Unit = Unit;
        return column;
    }
}
