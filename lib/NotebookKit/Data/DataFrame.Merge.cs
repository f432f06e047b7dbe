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

    /// <summary>Puts rows of two frames side by side where two columns hold the same value; null matches nothing.</summary>
    /// <param name="other">The right frame.</param>
    /// <param name="leftJoinColumn">The column of this frame.</param>
    /// <param name="rightJoinColumn">The column of the right frame.</param>
    /// <param name="leftSuffix">Added to a name of this frame that the other has too.</param>
    /// <param name="rightSuffix">Added to a name of the other frame that this has too.</param>
    /// <param name="joinAlgorithm">Which rows are kept; absent partners are null.</param>
    public DataFrame Merge(DataFrame other, string leftJoinColumn, string rightJoinColumn,
        string leftSuffix = "_left", string rightSuffix = "_right", JoinAlgorithm joinAlgorithm = JoinAlgorithm.Left)
    {
        ArgumentNullException.ThrowIfNull(other);
        (int[] left, int[] right) = Pairs(Columns[leftJoinColumn], other.Columns[rightJoinColumn], joinAlgorithm);
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

    private static (int[] Left, int[] Right) Pairs(DataFrameColumn left, DataFrameColumn right, JoinAlgorithm algorithm)
    {
        var partners = new Dictionary<object, List<int>>();
        for (int i = 0; i < right.Length; i++)
        {
            if (right[i] is { } key)
            {
                (partners.TryGetValue(key, out List<int>? rows) ? rows : partners[key] = []).Add(i);
            }
        }

        var pairs = new List<(int Left, int Right)>();
        var met = new HashSet<int>();
        for (int i = 0; i < left.Length; i++)
        {
            if (left[i] is { } key && partners.TryGetValue(key, out List<int>? rows))
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
            pairs.AddRange(Enumerable.Range(0, (int)right.Length).Where(row => !met.Contains(row)).Select(row => (-1, row)));
        }

        // A right join lists the right frame's rows in their order.
        if (algorithm == JoinAlgorithm.Right)
        {
            pairs = [.. pairs.OrderBy(pair => pair.Right)];
        }

        return ([.. pairs.Select(pair => pair.Left)], [.. pairs.Select(pair => pair.Right)]);
    }
}
