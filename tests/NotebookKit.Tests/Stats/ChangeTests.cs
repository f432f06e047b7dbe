using NotebookKit.Stats;

namespace NotebookKit.Tests.Stats;

public class ChangeTests
{
    private static double[] Noise(int seed, params (int Length, double Level, double Spread)[] parts)
    {
        var random = new Random(seed);
        return
        [
            .. parts.SelectMany(part =>
                Enumerable.Range(0, part.Length).Select(_ => part.Level + (part.Spread * (random.NextDouble() - 0.5)))
            ),
        ];
    }

    [Fact]
    public void Changes_of_level_and_of_spread_are_found_and_a_steady_series_has_none()
    {
        int extra = 0;
        int alarms = 0;
        for (int seed = 1; seed <= 10; seed++)
        {
            int[] found = [.. ChangePoints.Find(Noise(seed, (60, 10, 2), (60, 20, 2), (60, 20, 30)))];
            Assert.InRange(found[0], 59, 61);
            Assert.Contains(found[1..], at => at is > 110 and < 130);
            extra += found.Length - 2;
            alarms += ChangePoints.Find(Noise(seed, (100, 10, 2))).Count;
        }

        Assert.InRange(extra, 0, 3);
        Assert.InRange(alarms, 0, 1);
        Assert.Empty(ChangePoints.Find([1, 2, 3]));
        Assert.Empty(ChangePoints.Find(new double[50]));
    }

    [Fact]
    public void Pruning_never_changes_what_is_found()
    {
        for (int seed = 0; seed < 40; seed++)
        {
            double[] series = Noise(seed, (20, 5, 6), (1 + (seed % 15), 9, 3), (25, 5, 1 + seed), (12, 30, 5));
            int distance = 1 + (seed % 6);
            Assert.Equal(ChangePoints.Find(series, distance, null, prune: false), ChangePoints.Find(series, distance, null, prune: true));
        }
    }

    [Fact]
    public void A_spike_stands_out_of_its_neighbours_and_not_out_of_a_drift()
    {
        double?[] series = [.. Enumerable.Range(0, 60).Select(i => (double?)((i * 3) + (i % 2)))];
        series[30] = 400;
        series[40] = null;
        Outlier outlier = Assert.Single(RobustOutliers.Hampel(series));
        Assert.Equal((30, 400), (outlier.Index, outlier.Value));
        Assert.True(outlier.Score > 10);

        // Against the median of all, the same spike hides in the drift.
        Assert.Empty(
            RobustOutliers.ByMad([.. series.Where((value, i) => value is not null && i < 39).Select(value => Math.Min(value!.Value, 200))])
        );
    }

    // Worked by hand: median 2, deviations 1 1 0 0 2 4 7, their median 1.
    [Fact]
    public void The_median_absolute_deviation_of_a_textbook_sample_is_1()
    {
        double[] values = [1, 1, 2, 2, 4, 6, 9];
        Assert.Equal(1, RobustOutliers.Mad(values));
        Outlier outlier = Assert.Single(RobustOutliers.ByMad(values));
        Assert.Equal(
            (6, 7 / RobustOutliers.MadToSigma),
            (outlier.Index, Math.Round(outlier.Score, 12)),
            (a, b) => a.Item1 == b.Item1 && Math.Abs(a.Item2 - b.Item2) < 1e-9
        );
        Assert.Null(RobustOutliers.Mad([]));
        Assert.Empty(RobustOutliers.ByMad([]));
        Assert.Equal(double.PositiveInfinity, Assert.Single(RobustOutliers.ByMad([5, 5, 5, 5, 6])).Score);
        Assert.Empty(RobustOutliers.ByMad([5, 5, 5, 5, 6], floor: 1));
    }

    [Fact]
    public void A_rate_that_stays_is_a_plateau_and_a_varying_one_or_an_idle_one_is_not()
    {
        Plateau plateau = Plateau.Find([10, 900, 2999, 3000, 3001, 3000, 2998, 3000, 400, 0, 0])!;
        Assert.Equal((2, 6), (plateau.Start, plateau.Length));
        Assert.Equal(3000, plateau.Level);
        Assert.True(plateau.Variation < 0.001);
        Assert.Equal(6.0 / 11, plateau.Share, 12);
        Assert.Null(Plateau.Find([1000, 2000, 3000, 1000, 2000, 3000]));
        Assert.Null(Plateau.Find(new double[20]));
        Assert.Null(Plateau.Find([]));
    }
}
