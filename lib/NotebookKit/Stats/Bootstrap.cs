using System.Globalization;
using MathNet.Numerics.Distributions;
using NotebookKit.Display;
using NotebookKit.Stats;

namespace NotebookKit;

/// <summary>What a bootstrap compares.</summary>
internal enum BootstrapOf
{
    /// <summary>Medians, interpolated.</summary>
    Median,

    /// <summary>Means.</summary>
    Mean,
}

/// <summary>An estimate with the interval that it could as well have been.</summary>
/// <param name="Estimate">The figure of the samples themselves.</param>
/// <param name="Low">Lower end.</param>
/// <param name="High">Upper end.</param>
/// <param name="Level">How often such an interval holds the true figure, such as 0.95, if the values are independent.</param>
/// <param name="Method">How it was made, in words.</param>
public sealed record ConfidenceInterval(double Estimate, double Low, double High, double Level, string Method)
{
    /// <summary>Such as <c>27.1 (95 % CI 26.8 to 27.6)</c>.</summary>
    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{ThreeDigits.Text(Estimate)} ({Level * 100:G4} % CI {ThreeDigits.Text(Low)} to {ThreeDigits.Text(High)})"
        );
}

/// <summary>Confidence intervals by resampling (Efron and Tibshirani, "An Introduction to the Bootstrap", 1993).</summary>
/// <remarks>
/// Values are taken as independent. Latencies of one run are not: neighbours share queue and cache, so the true interval is wider than
/// the one given; repeat the run and compare the runs' medians where it matters. The same seed gives the same interval on every host.
/// </remarks>
public static class Bootstrap
{
    /// <summary>How many times larger one sample's median is than another's, with its interval.</summary>
    /// <param name="numerator">The sample above the line, such as the slow run.</param>
    /// <param name="denominator">The sample below the line, such as the fast run.</param>
    /// <param name="level">Confidence level, between 0 and 1.</param>
    /// <param name="resamples">Number of resamples, at least 100.</param>
    /// <param name="seed">Seed of the random numbers.</param>
    /// <returns>The ratio and its interval; null where a sample is empty or the denominator's figure is 0.</returns>
    /// <exception cref="ArgumentException">A value is NaN.</exception>
    /// <exception cref="ArgumentOutOfRangeException">Level or number of resamples is out of range.</exception>
    public static ConfidenceInterval? Ratio(
        ReadOnlySpan<double> numerator,
        ReadOnlySpan<double> denominator,
        double level = 0.95,
        int resamples = 2000,
        int seed = 1
    ) => Ratio(numerator, denominator, BootstrapOf.Median, level, resamples, seed);

    /// <inheritdoc cref="Ratio(ReadOnlySpan{double}, ReadOnlySpan{double}, double, int, int)"/>
    public static ConfidenceInterval? Ratio(
        ReadOnlySpan<long> numerator,
        ReadOnlySpan<long> denominator,
        double level = 0.95,
        int resamples = 2000,
        int seed = 1
    ) => Ratio(numerator, denominator, BootstrapOf.Median, level, resamples, seed);

    /// <summary>How many times larger one sample's median or mean is than another's, with its interval.</summary>
    /// <param name="numerator">The sample above the line, such as the slow run.</param>
    /// <param name="denominator">The sample below the line, such as the fast run.</param>
    /// <param name="of">Median or mean.</param>
    /// <param name="level">Confidence level, between 0 and 1.</param>
    /// <param name="resamples">Number of resamples, at least 100.</param>
    /// <param name="seed">Seed of the random numbers.</param>
    /// <param name="bca">
    /// True for bias-corrected and accelerated ends (BCa, chapter 14 of the book; acceleration by the jackknife over both samples), false
    /// for plain percentiles (chapter 13).
    /// </param>
    /// <returns>The ratio and its interval; null where a sample is empty or the denominator's figure is 0.</returns>
    /// <exception cref="ArgumentException">A value is NaN.</exception>
    /// <exception cref="ArgumentOutOfRangeException">Level or number of resamples is out of range.</exception>
    internal static ConfidenceInterval? Ratio(
        ReadOnlySpan<double> numerator,
        ReadOnlySpan<double> denominator,
        BootstrapOf of,
        double level = 0.95,
        int resamples = 2000,
        int seed = 1,
        bool bca = true
    )
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(level is > 0 and < 1, true, nameof(level));
        ArgumentOutOfRangeException.ThrowIfLessThan(resamples, 100);
        Quantiles.RejectNaN(numerator);
        Quantiles.RejectNaN(denominator);
        if (numerator.IsEmpty || denominator.IsEmpty)
        {
            return null;
        }

        double[] a = numerator.ToArray();
        double[] b = denominator.ToArray();
        Array.Sort(a);
        Array.Sort(b);
        double below = Figure(b, of, -1);
        if (below == 0)
        {
            return null;
        }

