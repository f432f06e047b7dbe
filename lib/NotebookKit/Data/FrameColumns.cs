namespace NotebookKit.Data;

/// <summary>Gathers the columns of a result's table.</summary>
internal sealed class FrameColumns
{
    private readonly List<DataFrameColumn> _columns = [];

    public FrameColumns Text(string name, IEnumerable<string?> values)
    {
        _columns.Add(new StringDataFrameColumn(name, values));
        return this;
    }

    public FrameColumns Count(string name, IEnumerable<long> values, string? unit = null) => Count(name, values.Select(value => (long?)value), unit);

    public FrameColumns Count(string name, IEnumerable<long?> values, string? unit = null)
    {
        _columns.Add(new Int64DataFrameColumn(name, values) { Unit = unit });
        return this;
    }

    public FrameColumns Real(string name, IEnumerable<double?> values, string? unit = null)
    {
        _columns.Add(new DoubleDataFrameColumn(name, values) { Unit = unit });
        return this;
    }

    public FrameColumns Truth(string name, IEnumerable<bool?> values)
    {
        _columns.Add(new BooleanDataFrameColumn(name, values));
        return this;
    }

    public FrameColumns Time(string name, IEnumerable<DateTime?> values)
    {
        _columns.Add(new DateTimeDataFrameColumn(name, values));
        return this;
    }

    public DataFrame Titled(string caption, string note) => new DataFrame(_columns).Titled(caption, note);
}
