using System.Runtime.InteropServices;
using Microsoft.Data.Analysis;

namespace NotebookKit.Tables;

/// <summary>Groups of rows, whatever the type of what they are grouped by.</summary>
internal interface IRowGroups
{
    /// <summary>One row for each group: what it is grouped by, and a number of each column.</summary>
    /// <param name="measure">Gives the number of the values that are there, null where there is none; it may reorder them.</param>
    /// <param name="columns">The columns; all of numbers where none is named.</param>
    DataFrame Aggregate(GroupMeasure measure, string[] columns);
}

/// <summary>A number of the values of a group.</summary>
internal delegate double? GroupMeasure(Span<double> values);

/// <summary>The package's groups, right on nulls and with units; in the order in which their values first appear.</summary>
/// <remarks>Rows without a value to group by form no group, as in the package.</remarks>
/// <typeparam name="TKey">The type of what is grouped by.</typeparam>
internal sealed class RowGroups<TKey> : GroupBy<TKey>, IRowGroups
    where TKey : notnull
{
    private readonly DataFrame _frame;
    private readonly int[] _by;

    // The rows of the groups, one after the other, and where each group begins.
    private readonly int[] _rows;
    private readonly int[] _starts;

    private RowGroups(DataFrame frame, int[] by, IReadOnlyList<TKey> keys, int[] rows, int[] starts)
        : base(
            frame,
            by[0],
            keys.Select((key, i) => (key, Rows: new GroupRows(rows, starts[i], starts[i + 1] - starts[i])))
                .ToDictionary(group => group.key, group => (ICollection<long>)group.Rows)
        )
    {
        (_frame, _by, _rows, _starts) = (frame, by, rows, starts);
    }

    /// <summary>Groups by a column of values.</summary>
    public static RowGroups<T> Of<T>(PrimitiveDataFrameColumn<T> column, int index, DataFrame frame)
        where T : unmanaged
    {
        var values = new ColumnSpan<T>(column);
        var groups = new Dictionary<T, int>();
        var ids = new int[values.Values.Length];
        for (int row = 0; row < ids.Length; row++)
        {
            ids[row] = values.IsPresent(row) ? Id(groups, values.Values[row]) : -1;
        }

        return RowGroups<T>.Of(frame, [index], [.. groups.Keys], ids);
    }

    /// <summary>Groups by a column of texts.</summary>
    public static RowGroups<string> Of(StringDataFrameColumn column, int index, DataFrame frame)
    {
        var groups = new Dictionary<string, int>(StringComparer.Ordinal);
        var ids = new int[column.Length];
        for (int row = 0; row < ids.Length; row++)
        {
            ids[row] = column[row] is { } text ? Id(groups, text) : -1;
        }

        return RowGroups<string>.Of(frame, [index], [.. groups.Keys], ids);
    }

    /// <summary>Groups rows by numbers of groups.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="by">The columns grouped by.</param>
    /// <param name="keys">The key of each group.</param>
    /// <param name="ids">The group of each row; -1 for none.</param>
    public static RowGroups<TKey> Of(DataFrame frame, int[] by, TKey[] keys, int[] ids)
    {
        var starts = new int[keys.Length + 1];
        foreach (int id in ids)
        {
            starts[id + 1]++;
        }

        // What -1 counted stands in starts[0], where the first group begins.
        starts[0] = 0;
        for (int group = 0; group < keys.Length; group++)
        {
            starts[group + 1] += starts[group];
        }

        var rows = new int[starts[^1]];
        int[] next = starts[..^1];
        for (int row = 0; row < ids.Length; row++)
        {
            if (ids[row] >= 0)
            {
                rows[next[ids[row]]++] = row;
            }
        }

        return new RowGroups<TKey>(frame, by, keys, rows, starts);
    }

    /// <inheritdoc/>
    public override DataFrame Count(params string[] columnNames) =>
        Frame(
            Chosen(columnNames, _ => true)
                .Select(column =>
                    (DataFrameColumn)new CountColumn(column.Name, column.NullCount == 0 ? Sizes() : Sizes(row => column.IsValid(row)))
                )
        );

    /// <inheritdoc/>
    public override DataFrame First(params string[] columnNames) =>
        Picked(group => _rows[_starts[group]..(_starts[group] + 1)], columnNames);

    /// <inheritdoc/>
    public override DataFrame Head(int numberOfRows) =>
        Picked(group => _rows[_starts[group]..Math.Min(_starts[group + 1], _starts[group] + numberOfRows)], []);

    /// <inheritdoc/>
    public override DataFrame Tail(int numberOfRows) =>
        Picked(group => _rows[Math.Max(_starts[group], _starts[group + 1] - numberOfRows).._starts[group + 1]], []);

    /// <inheritdoc/>
    public override DataFrame Max(params string[] columnNames) => Each(columnNames, static (column, rows) => column.Max(rows));

    /// <inheritdoc/>
    public override DataFrame Min(params string[] columnNames) => Each(columnNames, static (column, rows) => column.Min(rows));

    /// <inheritdoc/>
    public override DataFrame Product(params string[] columnNames) => Each(columnNames, static (column, rows) => column.Product(rows));

    /// <inheritdoc/>
    public override DataFrame Sum(params string[] columnNames) => Each(columnNames, static (column, rows) => column.Sum(rows));

    /// <inheritdoc/>
    public override DataFrame Mean(params string[] columnNames) => Aggregate(static values => ColumnNumbers.Mean(values), columnNames);

    /// <inheritdoc/>
    public DataFrame Aggregate(GroupMeasure measure, string[] columns) =>
        Frame(
            Chosen(columns, column => column.IsNumericColumn())
                .Select(column =>
                {
                    double[] values = ColumnNumbers.OrNaN(column);
                    return (DataFrameColumn)new RealColumn(column.Name, Each(values, column, measure)) { Unit = column.Unit };
                })
        );

    /// <summary>How often each key occurs.</summary>
    public DataFrame ValueCounts()
    {
        DataFrameColumn keys = Keys([.. Enumerable.Range(0, _starts.Length - 1).Select(group => _rows[_starts[group]])]).Single();
        keys.SetName("Values");
        return new DataFrame(keys, new CountColumn("Counts", Sizes()));
    }

    private static int Id<T>(Dictionary<T, int> groups, T key)
        where T : notnull
    {
        ref int id = ref CollectionsMarshal.GetValueRefOrAddDefault(groups, key, out bool known);
        if (!known)
        {
            id = groups.Count - 1;
        }

        return id;
    }

    private double?[] Each(double[] values, DataFrameColumn column, GroupMeasure measure)
    {
        var results = new double?[_starts.Length - 1];
        var buffer = new double[_rows.Length];
        for (int group = 0; group < results.Length; group++)
        {
            int count = 0;
            for (int i = _starts[group]; i < _starts[group + 1]; i++)
            {
                double value = values[_rows[i]];
                buffer[count] = value;

                // NaN stands for a value that is absent, or is a value: the column tells.
                count += !double.IsNaN(value) || (column.NullCount < column.Length && column.IsValid(_rows[i])) ? 1 : 0;
            }

            results[group] = measure(buffer.AsSpan(0, count));
        }

        return results;
    }

    private DataFrame Each(string[] names, Func<DataFrameColumn, IEnumerable<long>, object?> measure) =>
        Frame(
            Chosen(names, column => column.IsNumericColumn())
                .Select(column =>
                {
                    DataFrameColumn results = column.Clone(new CountColumn("Rows", (IEnumerable<long?>)new long?[_starts.Length - 1]));
                    for (int group = 0; group < results.Length; group++)
                    {
                        results[group] = measure(column, new GroupRows(_rows, _starts[group], _starts[group + 1] - _starts[group]));
                    }

                    return results;
                })
        );

    private DataFrame Picked(Func<int, int[]> rowsOf, string[] names)
    {
        int[] rows = [.. Enumerable.Range(0, _starts.Length - 1).SelectMany(rowsOf)];
        CountColumn map = RowNumbers.Column(rows);
        return Untitled([.. Keys(rows), .. Chosen(names, _ => true).Select(column => column.Clone(map))]);
    }

    private DataFrame Frame(IEnumerable<DataFrameColumn> columns) =>
        Untitled([.. Keys([.. Enumerable.Range(0, _starts.Length - 1).Select(group => _rows[_starts[group]])]), .. columns]);

    private IEnumerable<DataFrameColumn> Keys(int[] rows)
    {
        CountColumn map = RowNumbers.Column(rows);
        return _by.Select(index => _frame.Columns[index].Clone(map));
    }

    private IEnumerable<DataFrameColumn> Chosen(string[] names, Func<DataFrameColumn, bool> fit) =>
        names.Length > 0
            ? names.Select(name => _frame.Columns[name]).Where(column => !_by.Contains(_frame.Columns.IndexOf(column.Name)))
            : _frame.Columns.Where((column, i) => !_by.Contains(i) && fit(column));

    private long[] Sizes() => [.. Enumerable.Range(0, _starts.Length - 1).Select(group => (long)(_starts[group + 1] - _starts[group]))];

    private long[] Sizes(Func<long, bool> counts) =>
        [
            .. Enumerable
                .Range(0, _starts.Length - 1)
                .Select(group => _rows[_starts[group].._starts[group + 1]].LongCount(row => counts(row))),
        ];

    // The title says what a row of the frame is, which a group is not.
    private static DataFrame Untitled(List<DataFrameColumn> columns)
    {
        foreach (IUnitColumn column in columns.OfType<IUnitColumn>())
        {
            column.Title = null;
        }

        return new DataFrame(columns);
    }
}
