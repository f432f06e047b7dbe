using Microsoft.Data.Analysis;

namespace NotebookKit.Tables;

/// <summary>Gathers the columns of a table.</summary>
internal sealed class TableColumns
{
    private readonly List<DataFrameColumn> _columns = [];

    public TableColumns Text(string name, IEnumerable<string?> values) => Add(new TextColumn(name, values));

    public TableColumns Count(string name, IEnumerable<long> values, string? unit = null) =>
        Add(new CountColumn(name, values) { Unit = unit });

    public TableColumns Count(string name, IEnumerable<long?> values, string? unit = null) =>
        Add(new CountColumn(name, values) { Unit = unit });

    public TableColumns Real(string name, IEnumerable<double?> values, string? unit = null) =>
        Add(new RealColumn(name, values) { Unit = unit });

    public TableColumns Truth(string name, IEnumerable<bool?> values) => Add(new TruthColumn(name, values));

    public TableColumns Time(string name, IEnumerable<DateTime?> values) => Add(new TimeColumn(name, values));

    public DataFrame Titled(string? caption, string? note, int maxRows = FrameTitles.MostRows) =>
        new DataFrame(_columns).Titled(caption, note, maxRows);

    private TableColumns Add(DataFrameColumn column)
    {
        _columns.Add(column);
        return this;
    }
}
