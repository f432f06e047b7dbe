using NotebookKit.Formats;

namespace NotebookKit.Blocks;

/// <summary>What is done to every plain column of a table, which names them in one place.</summary>
internal interface IColumnWork
{
    /// <summary>Does it to a column.</summary>
    void Do<T>(ref T[] column)
        where T : unmanaged;
}

/// <summary>Makes room.</summary>
/// <param name="count">Rows there are.</param>
/// <param name="length">Rows there is room for afterwards.</param>
internal readonly struct LongerColumns(int count, int length) : IColumnWork
{
    /// <inheritdoc/>
    public void Do<T>(ref T[] column)
        where T : unmanaged => Column.Longer(ref column, count, length);
}

/// <summary>As <see cref="Column.Ready"/>.</summary>
/// <param name="from">The first row that gets memory.</param>
/// <param name="until">The row after the last.</param>
internal readonly struct ReadyColumns(int from, int until) : IColumnWork
{
    /// <inheritdoc/>
    public void Do<T>(ref T[] column)
        where T : unmanaged => Column.Ready(column, from, until);
}

/// <summary>Moves rows up.</summary>
/// <param name="newRow">Where each row goes; -1 for one that is dropped.</param>
internal readonly ref struct MovedColumns(ReadOnlySpan<int> newRow) : IColumnWork
{
    private readonly ReadOnlySpan<int> _newRow = newRow;

    /// <inheritdoc/>
    public void Do<T>(ref T[] column)
        where T : unmanaged
    {
        for (int row = 0; row < _newRow.Length; row++)
        {
            if (_newRow[row] is >= 0 and var to)
            {
                column[to] = column[row];
            }
        }
    }
}
