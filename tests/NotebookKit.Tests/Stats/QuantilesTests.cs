using FsCheck;
using FsCheck.Fluent;
using MathNet.Numerics.Statistics;
using NotebookKit.Stats;

namespace NotebookKit.Tests.Stats;

public class QuantilesTests
{
    [Fact]
    public void No_values_have_no_quantile()
    {
        Assert.Null(Quantiles.Median(ReadOnlySpan<long>.Empty));
        Assert.Null(Quantiles.NearestRank([], 0.5));
        Assert.All(Quantiles.At(ReadOnlySpan<double>.Empty, [0, 0.5, 1]), value => Assert.Null(value));
        Assert.Null(Summary.Of(ReadOnlySpan<long>.Empty));
        Assert.Null(Ecdf.Of(ReadOnlySpan<double>.Empty));
        Assert.Null(BinnedCounts.PowerOfTwo([]));
        Assert.Null(new LatencyHistogram().At(0.5));
    }

    // R 4.3: quantile(c(3, 1, 4, 1, 5, 9, 2, 6), c(.1, .25, .5, .9), type = 7) and type = 1.
    [Fact]
    public void Quantiles_are_R_s_type_7_and_nearest_rank_its_type_1()
    {
        long[] values = [3, 1, 4, 1, 5, 9, 2, 6];
        Assert.Equal([1, 1.75, 3.5, 6.9], Quantiles.At(values, [0.1, 0.25, 0.5, 0.9]).Select(value => Math.Round(value!.Value, 12)));
        Assert.Equal(new long?[] { 1, 1, 3, 9 }, new[] { 0.1, 0.25, 0.5, 0.9 }.Select(q => Quantiles.NearestRank(values, q)));
    }

    [Fact]
    public void Every_quantile_of_any_values_equals_that_of_the_sorted_values()
    {
        Prop.ForAll<int[], int[]>(
                (numbers, shares) =>
                {
                    long[] values = [.. numbers.Select(number => (long)number)];
                    double[] qs = [.. shares.Select(share => Math.Abs(share % 101) / 100.0)];
                    double[] sorted = [.. values.Order().Select(value => (double)value)];
                    double?[] found = Quantiles.At(values, qs);
                    return qs.Index()
                        .All(q =>
                            values.Length == 0
                                ? found[q.Index] is null
                                : Math.Abs(
                                    found[q.Index]!.Value - SortedArrayStatistics.QuantileCustom(sorted, q.Item, QuantileDefinition.R7)
                                ) < 1e-9
                        );
                }
            )
            .QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData("ascending")]
    [InlineData("descending")]
    [InlineData("two values")]
    [InlineData("random")]
    [InlineData("organ pipe")]
    public void Large_inputs_of_awkward_order_are_selected_right_and_left_as_they_are(string order)
    {
        const int n = 20_001;
        var random = new Random(7);
        long[] values =
        [
            .. Enumerable
                .Range(0, n)
                .Select(i =>
                    order switch
                    {
                        "ascending" => i,
                        "descending" => n - i,
                        "two values" => i & 1,
                        "organ pipe" => Math.Min(i, n - i),
                        _ => random.NextInt64(1_000_000),
                    }
                ),
        ];
        long[] before = [.. values];
        long[] sorted = [.. values.Order()];
        double[] qs = [0.999, 0, 0.5, 0.99, 1, 0.01];
        Assert.Equal(qs.Select(q => Quantiles.OfSorted(sorted, q)), Quantiles.At(values, qs));
        Assert.Equal(before, values);
    }

    [Fact]
    public void A_share_outside_0_to_1_or_a_value_that_is_no_number_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Quantiles.At([1L], 1.01));
        Assert.Throws<ArgumentOutOfRangeException>(() => Quantiles.At([1L], double.NaN));
        ArgumentException error = Assert.Throws<ArgumentException>(() => Quantiles.Median([1.0, double.NaN]));
        Assert.Contains("value 1 is NaN", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_summary_equals_MathNet_s_figures()
    {
        var random = new Random(3);
        double[] values = [.. Enumerable.Range(0, 1000).Select(_ => 1e9 + random.NextDouble())];
        Summary summary = Summary.Of(values)!;
        Assert.Equal(1000, summary.N);
        Assert.Equal(values.StandardDeviation(), summary.StdDev!.Value, 7);
        Assert.Equal(values.Select(value => value - 1e9).Mean(), summary.Mean - 1e9, 6);
        Assert.Equal(summary.StdDev!.Value, Summary.Of(values.Select(value => (value - 1e9) * 1e9).ToArray())!.StdDev!.Value / 1e9, 8);
        Assert.Equal(values.QuantileCustom(0.999, QuantileDefinition.R7), summary.P999, 9);
        Assert.Null(Summary.Of([5L])!.StdDev);
    }

    [Fact]
    public void The_distribution_steps_at_the_values_and_ends_at_1()
    {
        Ecdf ecdf = Ecdf.Of([2L, 1, 2, 4])!;
        Assert.Equal([1, 2, 4], ecdf.X);
        Assert.Equal([0.25, 0.75, 1], ecdf.P);
        Assert.Equal([0, 0.25, 0.75, 0.75, 1], new[] { 0.5, 1, 2, 3.9, 100 }.Select(ecdf.At));
        Assert.Equal(0.75, ecdf.Distance(Ecdf.Of([4L, 5])!), 12);
        Assert.Equal(0, ecdf.Distance(ecdf));
    }
}
