using System.Runtime.InteropServices;
using Microsoft.Data.Analysis;
using NotebookKit.Tables;

namespace NotebookKit;

/// <content>Puts rows of two frames side by side.</content>
public static partial class Frames
{
    /// <summary>Puts rows of two frames side by side where two columns hold the same value; null matches nothing.</summary>
    /// <remarks>The package's own Merge, which takes several columns, matches null with null and drops rows whose null has no
    /// partner.</remarks>
    /// <param name="frame">The left frame.</param>
    /// <param name="other">The right frame.</param>
    /// <param name="leftJoinColumn">The column of the left frame.</param>
    /// <param name="rightJoinColumn">The column of the right frame.</param>
    /// <param name="leftSuffix">Added to a name of the left frame that the other has too.</param>
    /// <param name="rightSuffix">Added to a name of the right frame that the other has too.</param>
    /// <param name="joinAlgorithm">Which rows are kept; absent partners are null.</param>
    /// <exception cref="ArgumentException">There is no such column, or the two hold different types, which match nothing.</exception>
    public static DataFrame Merge(
        this DataFrame frame,
        DataFrame other,
        string leftJoinColumn,
        string rightJoinColumn,
        string leftSuffix = "_left",
        string rightSuffix = "_right",
        JoinAlgorithm joinAlgorithm = JoinAlgorithm.Left
    )
    {
        ArgumentNullException.ThrowIfNull(frame);
        ArgumentNullException.ThrowIfNull(other);
        DataFrameColumn left = Frames.Find(frame, leftJoinColumn).NullSafe();
        DataFrameColumn right = Frames.Find(other, rightJoinColumn).NullSafe();
        if (left.DataType != right.DataType)
        {
            throw new ArgumentException(
                $"column '{left.Name}' holds {left.DataType.Name} and column '{right.Name}' {right.DataType.Name}: "
                    + "no value of the one equals one of the other",
                nameof(rightJoinColumn)
            );
        }

        (int[] first, int[] next) = (left, right) switch
        {
            (RealColumn x, RealColumn y) => Partners(new ColumnSpan<double>(x), new ColumnSpan<double>(y)),
            (CountColumn x, CountColumn y) => Partners(new ColumnSpan<long>(x), new ColumnSpan<long>(y)),
            (TimeColumn x, TimeColumn y) => Partners(new ColumnSpan<DateTime>(x), new ColumnSpan<DateTime>(y)),
            (TextColumn x, TextColumn y) => Partners(x, y),
            _ => throw new ArgumentException($"frames are not joined by {left.DataType.Name}", nameof(leftJoinColumn)),
        };
        (int[]? leftRows, int[] rightRows) =
            joinAlgorithm == JoinAlgorithm.Left && !next.AsSpan().ContainsAnyExcept(RowNumbers.None)
                ? (null, first) // no key stands twice on the right: the left rows, each with its partner
                : Pairs(first, next, joinAlgorithm);
        return new DataFrame([.. Side(frame, leftRows, other, leftSuffix), .. Side(other, rightRows, frame, rightSuffix)]);
    }

    // Rows of null are all rows as they are.
    private static IEnumerable<DataFrameColumn> Side(DataFrame frame, int[]? rows, DataFrame against, string suffix)
    {
        CountColumn? map = rows is null ? null : RowNumbers.Column(rows);
        foreach (DataFrameColumn column in frame.Columns)
        {
            DataFrameColumn taken = column.Clone(map);
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

    // For each row of the left frame its first partner, for each of the right one the next that has the same key; -1 for none.
    private static (int[] First, int[] Next) Partners<T>(ColumnSpan<T> left, ColumnSpan<T> right)
        where T : unmanaged
    {
        var chains = new Chains<T>(right.Values.Length);
        for (int row = 0; row < right.Values.Length; row++)
        {
            if (right.IsPresent(row))
            {
                chains.Add(right.Values[row], row);
            }
        }

        var first = new int[left.Values.Length];
        for (int row = 0; row < first.Length; row++)
        {
            first[row] = left.IsPresent(row) ? chains.First(left.Values[row]) : RowNumbers.None;
        }

        return (first, chains.Next);
    }

    private static (int[] First, int[] Next) Partners(TextColumn left, TextColumn right)
    {
        var chains = new Chains<string>((int)right.Length);
        for (int row = 0; row < right.Length; row++)
        {
            if (right[row] is { } text)
            {
                chains.Add(text, row);
            }
        }

        var first = new int[left.Length];
        for (int row = 0; row < first.Length; row++)
        {
            first[row] = left[row] is { } text ? chains.First(text) : RowNumbers.None;
        }

        return (first, chains.Next);
    }

    private static (int[]? Left, int[] Right) Pairs(int[] first, int[] next, JoinAlgorithm algorithm)
    {
        bool keepLeft = algorithm is JoinAlgorithm.Left or JoinAlgorithm.FullOuter;
        bool keepRight = algorithm is JoinAlgorithm.Right or JoinAlgorithm.FullOuter;
        var (left, right) = (new List<int>(first.Length), new List<int>(first.Length));
        var met = new bool[next.Length];
        for (int row = 0; row < first.Length; row++)
        {
            for (int partner = first[row]; partner >= 0; partner = next[partner])
            {
                left.Add(row);
                right.Add(partner);
                met[partner] = true;
            }

            if (first[row] == RowNumbers.None && keepLeft)
            {
                left.Add(row);
                right.Add(RowNumbers.None);
            }
        }

        for (int row = 0; keepRight && row < next.Length; row++)
        {
            if (!met[row])
            {
                left.Add(RowNumbers.None);
                right.Add(row);
            }
        }

        if (algorithm == JoinAlgorithm.Right)
        {
            // A right join lists the right frame's rows in their order.
            int[] order = [.. Enumerable.Range(0, right.Count).OrderBy(i => right[i])];
            return ([.. order.Select(i => left[i])], [.. order.Select(i => right[i])]);
        }

        return ([.. left], [.. right]);
    }

    /// <summary>The rows of equal keys, chained in their order.</summary>
    private sealed class Chains<T>
        where T : notnull
    {
        private readonly Dictionary<T, (int First, int Last)> _ends = [];

        public Chains(int rows)
        {
            Next = new int[rows];
            Next.AsSpan().Fill(RowNumbers.None);
        }

        public int[] Next { get; }

        public void Add(T key, int row)
        {
            ref (int First, int Last) ends = ref CollectionsMarshal.GetValueRefOrAddDefault(_ends, key, out bool known);
            if (known)
            {
                Next[ends.Last] = row;
            }

            ends = (known ? ends.First : row, row);
        }

        public int First(T key) => _ends.TryGetValue(key, out (int First, int Last) ends) ? ends.First : RowNumbers.None;
    }
}
