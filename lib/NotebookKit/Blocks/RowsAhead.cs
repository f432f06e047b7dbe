namespace NotebookKit.Blocks;

/// <summary>How far the rows of a table were given memory ahead of those that are there.</summary>
internal struct RowsAhead
{
    private int _until;

    /// <summary>The rows to be given memory next, while another thread adds rows.</summary>
    /// <param name="count">Rows that are there.</param>
    /// <param name="rows">How many are wanted behind them.</param>
    /// <param name="length">Rows that the columns have room for.</param>
    /// <param name="from">The first.</param>
    /// <param name="until">Behind the last.</param>
    /// <returns>False where too few are left to be worth it.</returns>
    public bool Next(int count, int rows, int length, out int from, out int until)
    {
        from = Math.Max(count, _until);
        until = Math.Min(count + rows, length);
        if (until - from < rows / 4)
        {
            return false;
        }

        _until = until;
        return true;
    }
}
