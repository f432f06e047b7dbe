using System.Runtime.InteropServices;

namespace NotebookKit.Stats;

/// <summary>Durations that are kept for exact quantiles, four bytes each: up to 4.29 s as
/// they are, longer and negative ones apart.</summary>
internal sealed class DurationBag
{
    private const int ChunkLength = 1 << 14;

    // Fewer are copied and selected from; more are looked at twice where they lie.
    private const int WorthCounting = 1 << 16;

    private readonly List<uint[]> _full = [];
    private readonly List<long> _apart = [];
    private uint[] _last = [];
    private int _used;

    /// <summary>Number of durations.</summary>
    public long Count => ((long)_full.Count * ChunkLength) + _used + _apart.Count;

    /// <summary>Keeps a duration, in ns.</summary>
    public void Add(long ns)
    {
        if (ns is < 0 or > uint.MaxValue)
        {
            _apart.Add(ns);
            return;
        }

        if (_used == _last.Length)
        {
            MakeRoom();
        }

        _last[_used++] = (uint)ns;
    }

    /// <summary>Quantiles of several bags together, interpolated (type 7).</summary>
    /// <param name="bags">The bags.</param>
    /// <param name="shares">Some of <see cref="CountedDurations.Shares"/>.</param>
    /// <returns>In ns, one for each share; nulls where there are no durations.</returns>
    public static double?[] Quantiles(ReadOnlySpan<DurationBag> bags, params double[] shares)
    {
        long count = 0;
        bool negative = false;
        foreach (DurationBag bag in bags)
        {
            count += bag.Count;
            negative |= bag._apart.Exists(ns => ns < 0);
        }

        if (count < WorthCounting || negative)
        {
            var all = new List<long>((int)count);
            foreach (DurationBag bag in bags)
            {
                bag.Each(all.Add);
            }

            return NotebookKit.Quantiles.At(CollectionsMarshal.AsSpan(all), shares);
        }

        var counted = new CountedDurations();
        foreach (DurationBag bag in bags)
        {
            bag.Each(counted.Add);
        }

        counted.LookAgain();
        foreach (DurationBag bag in bags)
        {
            bag.Each(counted.Look);
        }

        return Array.ConvertAll(shares, share => (double?)counted.At(share));
    }

    private void Each(Action<long> take)
    {
        foreach (uint[] chunk in _full)
        {
            foreach (uint ns in chunk)
            {
                take(ns);
            }
        }

        foreach (uint ns in _last.AsSpan(0, _used))
        {
            take(ns);
        }

        _apart.ForEach(take);
    }

    private void MakeRoom()
    {
        if (_used == ChunkLength)
        {
            _full.Add(_last);
            (_last, _used) = (new uint[ChunkLength], 0);
        }
        else
        {
            Array.Resize(ref _last, Math.Clamp(_used * 4, 16, ChunkLength));
        }
    }
}
