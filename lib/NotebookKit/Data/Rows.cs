namespace NotebookKit.Data;

/// <summary>Makes lists of row numbers.</summary>
internal static class Rows
{
    public static int[] All(int count) => Range(0, count);

    public static int[] Range(int first, int count)
    {
        var rows = new int[count];
        for (int i = 0; i < count; i++)
        {
            rows[i] = first + i;
        }

        return rows;
    }

    /// <summary>The row numbers in the order of a column; equal rows keep theirs, nulls come last either way.</summary>
    public static int[] Ordered(DataFrameColumn column, bool descending)
    {
        var present = new List<int>((int)column.Length);
        var absent = new List<int>();
        for (int i = 0; i < column.Length; i++)
        {
            (column.IsNull(i) ? absent : present).Add(i);
        }

        int[] rows = [.. present];
        Array.Sort(rows, (left, right) =>
        {
            int order = descending ? column.Compare(right, left) : column.Compare(left, right);
            return order != 0 ? order : left.CompareTo(right);
        });
        return [.. rows, .. absent];
    }
}
