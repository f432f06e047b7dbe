namespace NotebookKit.Data;

public sealed partial class DataFrame
{
    /// <summary>Each column's type and number of values that are there, as Microsoft.Data.Analysis prints it.</summary>
    public DataFrame Info() => new(
        new StringDataFrameColumn("Column", Columns.Select(column => column.Name)),
        new StringDataFrameColumn("Type", Columns.Select(column => column.DataType.Name)),
        new StringDataFrameColumn("Unit", Columns.Select(column => column.Unit)),
        new Int64DataFrameColumn("Values", Columns.Select(column => column.Length - column.NullCount)),
        new Int64DataFrameColumn("Nulls", Columns.Select(column => column.NullCount)));

    /// <summary>Count, extremes, mean and quartiles of every column of numbers.</summary>
    /// <remarks>Quantiles by linear interpolation (Hyndman and Fan's type 7). Nulls are left out; null where a column has no value.</remarks>
    public DataFrame Description()
    {
        DataFrameColumn[] numeric = [.. Columns.Where(column => column.IsNumeric)];
        DoubleDataFrameColumn[] values = [.. numeric.Select(AsDoubles)];
        return new DataFrame(
            new StringDataFrameColumn("Column", numeric.Select(column => column.Name)),
            new StringDataFrameColumn("Unit", numeric.Select(column => column.Unit)),
            new Int64DataFrameColumn("Count", values.Select(column => column.Length - column.NullCount)),
            new DoubleDataFrameColumn("Mean", values.Select(column => column.Mean())),
            new DoubleDataFrameColumn("Min", values.Select(column => column.Min())),
            new DoubleDataFrameColumn("25 %", values.Select(column => column.Quantile(0.25))),
            new DoubleDataFrameColumn("Median", values.Select(column => column.Median())),
            new DoubleDataFrameColumn("75 %", values.Select(column => column.Quantile(0.75))),
            new DoubleDataFrameColumn("Max", values.Select(column => column.Max())));
    }

    /// <summary>A numeric column's values as doubles, nulls left out: what plots and statistics take.</summary>
    /// <exception cref="ArgumentException">There is no such column, or it holds no numbers.</exception>
    public double[] Doubles(string column) => Columns[column] is { IsNumeric: true } numbers
        ? [.. Enumerable.Range(0, (int)Rows.Count).Where(i => !numbers.IsNull(i)).Select(i => numbers.ToDouble(i))]
        : throw new ArgumentException($"column '{column}' holds {Columns[column].DataType.Name}, not numbers", nameof(column));

    /// <summary>A column's values as text, empty where absent: what the axes of plots take.</summary>
    /// <exception cref="ArgumentException">There is no such column.</exception>
    public string[] Strings(string column) => [.. Enumerable.Range(0, (int)Rows.Count).Select(i => Columns[column].ToInvariantText(i) ?? "")];

    /// <summary>How often each value of a column occurs, most often first.</summary>
    public DataFrame ValueCounts(string column) => GroupBy(column).Count().OrderByDescending("Count");

    /// <summary>A frame in which null is replaced by a value in every column of that value's type.</summary>
    public DataFrame FillNulls<T>(T value)
        where T : unmanaged
    {
        DataFrame filled = Clone();
        foreach (PrimitiveDataFrameColumn<T> column in filled.Columns.OfType<PrimitiveDataFrameColumn<T>>())
        {
            for (int i = 0; i < column.Length; i++)
            {
                column[i] ??= value;
            }
        }

        return filled;
    }

    private static DoubleDataFrameColumn AsDoubles(DataFrameColumn column) => new(column.Name,
        Enumerable.Range(0, (int)column.Length).Select(i => column.ToDouble(i)).Select(value => double.IsNaN(value) ? (double?)null : value));
}
