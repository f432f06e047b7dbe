using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace NotebookKit.Stats;

/// <summary>Exact quantiles of durations that are looked at twice and kept never: counted
/// by size first, and then only those near a quantile held.</summary>
/// <remarks>
/// Buckets are log-linear as those of <see cref="LatencyHistogram"/>. The first look counts each duration in its bucket; the second keeps
/// those of the buckets in which quantiles lie, of which a few in a hundred are. Few durations are kept at once, and need no second look.
/// </remarks>
internal sealed class CountedDurations
{
    private const int PrecisionBits = 7;
    private const int Parts = 1 << PrecisionBits;
    private const int Buckets = (64 - PrecisionBits) * Parts;

    // So many are kept instead of counted: of thousands of devices most have few.
    private const int Few = 1024;

    /// <summary>The quantiles that can be had, by the share of durations at or below each.</summary>
    public static readonly double[] Shares = [0.5, 0.9, 0.95, 0.99, 0.999, 0.01];

    private long[] _few = [];
    private long[]? _counts;
    private Dictionary<int, List<long>>? _kept;
    private ulong[]? _wanted;
    private double[]? _percentiles;
    private ulong _sumLow;
    private ulong _sumHigh; // the sum's upper 64 bits

    public long Count { get; private set; }

    /// <summary>Their sum: of damaged times two may be more than 64 bits hold.</summary>
    public Int128 TotalNs => new(_sumHigh, _sumLow);

    public long MinNs { get; private set; } = long.MaxValue;

    public long MaxNs { get; private set; } = long.MinValue;

    /// <summary>True where quantiles need a second look at all durations.</summary>
    public bool NeedsSecondLook => _counts is not null && _kept is null;

    /// <summary>p50, p90, p95, p99, p99.9 and p1, interpolated (type 7); there must be
    /// durations, and a second look where one is needed.</summary>
    public double[] Percentiles => _percentiles ??= TakePercentiles();

    /// <summary>One of the quantiles.</summary>
    /// <param name="share">One of <see cref="Shares"/>.</param>
    public double At(double share) => Percentiles[Array.IndexOf(Shares, share)];

    /// <summary>Counts a duration.</summary>
    /// <param name="ns">The duration, not negative.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(long ns)
    {
        unchecked
        {
            _sumLow += (ulong)ns;
            _sumHigh += _sumLow < (ulong)ns ? 1UL : 0;
            MinNs = Math.Min(MinNs, ns);
            MaxNs = Math.Max(MaxNs, ns);
            Count++;
            if (_counts is { } counts)
            {
                Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(counts), Bucket(ns))++;
                return;
            }
        }

        AddToFew(ns);
    }

    /// <summary>Counts what another counted.</summary>
    public void Add(CountedDurations other)
    {
        if (other._counts is null)
        {
            foreach (long ns in other._few.AsSpan(0, (int)other.Count))
            {
                Add(ns);
            }

            return;
        }

        CountAll();
        for (int bucket = 0; bucket < Buckets; bucket++)
        {
            _counts![bucket] += other._counts[bucket];
        }
        unchecked
        {
            _sumLow += other._sumLow;
            _sumHigh += other._sumHigh + (_sumLow < other._sumLow ? 1UL : 0);
        }

        Count += other.Count;
        MinNs = Math.Min(MinNs, other.MinNs);
        MaxNs = Math.Max(MaxNs, other.MaxNs);
    }

    /// <summary>Begins the second look.</summary>
    public void LookAgain()
    {
        if (!NeedsSecondLook)
        {
            return;
        }

        _kept = [];
        _wanted = new ulong[Buckets / 64];
        foreach (double share in Shares)
        {
            foreach (long place in Places(share))
            {
                int bucket = BucketAt(place).Bucket;
                _wanted[bucket >> 6] |= 1UL << (bucket & 63);
                _kept.TryAdd(bucket, []);
            }
        }
    }

    /// <summary>Looks at a duration for the second time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Look(long ns)
    {
        if (_wanted is { } wanted)
        {
            int bucket = Bucket(ns);
            if ((Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(wanted), bucket >> 6) >> (bucket & 63) & 1) != 0)
            {
                _kept![bucket].Add(ns);
            }
        }
    }

    /// <summary>Takes over what another kept at the second look.</summary>
    public void Look(CountedDurations other)
    {
        foreach (List<long> kept in other._kept?.Values.AsEnumerable() ?? [])
        {
            foreach (long ns in kept)
            {
                Look(ns);
            }
        }
    }

    /// <summary>The same counts, to look with on another thread.</summary>
    public CountedDurations Twin() =>
        new()
        {
            _few = _few,
            _counts = _counts,
            _kept = _kept?.ToDictionary(entry => entry.Key, _ => new List<long>()),
            _wanted = _wanted,
            _sumLow = _sumLow,
            _sumHigh = _sumHigh,
            Count = Count,
            MinNs = MinNs,
            MaxNs = MaxNs,
        };

    private static int Bucket(long ns) => LatencyHistogram.Bucket(ns, PrecisionBits);

    private void AddToFew(long ns)
    {
        int at = (int)Count - 1;
        if (at == Few)
        {
            CountAll();
            _counts![Bucket(ns)]++;
            return;
        }

        if (at == _few.Length)
        {
            Array.Resize(ref _few, Math.Max(16, Math.Min(Few, at * 4)));
        }

        _few[at] = ns;
    }

    private void CountAll()
    {
        if (_counts is not null)
        {
            return;
        }

        _counts = new long[Buckets];
        foreach (long ns in _few.AsSpan(0, (int)Math.Min(Count, Few)))
        {
            _counts[Bucket(ns)]++;
        }

        _few = [];
    }

    private IEnumerable<long> Places(double share)
    {
        long below = (long)(share * (Count - 1));
        return [below, Math.Min(below + 1, Count - 1)];
    }

    private (int Bucket, long Before) BucketAt(long place)
    {
        long before = 0;
        for (int bucket = 0; ; bucket++)
        {
            if (place < before + _counts![bucket])
            {
                return (bucket, before);
            }

            before += _counts[bucket];
        }
    }

    private double[] TakePercentiles()
    {
        if (_counts is null)
        {
            return [.. Quantiles.At(_few.AsSpan(0, (int)Count), Shares).Select(value => value!.Value)];
        }

        // Each kept bucket is sorted: few values, of which two or three are asked for by place.
        foreach (List<long> kept in _kept!.Values)
        {
            kept.Sort();
        }

        double[] found = Array.ConvertAll(
            Shares,
            share =>
            {
                double at = share * (Count - 1);
                long below = (long)at;
                double low = ValueAt(below);
                double part = at - below;
                return part == 0 ? low : low + (part * (ValueAt(below + 1) - low));
            }
        );
        (_kept, _wanted) = ([], null);
        return found;
    }

    private long ValueAt(long place)
    {
        (int bucket, long before) = BucketAt(place);
        return _kept![bucket][(int)(place - before)];
    }
}
