namespace NotebookKit.Blocks;

/// <summary>Rows of a table, ascending: some of them, or all.</summary>
/// <param name="rows">Which; null for the first ones.</param>
/// <param name="count">How many.</param>
internal readonly struct RowSet(int[]? rows, int count)
{
    public int Count => count;

    public int this[int place] => rows is null ? place : rows[place];
}
