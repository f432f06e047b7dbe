using NotebookKit.Stats;

namespace NotebookKit;

/// <summary>A stretch in which a rate stays at one level: what a limit looks like.</summary>
/// <param name="Start">Index of its first value.</param>
/// <param name="Length">Number of values.</param>
/// <param name="Level">Their median, in the values' unit.</param>
/// <param name="Variation">Their standard deviation over their mean: 0 for a perfectly flat one.</param>
/// <param name="Of">Length of the whole series.</param>
public sealed record Plateau(int Start, int Length, double Level, double Variation, int Of)
{
    /// <summary>The share of the series that it covers, 0 to 1.</summary>
    public double Share => (double)Length / Of;

    /// <summary>The longest stretch whose values all lie within a tolerance of one level.</summary>
    /// <remarks>
    /// A steady rate alone proves no limit: an idle or a paced application is steady too. Only with a standing queue, and with time
    /// enough for the load to have varied, does it become a ceiling.
    /// </remarks>
    /// <param name="rates">The rates, in time order, such as IOPS of each second. Values at or below 0 end a stretch.</param>
    /// <param name="tolerance">How far a value may be from the middle of the band, as a share of it; between 0 and 1.</param>
    /// <param name="minLength">The fewest values of a plateau, at least 2.</param>
    /// <returns>The plateau, the earlier one of equals; null where no stretch is long enough.</returns>
    /// <exception cref="ArgumentException">A value is NaN.</exception>
    /// <exception cref="ArgumentOutOfRangeException">Tolerance or length is out of range.</exception>
    public static Plateau? Find(ReadOnlySpan<double> rates, double tolerance = 0.03, int minLength = 5)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(tolerance is >= 0 and < 1, true, nameof(tolerance));
        ArgumentOutOfRangeException.ThrowIfLessThan(minLength, 2);
        Quantiles.RejectNaN(rates);
        int bestStart = 0;
        int bestLength = 0;
        int start = 0;
        var smallest = new Extremes(rates.Length, largest: false);
        var largest = new Extremes(rates.Length, largest: true);
        for (int end = 0; end < rates.Length; end++)
        {
            if (rates[end] <= 0)
            {
                start = end + 1;
                continue;
            }

            smallest.Add(rates, end);
            largest.Add(rates, end);

            // All values lie in [m (1 - t), m (1 + t)] for some m exactly where the extremes do.
            while (largest.From(rates, start) * (1 - tolerance) > smallest.From(rates, start) * (1 + tolerance))
            {
                start++;
            }

            if (end + 1 - start > bestLength)
            {
                (bestStart, bestLength) = (start, end + 1 - start);
            }
        }

        if (bestLength < minLength)
        {
            return null;
        }

        Summary found = Summary.Of(rates.Slice(bestStart, bestLength))!;
        return new Plateau(bestStart, bestLength, found.P50, found.StdDev!.Value / found.Mean, rates.Length);
    }

    // The extremes of a window that moves on: values that a later one outdoes are forgotten, so each is looked at twice at most.
    private struct Extremes(int length, bool largest)
    {
        private readonly int[] _places = new int[length];
        private int _first;
        private int _behind;

        public void Add(ReadOnlySpan<double> values, int place)
        {
            while (
                _behind > _first
                && (largest ? values[_places[_behind - 1]] <= values[place] : values[_places[_behind - 1]] >= values[place])
            )
            {
                _behind--;
            }

            _places[_behind++] = place;
        }

        public double From(ReadOnlySpan<double> values, int start)
        {
            while (_places[_first] < start)
            {
                _first++;
            }

            return values[_places[_first]];
        }
    }
}