        double estimate = Figure(a, of, -1) / below;
        double[] ratios = Resample(a, b, of, resamples, seed);
        Array.Sort(ratios);
        double tail = (1 - level) / 2;
        (double low, double high) = bca ? Corrected(ratios, estimate, a, b, of, tail) : (tail, 1 - tail);
        return new ConfidenceInterval(
            estimate,
            Quantiles.OfSorted(ratios, low)!.Value,
            Quantiles.OfSorted(ratios, high)!.Value,
            level,
            string.Create(
                CultureInfo.InvariantCulture,
                $"ratio of {(of == BootstrapOf.Median ? "medians" : "means")}, {(bca ? "BCa" : "percentile")} bootstrap, {resamples} resamples, seed {seed}; n {a.Length} and {b.Length}"
            )
        );
    }

    /// <inheritdoc cref="Ratio(ReadOnlySpan{double}, ReadOnlySpan{double}, BootstrapOf, double, int, int, bool)"/>
    internal static ConfidenceInterval? Ratio(
        ReadOnlySpan<long> numerator,
        ReadOnlySpan<long> denominator,
        BootstrapOf of,
        double level = 0.95,
        int resamples = 2000,
        int seed = 1,
        bool bca = true
    ) => Ratio(ToDouble(numerator), ToDouble(denominator), of, level, resamples, seed, bca);

    private static double[] ToDouble(ReadOnlySpan<long> values)
    {
        var copy = new double[values.Length];
        for (int i = 0; i < copy.Length; i++)
        {
            copy[i] = values[i];
        }

        return copy;
    }

    private static double[] Resample(double[] a, double[] b, BootstrapOf of, int resamples, int seed)
    {
        var random = new Random(seed);
        Func<double> drawA = Drawing(a, of, random);
        Func<double> drawB = Drawing(b, of, random);
        var ratios = new List<double>(resamples);
        for (int i = 0; i < resamples; i++)
        {
            double above = drawA();
            double below = drawB();

            // A resample without a ratio cannot be ordered; it happens only where zeros abound.
            if (below != 0)
            {
                ratios.Add(above / below);
            }
        }

        return [.. ratios];
    }

    private static Func<double> Drawing(double[] sorted, BootstrapOf of, Random random)
    {
        var into = new double[of == BootstrapOf.Mean ? sorted.Length : 0];
        var times = new int[of == BootstrapOf.Mean ? 0 : sorted.Length];
        return of == BootstrapOf.Mean ? () => Mean(sorted, into, random) : () => Median(sorted, times, random);
    }

    private static double Mean(double[] from, double[] into, Random random)
    {
        for (int i = 0; i < into.Length; i++)
        {
            into[i] = from[random.Next(from.Length)];
        }

        return Summary.Average(into);
    }

    // Of ascending values it is enough to count how often each place was drawn: nothing has to be put in order.
    private static double Median(double[] sorted, int[] times, Random random)
    {
        Array.Clear(times);
        for (int i = 0; i < sorted.Length; i++)
        {
            times[random.Next(sorted.Length)]++;
        }

        int place = 0;
        int drawn = times[0];
        double low = At((sorted.Length - 1) / 2);
        return sorted.Length % 2 == 1 ? low : low + (0.5 * (At(sorted.Length / 2) - low));

        double At(int rank)
        {
            while (drawn <= rank)
            {
                drawn += times[++place];
            }

            return sorted[place];
        }
    }

    private static (double Low, double High) Corrected(
        double[] ratios,
        double estimate,
        double[] a,
        double[] b,
        BootstrapOf of,
        double tail
    )
    {
        double below = 0;
        foreach (double ratio in ratios)
        {
            below +=
                ratio < estimate ? 1
                : ratio == estimate ? 0.5
                : 0;
        }

        double bias = Normal.InvCDF(0, 1, Math.Clamp(below / ratios.Length, 0.5 / ratios.Length, 1 - (0.5 / ratios.Length)));
        double acceleration = Acceleration(a, b, of);
        return (Adjusted(tail), Adjusted(1 - tail));

        double Adjusted(double share)
        {
            double z = bias + Normal.InvCDF(0, 1, share);
            return Normal.CDF(0, 1, bias + (z / (1 - (acceleration * z))));
        }
    }

    private static double Acceleration(double[] a, double[] b, BootstrapOf of)
    {
        double cubes = 0;
        double squares = 0;
        double figureA = Figure(a, of, -1);
        double figureB = Figure(b, of, -1);
        Add(a, leftOut => Figure(a, of, leftOut) / figureB);
        Add(b, leftOut => figureA / Figure(b, of, leftOut));
        return squares == 0 || !double.IsFinite(cubes / squares) ? 0 : cubes / Math.Pow(squares, 1.5) / 6;

        void Add(double[] sample, Func<int, double> without)
        {
            if (sample.Length < 2)
            {
                return;
            }

            double[] left = [.. Enumerable.Range(0, sample.Length).Select(without)];
            double mean = Summary.Average(left);
            double n = sample.Length;
            foreach (double value in left)
            {
                double influence = (n - 1) * (mean - value);
                cubes += influence * influence * influence / (n * n * n);
                squares += influence * influence / (n * n);
            }
        }
    }

    // The figure of ascending values with one left out (-1 for none), without copying them.
    private static double Figure(double[] sorted, BootstrapOf of, int leftOut)
    {
        int n = sorted.Length - (leftOut < 0 ? 0 : 1);
        if (of == BootstrapOf.Mean)
        {
            return leftOut < 0 ? Summary.Average(sorted) : ((Summary.Average(sorted) * sorted.Length) - sorted[leftOut]) / n;
        }

        return (At((n - 1) / 2) + At(n / 2)) / 2;

        double At(int place) => sorted[leftOut >= 0 && place >= leftOut ? place + 1 : place];
    }
}
