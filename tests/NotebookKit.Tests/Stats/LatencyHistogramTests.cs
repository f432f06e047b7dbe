using FsCheck;
using FsCheck.Fluent;
using NotebookKit.Stats;

namespace NotebookKit.Tests.Stats;

public class LatencyHistogramTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(14)]
    public void Every_quantile_is_within_the_stated_relative_error_of_the_nearest_rank(int bits)
    {
        var random = new Random(bits);
        long[] values = [.. Enumerable.Range(0, 5000).Select(_ => (long)Math.Exp(random.NextDouble() * 40))];
        var histogram = new LatencyHistogram(bits);
        histogram.AddRange(values);
        for (double q = 0; q <= 1; q += 1.0 / 128)
        {
            long exact = Quantiles.NearestRank(values, q)!.Value;
            Assert.InRange(histogram.At(q)!.Value, exact * (1 - histogram.RelativeError), exact * (1 + histogram.RelativeError));
        }

        Assert.Equal(values.Min(), histogram.Min);
        Assert.Equal(values.Max(), histogram.Max);
        Assert.Equal(1, (double)values.Average(value => (decimal)value) / histogram.Mean!.Value, 12);
    }

    [Fact]
    public void Small_numbers_are_exact_and_the_largest_number_fits()
    {
        var histogram = new LatencyHistogram();
        histogram.AddRange([0, 1, 2, 255, long.MaxValue]);
        Assert.Equal([0, 1, 2, 255], new[] { 0.2, 0.4, 0.6, 0.8 }.Select(q => histogram.At(q)!.Value));
        Assert.Equal(long.MaxValue, histogram.Max);
        Assert.Throws<ArgumentOutOfRangeException>(() => histogram.Add(-1));
    }

    [Theory]
    [InlineData(1, 20)]
    [InlineData(7, 36)]
    [InlineData(7, 43)]
    [InlineData(14, 36)]
    public void Durations_counted_together_are_those_counted_one_by_one(int bits, double largestExponent)
    {
        var random = new Random(bits);
        long[] from = [.. Enumerable.Range(0, 3001).Select(_ => (long)random.Next(1000))];
        long[] values =
        [
            .. from.Select(
                (_, i) => i % 5 == 0 ? (1L << random.Next(50)) - random.Next(2) : (long)Math.Exp(random.NextDouble() * largestExponent)
            ),
        ];
        var together = new LatencyHistogram(bits);
        together.AddDurations(from, [.. from.Zip(values, (begin, value) => begin + value)]);
        var each = new LatencyHistogram(bits);
        each.AddRange(values);
        Assert.Equal(each.Bins, together.Bins);
        Assert.Equal((each.Count, each.Min, each.Max, each.Mean), (together.Count, together.Min, together.Max, together.Mean));
    }

    [Fact]
    public void Merging_two_histograms_equals_counting_all_values_in_one()
    {
        Prop.ForAll<uint[], uint[]>(
                (first, second) =>
                {
                    LatencyHistogram Count(params IEnumerable<uint> values)
                    {
                        var histogram = new LatencyHistogram(5);
                        foreach (uint value in values)
                        {
                            histogram.Add((long)value * value);
                        }

                        return histogram;
                    }

                    LatencyHistogram merged = Count(first);
                    merged.Merge(Count(second));
                    LatencyHistogram whole = Count(first.Concat(second));
                    return merged.Bins.SequenceEqual(whole.Bins)
                        && merged.Min == whole.Min
                        && merged.Max == whole.Max
                        && merged.Mean == whole.Mean
                        && merged.At(0.9) == whole.At(0.9)
                        && merged.Bins.Sum(bin => bin.Count) == whole.Count;
                }
            )
            .QuickCheckThrowOnFailure();
        Assert.Throws<ArgumentException>(() => new LatencyHistogram(5).Merge(new LatencyHistogram(6)));
    }

    [Fact]
    public void Bins_of_powers_of_two_and_of_equal_width_count_every_value_once()
    {
        BinnedCounts powers = BinnedCounts.PowerOfTwo([0, 1, 2, 3, 4, 9, -5])!;
        Assert.Equal([(0, 1), (1, 1), (2, 2), (4, 1), (8, 1)], powers.Bins.Select(bin => ((int)bin.Low, (int)bin.Count)));
        Assert.Equal((1, 7), (powers.Below, powers.Count));
        BinnedCounts linear = BinnedCounts.Linear([-0.1, 0, 0.99, 1, 2.5, 3, 1e300], 0, 1, 3)!;
        Assert.Equal([2, 1, 1], linear.Bins.Select(bin => bin.Count));
        Assert.Equal((1, 2), (linear.Below, linear.Above));
    }
}
