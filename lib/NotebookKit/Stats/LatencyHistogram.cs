using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace NotebookKit.Stats;

/// <summary>Counts durations in bounded memory with a stated relative error, so that
/// quantiles of any number of them can be had in one pass.</summary>
/// <remarks>
/// Buckets are log-linear, in the manner of HdrHistogram (G. Tene, hdrhistogram.org) and of fio's latency bins: every power of two is
/// cut into equal parts, so a bucket is never wider than 2^-<see cref="PrecisionBits"/> of the values in it. A quantile is reported as
/// the middle of its bucket and so is off by at most <see cref="RelativeError"/> of itself; counts, minimum, maximum and mean are exact.
/// Two histograms of one precision merge by adding their counts. Values are whole numbers from 0, such as ns.
/// </remarks>
internal sealed class LatencyHistogram
{
    private const int Batch = 512;
    private const double TwoTo64 = 18446744073709551616.0;
    private const int MantissaBits = 52;
    private const int ExponentBias = 1023;
    private const long LongestMantissa = 1L << MantissaBits;
    private const double TwoTo52 = LongestMantissa;
    private long[] _counts = [];
    private ulong _sumLow;
    private ulong _sumHigh; // the sum's upper 64 bits
    private long _min = long.MaxValue;
    private long _max = -1;

    /// <summary>Creates an empty histogram.</summary>
    /// <param name="precisionBits">
    /// Parts of a power of two, as a power of two, 1 to 14. 7 gives a relative error of 0.4 % in at most 58 KiB.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">The precision is not from 1 to 14.</exception>
    public LatencyHistogram(int precisionBits = 7)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(precisionBits, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(precisionBits, 14);
        PrecisionBits = precisionBits;
    }

    /// <summary>Parts of a power of two, as a power of two.</summary>
    public int PrecisionBits { get; }

    /// <summary>The largest relative error of a quantile: half a bucket's width over its lower edge.</summary>
    public double RelativeError => 0.5 / (1 << PrecisionBits);

    /// <summary>Number of values.</summary>
    public long Count { get; private set; }

    /// <summary>The smallest value, exact; null where there is none.</summary>
    public long? Min => Count == 0 ? null : _min;

    /// <summary>The largest value, exact; null where there is none.</summary>
    public long? Max => Count == 0 ? null : _max;

    /// <summary>The mean, exact; null where there are no values.</summary>
    public double? Mean => Count == 0 ? null : ((_sumHigh * TwoTo64) + _sumLow) / Count;

