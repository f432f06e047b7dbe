namespace NotebookKit.Blocks;

/// <summary>Rows that wait to be taken together.</summary>
internal sealed class RowList
{
    private int[] _rows = new int[64];
    private int _count;

    public void Add(int row)
    {
        if (_count == _rows.Length)
        {
            Array.Resize(ref _rows, _count * 2);
        }

        _rows[_count++] = row;
    }

    public ReadOnlySpan<int> AsSpan() => _rows.AsSpan(0, _count);

    public void Clear() => _count = 0;
}
