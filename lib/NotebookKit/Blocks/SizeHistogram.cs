namespace NotebookKit;

/// <summary>How often each size of I/O occurs, in 512-byte sectors.</summary>
/// <remarks>Exact, not binned: block I/O comes in few sizes. Zero-length I/O is not counted.</remarks>
public sealed class SizeHistogram
{
    // Few sizes, ascending: a column each is all the tree they need.
    private uint[] _sizes = new uint[8];
    private long[] _counts = new long[8];
    private int _used;
    private int _last;

    /// <summary>Number of I/Os.</summary>
    public long Count { get; private set; }

    /// <summary>Sum of their sizes, in sectors.</summary>
    public long TotalSectors { get; private set; }

    /// <summary>Each size that occurs with its number of I/Os, ascending.</summary>
    public IReadOnlyCollection<KeyValuePair<uint, long>> Sizes =>
        [.. Enumerable.Range(0, _used).Select(i => KeyValuePair.Create(_sizes[i], _counts[i]))];

    /// <summary>The smallest size, in sectors; null where there is none.</summary>
    public uint? Min => Count == 0 ? null : _sizes[0];

    /// <summary>The largest size, in sectors; null where there is none.</summary>
    public uint? Max => Count == 0 ? null : _sizes[_used - 1];

    /// <summary>The mean size, in sectors; null where there is none.</summary>
    public double? Mean => Count == 0 ? null : (double)TotalSectors / Count;

    /// <summary>The size that occurs most often, in sectors, the smaller one of equals; null where there is none.</summary>
    public uint? Mode => Count == 0 ? null : _sizes[_counts.AsSpan(0, _used).IndexOf(_counts.Max())];

    /// <summary>The median size, in sectors; null where there is none.</summary>
    public uint? P50 => At(0.5);

    /// <summary>The smallest size that at least a share <paramref name="q"/> of the I/Os
    /// does not exceed, in sectors; null where there is none.</summary>
    /// <param name="q">The share, from 0 to 1.</param>
    public uint? At(double q)
    {
        long below = 0;
        for (int i = 0; i < _used; i++)
        {
            below += _counts[i];
            if (below >= q * Count)
            {
                return _sizes[i];
            }
        }

        return null;
    }

    internal void Add(uint sectors, long count = 1)
    {
        if (sectors == 0 || count == 0)
        {
            return;
        }

        // Sizes come in runs. Found first: a new size may move the columns to longer ones.
        _last = _last < _used && _sizes[_last] == sectors ? _last : Place(sectors);
        _counts[_last] += count;
        Count += count;
        TotalSectors += sectors * count;
    }

    // Where a size is counted; a new one is put between its neighbours.
    private int Place(uint sectors)
    {
        int at = Array.BinarySearch(_sizes, 0, _used, sectors);
        if (at >= 0)
        {
            return at;
        }

        at = ~at;
        if (_used == _sizes.Length)
        {
            Array.Resize(ref _sizes, _used * 2);
            Array.Resize(ref _counts, _used * 2);
        }

        Array.Copy(_sizes, at, _sizes, at + 1, _used - at);
        Array.Copy(_counts, at, _counts, at + 1, _used - at);
        (_sizes[at], _counts[at]) = (sectors, 0);
        _used++;
        return at;
    }
}
