namespace NotebookKit.Blocks;

/// <summary>The durations of one phase on one device, in ns, in the order in which they ended.</summary>
/// <param name="expected">About how many values will come; memory that none reaches costs nothing.</param>
internal sealed class PhaseValues(int expected = 0)
{
    // A trace may name thousands of devices with few values each.
    private const int FewestValues = 16;
    private long[] _values = [];
    private double[]? _percentiles;

    public int Count { get; private set; }

    /// <summary>Their sum: of damaged times two may be more than 64 bits hold.</summary>
    public Int128 TotalNs { get; private set; }

    public long MinNs { get; private set; } = long.MaxValue;

    public long MaxNs { get; private set; } = long.MinValue;

    public ReadOnlySpan<long> Values => _values.AsSpan(0, Count);

    /// <summary>p50, p90, p95, p99 and p99.9 in ns, interpolated; there must be values.</summary>
    public double[] Percentiles => _percentiles ??= [.. Quantiles.At(Values, [0.5, 0.9, 0.95, 0.99, 0.999]).Select(value => value!.Value)];

    public void Add(long ns)
    {
        if (Count == _values.Length)
        {
            long[] longer = GC.AllocateUninitializedArray<long>(Math.Max(Math.Max(FewestValues, Count * 2), Count == 0 ? expected : 0));
            _values.AsSpan(0, Count).CopyTo(longer);
            _values = longer;
        }

        _percentiles = null;
        _values[Count++] = ns;
        TotalNs += ns;
        MinNs = Math.Min(MinNs, ns);
        MaxNs = Math.Max(MaxNs, ns);
    }

    /// <summary>The values of several devices together: the only one's own where one device has any.</summary>
    public static PhaseValues Together(IReadOnlyCollection<PhaseValues> devices)
    {
        PhaseValues[] any = [.. devices.Where(values => values.Count > 0)];
        if (any.Length == 1)
        {
            return any[0];
        }

        var all = new PhaseValues(any.Sum(values => values.Count));
        foreach (PhaseValues device in any)
        {
            foreach (long ns in device.Values)
            {
                all.Add(ns);
            }
        }

        return all;
    }
}
