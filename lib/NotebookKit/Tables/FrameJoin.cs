using System.Runtime.InteropServices;
using Microsoft.Data.Analysis;

namespace NotebookKit.Tables;

/// <summary>Puts rows of two frames side by side.</summary>
public static class FrameJoin
{
    /// <summary>Puts rows of two frames side by side where two columns hold the same value; null matches nothing.</summary>
    /// <remarks>The package's own Merge, which takes several columns, matches null with null and drops rows whose null has no partner.</remarks>
    /// <param name="frame">The left frame.</param>
    /// <param name="other">The right frame.</param>
    /// <param name="leftJoinColumn">The column of the left frame.</param>
    /// <param name="rightJoinColumn">The column of the right frame.</param>
    /// <param name="leftSuffix">Added to a name of the left frame that the other has too.</param>
    /// <param name="rightSuffix">Added to a name of the right frame that the other has too.</param>
    /// <param name="joinAlgorithm">Which rows are kept; absent partners are null.</param>
    /// <exception cref="ArgumentException">There is no such column, or the two hold different types, which match nothing.</exception>
    public static DataFrame Merge(this DataFrame frame, DataFrame other, string leftJoinColumn, string rightJoinColumn,
        string leftSuffix = "_left", string rightSuffix = "_right", JoinAlgorithm joinAlgorithm = JoinAlgorithm.Left)
    {
        ArgumentNullException.ThrowIfNull(frame);
        ArgumentNullException.ThrowIfNull(other);
        DataFrameColumn left = FrameColumns.Find(frame, leftJoinColumn).NullSafe();
        DataFrameColumn right = FrameColumns.Find(other, rightJoinColumn).NullSafe();
        if (left.DataType != right.DataType)
        {
            throw new ArgumentException($"column '{left.Name}' holds {left.DataType.Name} and column '{right.Name}' {right.DataType.Name}: no value of the one equals one of the other", nameof(rightJoinColumn));
        }

        (CountColumn leftRows, CountColumn rightRows) = (left, right) switch
        {
            (RealColumn x, RealColumn y) => Pairs(Keys(x), Keys(y), joinAlgorithm),
            (CountColumn x, CountColumn y) => Pairs(Keys(x), Keys(y), joinAlgorithm),
            (TimeColumn x, TimeColumn y) => Pairs(Keys(x), Keys(y), joinAlgorithm),
            (TextColumn x, TextColumn y) => Pairs(Texts(x), Texts(y), joinAlgorithm),
            _ => throw new ArgumentException($"frames are not joined by {left.DataType.Name}", nameof(leftJoinColumn)),
        };
        return new DataFrame([.. Side(frame, leftRows, other, leftSuffix), .. Side(other, rightRows, frame, rightSuffix)]);
    }

    private static IEnumerable<DataFrameColumn> Side(DataFrame frame, CountColumn rows, DataFrame against, string suffix)
    {
        foreach (DataFrameColumn column in frame.Columns)
        {
            DataFrameColumn taken = column.Clone(rows);
            if (against.Columns.IndexOf(column.Name) >= 0)
            {
                taken.SetName(column.Name + suffix);
            }

            if (taken is IUnitColumn with)
            {
                with.Title = null;
            }

            yield return taken;
        }
    }

    private static (string Value, bool IsPresent)[] Texts(TextColumn column) => [.. column.Select(text => (text ?? "", text is not null))];

    private static (T Value, bool IsPresent)[] Keys<T>(PrimitiveDataFrameColumn<T> column)
        where T : unmanaged
    {
        var values = new ColumnSpan<T>(column);
        var keys = new (T, bool)[values.Values.Length];
        for (int row = 0; row < keys.Length; row++)
        {
            keys[row] = (values.Values[row], values.IsPresent(row));
        }

        return keys;
    }

    private static (CountColumn Left, CountColumn Right) Pairs<T>((T Value, bool IsPresent)[] left, (T Value, bool IsPresent)[] right, JoinAlgorithm algorithm)
        where T : notnull
    {
        // The rows of equal keys of the right frame, chained in their order.
        var chains = new Dictionary<T, (int First, int Last)>();
        var next = new int[right.Length];
        for (int row = 0; row < right.Length; row++)
        {
            next[row] = -1;
            if (right[row].IsPresent)
            {
                ref (int First, int Last) chain = ref CollectionsMarshal.GetValueRefOrAddDefault(chains, right[row].Value, out bool known);
                if (known)
                {
                    next[chain.Last] = row;
                }

                chain = (known ? chain.First : row, row);
            }
        }

        var pairs = new List<(int Left, int Right)>(left.Length);
        var met = new bool[right.Length];
        for (int row = 0; row < left.Length; row++)
        {
            if (left[row].IsPresent && chains.TryGetValue(left[row].Value, out (int First, int Last) chain))
            {
                for (int partner = chain.First; partner >= 0; partner = next[partner])
                {
                    pairs.Add((row, partner));
                    met[partner] = true;
                }
            }
            else if (algorithm is JoinAlgorithm.Left or JoinAlgorithm.FullOuter)
            {
                pairs.Add((row, -1));
            }
        }

        if (algorithm is JoinAlgorithm.Right or JoinAlgorithm.FullOuter)
        {
            pairs.AddRange(Enumerable.Range(0, right.Length).Where(row => !met[row]).Select(row => (-1, row)));
        }

        // A right join lists the right frame's rows in their order.
        if (algorithm == JoinAlgorithm.Right)
        {
            pairs = [.. pairs.OrderBy(pair => pair.Right)];
        }

        return (Rows(pairs.Select(pair => pair.Left)), Rows(pairs.Select(pair => pair.Right)));

        static CountColumn Rows(IEnumerable<int> rows) => new("Rows", rows.Select(row => row >= 0 ? row : (long?)null));
    }
}
