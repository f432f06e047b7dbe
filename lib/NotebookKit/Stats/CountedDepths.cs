namespace NotebookKit.Stats;

/// <summary>The exact median of numbers that are looked at twice and kept never, as
/// <see cref="CountedDurations"/> has it of durations.</summary>
/// <remarks>The bits of floats that are not negative lie in the order of the floats: their upper half tells the bucket.</remarks>
internal sealed class CountedDepths
{
    private const int BucketBits = 15;

    private readonly long[] _counts = new long[1 << (31 - BucketBits)];
    private readonly List<float> _kept = [];
    private long _before;
    private int _first;
    private int _last = -1;

    /// <summary>How many were counted.</summary>
    public long Count { get; private set; }

    /// <summary>Counts a number that is not negative.</summary>
    public void Add(float number)
    {
        _counts[Bucket(number)]++;
        Count++;
    }

    /// <summary>Begins the second look.</summary>
    public void LookAgain()
    {
        long below = (Count - 1) / 2;
        long above = Count / 2;
        long before = 0;
        for (int bucket = 0; bucket < _counts.Length && before <= above; bucket++)
        {
            if (_counts[bucket] > 0 && before + _counts[bucket] > below)
            {
                (_first, _before) = _last < 0 ? (bucket, before) : (_first, _before);
                _last = bucket;
            }

            before += _counts[bucket];
        }
    }

    /// <summary>Looks at a number for the second time.</summary>
    public void Look(float number)
    {
        if (Bucket(number) is var bucket && bucket >= _first && bucket <= _last)
        {
            _kept.Add(number);
        }
    }

    /// <summary>The median, after the second look: the mean of the two middle numbers of an even count. Null where there is none.</summary>
    public double? Median()
    {
        if (Count == 0)
        {
            return null;
        }

        _kept.Sort();
        (int below, int above) = ((int)(((Count - 1) / 2) - _before), (int)((Count / 2) - _before));
        return _kept[below] + (((double)_kept[above] - _kept[below]) / 2);
    }

    private static int Bucket(float number) => BitConverter.SingleToInt32Bits(number) >> BucketBits;
}
