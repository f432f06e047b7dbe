namespace NotebookKit.Blocks;

/// <summary>How often each size of I/O occurs, in 512-byte sectors.</summary>
/// <remarks>Exact, not binned: block I/O comes in few sizes. Zero-length I/O is not counted.</remarks>
public sealed class SizeHistogram
{
    private readonly SortedDictionary<uint, long> _counts = [];

    /// <summary>Number of I/Os.</summary>
    public long Count { get; private set; }

    /// <summary>Sum of their sizes, in sectors.</summary>
    public long TotalSectors { get; private set; }

    /// <summary>Each size that occurs with its number of I/Os, ascending.</summary>
    public IReadOnlyCollection<KeyValuePair<uint, long>> Sizes => _counts;

    /// <summary>The smallest size, in sectors; null where there is none.</summary>
    public uint? Min => Count == 0 ? null : _counts.First().Key;

    /// <summary>The largest size, in sectors; null where there is none.</summary>
    public uint? Max => Count == 0 ? null : _counts.Last().Key;

    /// <summary>The mean size, in sectors; null where there is none.</summary>
    public double? Mean => Count == 0 ? null : (double)TotalSectors / Count;

    /// <summary>The size that occurs most often, in sectors, the smaller one of equals; null where there is none.</summary>
    public uint? Mode => Count == 0 ? null : _counts.MaxBy(pair => pair.Value).Key;

    /// <summary>The median size, in sectors; null where there is none.</summary>
    public uint? P50 => At(0.5);

    /// <summary>The smallest size that at least a share <paramref name="q"/> of the I/Os does not exceed, in sectors; null where there is none.</summary>
    /// <param name="q">The share, from 0 to 1.</param>
    public uint? At(double q)
    {
        long below = 0;
        foreach ((uint sectors, long count) in _counts)
        {
            below += count;
            if (below >= q * Count)
            {
                return sectors;
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

        _counts[sectors] = _counts.GetValueOrDefault(sectors) + count;
        Count += count;
        TotalSectors += sectors * count;
    }
}
