namespace NotebookKit.Tests.Stats;

public class BootstrapTests
{
    [Fact]
    public void The_same_seed_gives_the_same_interval_in_any_culture()
    {
        double[] slow = [5.1, 5.4, 5.2, 5.9, 5.3];
        double[] fast = [0.25, 0.24, 0.26, 0.31, 0.22];
        ConfidenceInterval first = Bootstrap.Ratio(slow, fast)!;
        using var culture = new CultureScope("de-DE");
        Assert.Equal(first, Bootstrap.Ratio(slow, fast));
        Assert.NotEqual(first.Low, Bootstrap.Ratio(slow, fast, of: BootstrapOf.Mean, seed: 2)!.Low);
        Assert.Equal(21.2, first.Estimate, 9);
        Assert.True(first.Low < 21.2 && first.High > 21.2);
        Assert.StartsWith("21.2 (95 % CI ", first.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(nameof(BootstrapOf.Median), true)]
    [InlineData(nameof(BootstrapOf.Median), false)]
    [InlineData(nameof(BootstrapOf.Mean), true)]
    [InlineData(nameof(BootstrapOf.Mean), false)]
    public void The_interval_holds_the_true_ratio_about_as_often_as_it_claims(string figure, bool bca)
    {
        BootstrapOf of = Enum.Parse<BootstrapOf>(figure);
        // Two exponential distributions with means and medians in the ratio 3.
        var random = new Random(11);
        int held = 0;
        const int runs = 200;
        for (int run = 0; run < runs; run++)
        {
            double[] above = [.. Enumerable.Range(0, 60).Select(_ => -3 * Math.Log(1 - random.NextDouble()))];
            double[] below = [.. Enumerable.Range(0, 60).Select(_ => -Math.Log(1 - random.NextDouble()))];
            ConfidenceInterval interval = Bootstrap.Ratio(above, below, of, level: 0.9, resamples: 300, seed: run, bca: bca)!;
            held += interval.Low <= 3 && interval.High >= 3 ? 1 : 0;
        }

        Assert.InRange(held, 0.83 * runs, 0.97 * runs);
    }

    [Theory]
    [InlineData(60, 41)]
    [InlineData(2, 3)]
    [InlineData(1, 1000)]
    public void A_resample_has_the_median_of_the_values_that_were_drawn(int above, int below)
    {
        // Ties, too: a histogram's latencies repeat.
        var random = new Random(above);
        double[] a = [.. Enumerable.Range(0, above).Select(_ => 1.0 + random.Next(30)).Order()];
        double[] b = [.. Enumerable.Range(0, below).Select(_ => 1.0 + random.Next(9)).Order()];
        var drawing = new Random(7);
        double[] ratios = [.. Enumerable.Range(0, 400).Select(_ => Drawn(a) / Drawn(b)).Order()];
        ConfidenceInterval interval = Bootstrap.Ratio(a, b, BootstrapOf.Median, resamples: 400, seed: 7, bca: false)!;
        Assert.Equal((Quantiles.OfSorted(ratios, 0.025), Quantiles.OfSorted(ratios, 0.975)), (interval.Low, interval.High));

        double Drawn(double[] from) =>
            Quantiles.Median([.. Enumerable.Range(0, from.Length).Select(_ => from[drawing.Next(from.Length)])])!.Value;
    }

    [Fact]
    public void Without_values_or_with_nothing_to_divide_by_there_is_no_ratio()
    {
        Assert.Null(Bootstrap.Ratio([], [1.0]));
        Assert.Null(Bootstrap.Ratio([1.0], []));
        Assert.Null(Bootstrap.Ratio([1L, 2], [0L, 0]));
        ConfidenceInterval one = Bootstrap.Ratio([4L], [2L])!;
        Assert.Equal((2, 2, 2), (one.Estimate, one.Low, one.High));
    }
}
