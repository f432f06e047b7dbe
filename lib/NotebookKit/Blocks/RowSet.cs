namespace NotebookKit.Blocks;

/// <summary>Rows of a table, ascending: some of them, or all.</summary>
/// <param name="rows">Which; null for the first ones.</param>
/// <param name="count">How many.</param>
internal readonly struct RowSet(int[]? rows, int count)
{
    public int Count => count;

    public int this[int place] => rows is null ? place : rows[place];

    /// <summary>The first place whose row began at a time or later, of rows that lie in
    /// the order in which they began; <see cref="Count"/> where none did.</summary>
    public int FirstFrom(long[] began, long timeNs)
    {
        (int low, int high) = (0, count);
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            (low, high) = began[this[middle]] < timeNs ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