    /// <summary>Counts a value.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative: a duration
    /// that ends before it starts is a fault to report, not to count.</exception>
    public void Add(long value)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value);
        AddDurations([0], [value]);
    }

    /// <summary>Counts values.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value is negative.</exception>
    public void AddRange(ReadOnlySpan<long> values)
    {
        foreach (long value in values)
        {
            Add(value);
        }
    }

    /// <summary>Counts the durations from one column of times to another; where either is
    /// absent (negative), or the second lies before the first, there is none.</summary>
    /// <param name="from">When each began.</param>
    /// <param name="to">When each ended; as many.</param>
    [SkipLocalsInit]
    internal void AddDurations(ReadOnlySpan<long> from, ReadOnlySpan<long> to)
    {
        // Three short passes over what fits the nearest cache: one loop for all of it would run out of registers.
        Span<long> values = stackalloc long[Batch];
        for (int at = 0; at < from.Length; at += Batch)
        {
            int length = Math.Min(Batch, from.Length - at);
            int count = Durations(from.Slice(at, length), to.Slice(at, length), values);
            Count += count;
            Sum(values[..count]);
            CountBuckets(values[..count]);
        }
    }

    // Four at a time: most often all of them are durations, or none is. By reference: where a span is cut for each vector, code that was
    // compiled ahead of time checks every cut.
    private static int Durations(ReadOnlySpan<long> from, ReadOnlySpan<long> to, Span<long> values)
    {
        unchecked
        {
            ref long froms = ref MemoryMarshal.GetReference(from);
            ref long tos = ref MemoryMarshal.GetReference(to);
            ref long kept = ref MemoryMarshal.GetReference(values);
            int count = 0;
            int i = 0;
            for (; i <= from.Length - Vector256<long>.Count; i += Vector256<long>.Count)
            {
                Vector256<long> begin = Vector256.LoadUnsafe(ref froms, (nuint)i);
                Vector256<long> end = Vector256.LoadUnsafe(ref tos, (nuint)i);
                uint not = (begin | Vector256.LessThan(end, begin)).ExtractMostSignificantBits();
                if (not == 0)
                {
                    (end - begin).StoreUnsafe(ref kept, (nuint)count);
                    count += Vector256<long>.Count;
                }
                else if (not != 0xF)
                {
                    count += DurationsOneByOne(from.Slice(i, Vector256<long>.Count), to[i..], values[count..]);
                }
            }

            return count + DurationsOneByOne(from[i..], to[i..], values[count..]);
        }
    }

    private static int DurationsOneByOne(ReadOnlySpan<long> from, ReadOnlySpan<long> to, Span<long> values)
    {
        int count = 0;
        for (int i = 0; i < from.Length; i++)
        {
            if (from[i] >= 0 && to[i] >= from[i])
            {
                values[count++] = to[i] - from[i];
            }
        }

        return count;
    }

    // The values were summed already, so that the largest is known; their room is used for their buckets.
    private void CountBuckets(Span<long> values)
    {
        unchecked
        {
            if (values.IsEmpty)
            {
                return;
            }

            int last = Bucket(_max, PrecisionBits);
            if (last >= _counts.Length)
            {
                Array.Resize(ref _counts, Math.Max(last + 1, _counts.Length * 2));
            }

            ref long first = ref MemoryMarshal.GetReference(values);
            ref long counts = ref MemoryMarshal.GetArrayDataReference(_counts);
            int i = 0;
            if (_max < LongestMantissa)
            {
                for (; i <= values.Length - Vector256<long>.Count; i += Vector256<long>.Count)
                {
                    Buckets(Vector256.LoadUnsafe(ref first, (nuint)i), PrecisionBits).StoreUnsafe(ref first, (nuint)i);
                }
            }

            for (; i < values.Length; i++)
            {
                values[i] = Bucket(values[i], PrecisionBits);
            }

            foreach (long bucket in values)
            {
                Unsafe.Add(ref counts, (nint)bucket)++;
            }
        }
    }

    // A value's leading bit tells its power of two; the precision's bits below it tell the part.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int Bucket(long value, int bits)
    {
        unchecked
        {
            int shift = BitOperations.Log2((ulong)value | (1UL << bits)) - bits;
            return (shift << bits) + (int)(value >> shift);
        }
    }

    // The same of four: a double has the power of two in its exponent and the part in the upper bits of its mantissa. Inlined, because code
    // with vectors as parameters is not compiled ahead of time.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<long> Buckets(Vector256<long> values, int bits)
    {
        unchecked
        {
            Vector256<double> doubles = (values | Vector256.Create(TwoTo52).AsInt64()).AsDouble() - Vector256.Create(TwoTo52);
            Vector256<long> buckets = (doubles.AsInt64() >>> (MantissaBits - bits)) - Vector256.Create((ExponentBias + bits - 1L) << bits);
            return Vector256.ConditionalSelect(Vector256.LessThan(values, Vector256.Create(1L << bits)), values, buckets);
        }
    }

    private void Sum(ReadOnlySpan<long> values)
    {
        unchecked
        {
            ref long first = ref MemoryMarshal.GetReference(values);
            int i = 0;
            Vector256<long> min = Vector256.Create(_min);
            Vector256<long> max = Vector256.Create(_max);
            Vector256<long> sum = Vector256<long>.Zero;
            for (; i <= values.Length - Vector256<long>.Count; i += Vector256<long>.Count)
            {
                Vector256<long> four = Vector256.LoadUnsafe(ref first, (nuint)i);
                min = Vector256.Min(min, four);
                max = Vector256.Max(max, four);
                sum += four;
            }

            for (int lane = 0; lane < Vector256<long>.Count; lane++)
            {
                _min = Math.Min(_min, min[lane]);
                _max = Math.Max(_max, max[lane]);
            }

            // A batch of values beyond 26 days could overflow its sum: those are added one by one.
            i = _max < long.MaxValue / 8 / Batch ? i : 0;
            AddToSum(i == 0 ? 0 : (ulong)Vector256.Sum(sum));
            foreach (long value in values[i..])
            {
                AddToSum((ulong)value);
                _min = Math.Min(_min, value);
                _max = Math.Max(_max, value);
            }
        }
    }

    private void AddToSum(ulong more)
    {
        unchecked
        {
            _sumLow += more;
            _sumHigh += _sumLow < more ? 1UL : 0;
        }
    }

    /// <summary>Adds the counts of another histogram.</summary>
    /// <exception cref="ArgumentException">The other one has another precision.</exception>
    public void Merge(LatencyHistogram other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other.PrecisionBits != PrecisionBits)
        {
            throw new ArgumentException(
                $"a histogram of {other.PrecisionBits} bits does not merge into one of {PrecisionBits}: create both with one precision",
                nameof(other)
            );
        }

        if (other._counts.Length > _counts.Length)
        {
            Array.Resize(ref _counts, other._counts.Length);
        }

        for (int i = 0; i < other._counts.Length; i++)
        {
            _counts[i] += other._counts[i];
        }

        Count += other.Count;
        unchecked
        {
            AddToSum(other._sumLow);
            _sumHigh += other._sumHigh;
        }

        _min = Math.Min(_min, other._min);
        _max = Math.Max(_max, other._max);
    }

    /// <summary>A quantile by nearest rank (<see cref="Quantiles.NearestRank"/>), off by
    /// at most <see cref="RelativeError"/> of itself.</summary>
    /// <param name="q">The share, 0 to 1; 0 is the exact minimum and 1 the exact maximum.</param>
    /// <returns>The quantile in the values' unit; null where there are no values.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="q"/> is not from 0 to 1.</exception>
    public double? At(double q)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(q is >= 0 and <= 1, true, nameof(q));
        if (Count == 0)
        {
            return null;
        }

        if (q is 0 or 1)
        {
            return q == 0 ? _min : _max;
        }

        long rank = (long)Math.Clamp(Math.Ceiling((q * Count) - 1e-9), 1, Count);
        int bucket = 0;
        for (long below = _counts[0]; below < rank; below += _counts[bucket])
        {
            bucket++;
        }

        (long low, long width) = Edges(bucket);
        return Math.Clamp(low + ((width - 1) / 2.0), _min, _max);
    }

    /// <summary>The buckets that hold anything, ascending: a histogram to draw.</summary>
    public IReadOnlyList<HistogramBin> Bins =>
        [
            .. _counts
                .Index()
                .Where(bucket => bucket.Item > 0)
                .Select(bucket =>
                {
                    (long low, long width) = Edges(bucket.Index);
                    return new HistogramBin(low, (double)low + width, bucket.Item);
                }),
        ];

    private (long Low, long Width) Edges(int bucket)
    {
        int shift = Math.Max(0, (bucket >> PrecisionBits) - 1);
        return ((long)(bucket - (shift << PrecisionBits)) << shift, 1L << shift);
    }
}
