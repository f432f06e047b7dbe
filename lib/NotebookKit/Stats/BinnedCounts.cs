using System.Numerics;

namespace NotebookKit.Stats;

/// <summary>One bin of a histogram.</summary>
/// <param name="Low">Its lower edge, which belongs to it.</param>
/// <param name="High">Its upper edge, which belongs to the next bin.</param>
/// <param name="Count">How many values lie in it.</param>
internal readonly record struct HistogramBin(double Low, double High, long Count);

/// <summary>How many values lie in each bin. Every value is counted somewhere.</summary>
/// <param name="Bins">The bins, ascending and without gaps.</param>
/// <param name="Below">Values below the first bin.</param>
/// <param name="Above">Values at or above the upper edge of the last bin.</param>
internal sealed record BinnedCounts(IReadOnlyList<HistogramBin> Bins, long Below, long Above)
{
    /// <summary>Number of values counted, those outside the bins included.</summary>
    public long Count => Bins.Sum(bin => bin.Count) + Below + Above;

    /// <summary>Bins of powers of two, as biolatency and btt draw them: [0, 1), [1, 2), [2, 4), [4, 8) ...</summary>
    /// <param name="values">The values, such as ns or sectors.</param>
    /// <returns>The bins from the first to the last that holds anything; null where there
    /// are no values. Negative values are <see cref="Below"/>.</returns>
    public static BinnedCounts? PowerOfTwo(ReadOnlySpan<long> values)
    {
        if (values.IsEmpty)
        {
            return null;
        }

        var counts = new long[64];
        long below = 0;
        foreach (long value in values)
        {
            if (value < 0)
            {
                below++;
            }
            else
            {
                counts[value == 0 ? 0 : BitOperations.Log2((ulong)value) + 1]++;
            }
        }

        int first = counts.AsSpan().IndexOfAnyExcept(0);
        int last = counts.AsSpan().LastIndexOfAnyExcept(0);
        return new BinnedCounts(
            first < 0
                ? []
                :
                [
                    .. Enumerable
                        .Range(first, last - first + 1)
                        .Select(i => new HistogramBin(i == 0 ? 0 : Math.Pow(2, i - 1), Math.Pow(2, i), counts[i])),
                ],
            below,
            0
        );
    }

    /// <summary>Bins of equal width.</summary>
    /// <param name="values">The values.</param>
    /// <param name="low">Lower edge of the first bin.</param>
    /// <param name="width">Width of a bin, above 0.</param>
    /// <param name="bins">Number of bins, at least 1.</param>
    /// <returns>The histogram; null where there are no values.</returns>
    /// <exception cref="ArgumentException">A value is NaN.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The width is not above 0, or there is no bin.</exception>
    public static BinnedCounts? Linear(ReadOnlySpan<double> values, double low, double width, int bins)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfLessThan(bins, 1);
        Quantiles.RejectNaN(values);
        if (values.IsEmpty)
        {
            return null;
        }

        var counts = new long[bins];
        long below = 0;
        long above = 0;
        foreach (double value in values)
        {
            double at = Math.Floor((value - low) / width);
            if (value < low)
            {
                below++;
            }
            else if (at >= bins)
            {
                above++;
            }
            else
            {
                counts[(int)at]++;
            }
        }

        return new BinnedCounts(
            [.. counts.Select((count, i) => new HistogramBin(low + (i * width), low + ((i + 1) * width), count))],
            below,
            above
        );
    }
}
