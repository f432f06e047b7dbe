namespace NotebookKit.Data;

/// <summary>Which rows a merge keeps.</summary>
public enum JoinAlgorithm
{
    /// <summary>Every row of the left frame.</summary>
    Left,

    /// <summary>Every row of the right frame.</summary>
    Right,

    /// <summary>Every row of both frames.</summary>
    FullOuter,

    /// <summary>The rows that have a partner.</summary>
    Inner,
}

public sealed partial class DataFrame
{
    /// <summary>Groups the rows by the values of a column.</summary>
    public GroupBy GroupBy(string columnName) => new(this, columnName);

    /// <summary>Groups the rows by the values of several columns together.</summary>
    /// <exception cref="ArgumentException">There is no such column, or none is named.</exception>
    public GroupBy GroupBy(params string[] columnNames) => columnNames is { Length: > 0 } ? new(this, columnNames) : throw new ArgumentException("name at least one column to group by", nameof(columnNames));

    /// <summary>Puts rows of two frames side by side where two columns hold the same value; null matches nothing.</summary>
    /// <param name="other">The right frame.</param>
    /// <param name="leftJoinColumn">The column of this frame.</param>
    /// <param name="rightJoinColumn">The column of the right frame.</param>
    /// <param name="leftSuffix">Added to a name of this frame that the other has too.</param>
    /// <param name="rightSuffix">Added to a name of the other frame that this has too.</param>
    /// <param name="joinAlgorithm">Which rows are kept; absent partners are null.</param>
    public DataFrame Merge(DataFrame other, string leftJoinColumn, string rightJoinColumn,
        string leftSuffix = "_left", string rightSuffix = "_right", JoinAlgorithm joinAlgorithm = JoinAlgorithm.Left) =>
        Merge(other, [leftJoinColumn], [rightJoinColumn], leftSuffix, rightSuffix, joinAlgorithm);

    /// <summary>Puts rows of two frames side by side where several columns hold the same values; a row with a null among them matches nothing.</summary>
    /// <param name="other">The right frame.</param>
    /// <param name="leftJoinColumns">The columns of this frame.</param>
    /// <param name="rightJoinColumns">The columns of the right frame, as many, in the same order.</param>
    /// <param name="leftSuffix">Added to a name of this frame that the other has too.</param>
    /// <param name="rightSuffix">Added to a name of the other frame that this has too.</param>
    /// <param name="joinAlgorithm">Which rows are kept; absent partners are null.</param>
    /// <exception cref="ArgumentException">There is no such column, the numbers of columns differ, or a pair of them holds different types, which match nothing.</exception>
    public DataFrame Merge(DataFrame other, string[] leftJoinColumns, string[] rightJoinColumns,
        string leftSuffix = "_left", string rightSuffix = "_right", JoinAlgorithm joinAlgorithm = JoinAlgorithm.Left)
    {
        ArgumentNullException.ThrowIfNull(other);
        ArgumentNullException.ThrowIfNull(leftJoinColumns);
        ArgumentNullException.ThrowIfNull(rightJoinColumns);
        if (leftJoinColumns.Length != rightJoinColumns.Length || leftJoinColumns.Length == 0)
        {
            throw new ArgumentException($"{leftJoinColumns.Length} columns on the left and {rightJoinColumns.Length} on the right cannot be matched", nameof(rightJoinColumns));
        }

        DataFrameColumn[] leftKeys = [.. leftJoinColumns.Select(name => Columns[name])];
        DataFrameColumn[] rightKeys = [.. rightJoinColumns.Select(name => other.Columns[name])];
        if (leftKeys.Zip(rightKeys).FirstOrDefault(pair => pair.First.DataType != pair.Second.DataType) is { First: { } first, Second: { } second })
        {
            throw new ArgumentException($"column '{first.Name}' holds {first.DataType.Name} and column '{second.Name}' {second.DataType.Name}: no value of the one equals one of the other", nameof(rightJoinColumns));
        }

        (int[] left, int[] right) = Pairs(leftKeys, (int)Rows.Count, rightKeys, (int)other.Rows.Count, joinAlgorithm);
        var columns = new List<DataFrameColumn>();
        AddAll(this, left, other, leftSuffix);
        AddAll(other, right, this, rightSuffix);
        return Described(new DataFrame(columns));

        void AddAll(DataFrame from, int[] rows, DataFrame against, string suffix)
        {
            foreach (DataFrameColumn column in from.Columns)
            {
                DataFrameColumn taken = column.Take(rows);
                taken.SetName(against.Columns.IndexOf(column.Name) >= 0 ? column.Name + suffix : column.Name);
                columns.Add(taken);
            }
        }
    }

    private static (int[] Left, int[] Right) Pairs(DataFrameColumn[] left, int leftRows, DataFrameColumn[] right, int rightRows, JoinAlgorithm algorithm)
    {
        var partners = new Dictionary<RowKey, List<int>>();
        for (int i = 0; i < rightRows; i++)
        {
            if (RowKey.Of(right, i) is { } key)
            {
                (partners.TryGetValue(key, out List<int>? rows) ? rows : partners[key] = []).Add(i);
            }
        }

        var pairs = new List<(int Left, int Right)>();
        var met = new HashSet<int>();
        for (int i = 0; i < leftRows; i++)
        {
            if (RowKey.Of(left, i) is { } key && partners.TryGetValue(key, out List<int>? rows))
            {
                pairs.AddRange(rows.Select(row => (i, row)));
                met.UnionWith(rows);
            }
            else if (algorithm is JoinAlgorithm.Left or JoinAlgorithm.FullOuter)
            {
                pairs.Add((i, -1));
            }
        }

        if (algorithm is JoinAlgorithm.Right or JoinAlgorithm.FullOuter)
        {
            pairs.AddRange(Enumerable.Range(0, rightRows).Where(row => !met.Contains(row)).Select(row => (-1, row)));
        }

        // A right join lists the right frame's rows in their order.
        if (algorithm == JoinAlgorithm.Right)
        {
            pairs = [.. pairs.OrderBy(pair => pair.Right)];
        }

        return ([.. pairs.Select(pair => pair.Left)], [.. pairs.Select(pair => pair.Right)]);
    }
}
