using System.Runtime.InteropServices;
using Microsoft.Data.Analysis;
using NotebookKit.Tables;

namespace NotebookKit;

/// <content>What the package's groups lack.</content>
public static partial class Frames
{
    /// <summary>Groups the rows by the values of several columns together.</summary>
    /// <exception cref="ArgumentException">There is no such column.</exception>
    public static GroupBy GroupBy(this DataFrame frame, string first, string second, params string[] more)
    {
        ArgumentNullException.ThrowIfNull(frame);
        string[] names = [first, second, .. more];
        int[] ids = new int[frame.Rows.Count];
        int groups = 1;
        foreach (string name in names)
        {
            DataFrameColumn column = Frames.Find(frame, name);
            var pairs = new Dictionary<(int, object), int>();
            for (int row = 0; row < ids.Length; row++)
            {
                if (ids[row] >= 0)
                {
                    ids[row] = column[row] is { } value ? Id(pairs, (ids[row], value)) : -1;
                }
            }

            groups = pairs.Count;
        }

        return RowGroups<int>.Of(frame, [.. names.Select(name => frame.Columns.IndexOf(name))], [.. Enumerable.Range(0, groups)], ids);
    }

    /// <summary>A quantile of columns in each group, by linear interpolation (Hyndman and Fan's type 7).</summary>
    /// <param name="groups">Groups by a column of this library.</param>
    /// <param name="p">The share of values at or below it, 0 to 1.</param>
    /// <param name="columnNames">The columns; all of numbers where none is named.</param>
    /// <exception cref="NotSupportedException">The groups are by a column that is not of this library.</exception>
    public static DataFrame Quantile(this GroupBy groups, double p, params string[] columnNames) =>
        Own(groups).Aggregate(values => ColumnNumbers.Quantile(values, p), columnNames);

    /// <summary>The median of columns in each group.</summary>
    /// <exception cref="NotSupportedException">The groups are by a column that is not of this library.</exception>
    public static DataFrame Median(this GroupBy groups, params string[] columnNames) => groups.Quantile(0.5, columnNames);

    /// <summary>A number of columns in each group.</summary>
    /// <param name="groups">Groups by a column of this library.</param>
    /// <param name="measure">Gives the number of the values that are there, null where there is none.</param>
    /// <param name="columnNames">The columns; all of numbers where none is named.</param>
    /// <exception cref="NotSupportedException">The groups are by a column that is not of this library.</exception>
    public static DataFrame Aggregate(this GroupBy groups, Func<double[], double?> measure, params string[] columnNames) =>
        Own(groups).Aggregate(values => measure(values.ToArray()), columnNames);

    private static IRowGroups Own(GroupBy groups) =>
        groups as IRowGroups
        ?? throw new NotSupportedException("these groups are by a column of the package itself: write frame.NullSafe().GroupBy(...)");

    private static int Id(Dictionary<(int, object), int> pairs, (int, object) key)
    {
        ref int id = ref CollectionsMarshal.GetValueRefOrAddDefault(pairs, key, out bool known);
        if (!known)
        {
            id = pairs.Count - 1;
        }

        return id;
    }
}
