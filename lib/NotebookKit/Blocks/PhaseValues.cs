namespace NotebookKit.Blocks;

/// <summary>The durations of one phase on one device, in ns, in the order in which they ended.</summary>
internal sealed class PhaseValues
{
    private long[] _values = [];

    public int Count { get; private set; }

    public long TotalNs { get; private set; }

    public long MinNs { get; private set; } = long.MaxValue;

    public long MaxNs { get; private set; } = long.MinValue;

    public ReadOnlySpan<long> Values => _values.AsSpan(0, Count);

    public void Add(long ns)
    {
        if (Count == _values.Length)
        {
            Array.Resize(ref _values, Math.Max(256, Count * 2));
        }

        _values[Count++] = ns;
        TotalNs += ns;
        MinNs = Math.Min(MinNs, ns);
        MaxNs = Math.Max(MaxNs, ns);
    }

    /// <summary>A quantile of ascending values, interpolated between neighbours.</summary>
    public static double Quantile(ReadOnlySpan<long> sorted, double q)
    {
        double at = q * (sorted.Length - 1);
        int below = (int)at;
        return below + 1 < sorted.Length ? sorted[below] + ((at - below) * (sorted[below + 1] - sorted[below])) : sorted[below];
    }

    public void AddAll(PhaseValues other)
    {
        foreach (long ns in other.Values)
        {
            Add(ns);
        }
    }
}
