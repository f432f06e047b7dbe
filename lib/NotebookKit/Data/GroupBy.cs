namespace NotebookKit.Data;

/// <summary>The rows of a frame by the values of one or more columns, groups in the order in which their values first appear.</summary>
/// <remarks>Rows with a null among these values form no group, as in Microsoft.Data.Analysis.</remarks>
public sealed class GroupBy
{
    private readonly DataFrame _frame;
    private readonly string[] _by;
    private readonly List<int[]> _groups;

    internal GroupBy(DataFrame frame, params string[] by)
    {
        _frame = frame;
        _by = by;
        DataFrameColumn[] keys = [.. by.Select(name => frame.Columns[name])];
        var groups = new Dictionary<RowKey, List<int>>();
        var order = new List<List<int>>();
        for (int i = 0; i < frame.Rows.Count; i++)
        {
            if (RowKey.Of(keys, i) is not { } key)
            {
                continue;
            }

            if (!groups.TryGetValue(key, out List<int>? rows))
            {
                groups.Add(key, rows = []);
                order.Add(rows);
            }

            rows.Add(i);
        }

        _groups = [.. order.Select(rows => rows.ToArray())];
    }

    /// <summary>The groups: each value of the first column grouped by, and the rows as a frame.</summary>
    public IEnumerable<(object Key, DataFrame Rows)> Groups =>
        _groups.Select(rows => (_frame.Columns[_by[0]][rows[0]]!, _frame.TakeRows(rows)));

    /// <summary>The number of rows of each group.</summary>
    public DataFrame Count() => new([.. Keys(), new Int64DataFrameColumn("Count", _groups.Select(rows => (long)rows.Length))]);

    /// <summary>The first row of each group.</summary>
    public DataFrame First() => _frame.TakeRows([.. _groups.Select(rows => rows[0])]);

    /// <summary>The sum of columns in each group.</summary>
    public DataFrame Sum(params string[] columns) => Aggregate(column => column.Sum(), columns);

    /// <summary>The mean of columns in each group.</summary>
    public DataFrame Mean(params string[] columns) => Aggregate(column => column.Mean(), columns);

    /// <summary>The smallest value of columns in each group.</summary>
    public DataFrame Min(params string[] columns) => Aggregate(column => column.Min(), columns);

    /// <summary>The largest value of columns in each group.</summary>
    public DataFrame Max(params string[] columns) => Aggregate(column => column.Max(), columns);

    /// <summary>The median of columns in each group.</summary>
    public DataFrame Median(params string[] columns) => Aggregate(column => column.Median(), columns);

    /// <summary>A quantile of columns in each group (Hyndman and Fan's type 7).</summary>
    public DataFrame Quantile(double p, params string[] columns) => Aggregate(column => column.Quantile(p), columns);

    /// <summary>A number of columns in each group.</summary>
    /// <param name="measure">Gives the number, null where there is none.</param>
    /// <param name="columns">The columns; every other column of numbers where none is named.</param>
    public DataFrame Aggregate(Func<DoubleDataFrameColumn, double?> measure, params string[] columns)
    {
        ArgumentNullException.ThrowIfNull(measure);
        ArgumentNullException.ThrowIfNull(columns);
        string[] names = columns.Length > 0 ? columns : [.. _frame.Columns.Where(column => column.IsNumeric && !_by.Contains(column.Name)).Select(column => column.Name)];
        return new DataFrame([.. Keys(), .. names.Select(name => Aggregate(_frame.Columns[name], measure))]);
    }

    private DoubleDataFrameColumn Aggregate(DataFrameColumn column, Func<DoubleDataFrameColumn, double?> measure)
    {
        var result = new DoubleDataFrameColumn(column.Name, _groups.Select(rows =>
            measure(new DoubleDataFrameColumn(column.Name, rows.Where(row => !column.IsNull(row)).Select(row => column.ToDouble(row))))))
        {
            Unit = column.Unit,
        };
        return result;
    }

    private IEnumerable<DataFrameColumn> Keys() => _by.Select(name => _frame.Columns[name].Take([.. _groups.Select(rows => rows[0])]));
}
