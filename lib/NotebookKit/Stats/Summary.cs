using System.Globalization;
using NotebookKit.Display;

namespace NotebookKit.Stats;

/// <summary>The usual figures of a sample, in its own unit.</summary>
/// <param name="N">Number of values.</param>
/// <param name="Min">The smallest.</param>
/// <param name="Mean">The mean.</param>
/// <param name="Max">The largest.</param>
/// <param name="StdDev">Sample standard deviation (n - 1 in the denominator); null for one value.</param>
/// <param name="P50">Median. This and the following quantiles are interpolated (<see cref="Quantiles"/>, type 7).</param>
/// <param name="P90">90th percentile.</param>
/// <param name="P95">95th percentile.</param>
/// <param name="P99">99th percentile; of fewer than 100 values it says little more than the maximum.</param>
/// <param name="P999">99.9th percentile; of fewer than 1,000 values it says little more than the maximum.</param>
internal sealed record Summary(
    long N,
    double Min,
    double Mean,
    double Max,
    double? StdDev,
    double P50,
    double P90,
    double P95,
    double P99,
    double P999
)
{
    private static readonly double[] Shares = [0, 0.5, 0.9, 0.95, 0.99, 0.999, 1];

    /// <summary>Summarises values.</summary>
    /// <returns>The figures; null where there are no values.</returns>
    public static Summary? Of(ReadOnlySpan<long> values)
    {
        if (values.IsEmpty)
        {
            return null;
        }

        Int128 sum = 0;
        foreach (long value in values)
        {
            sum += value;
        }

        // Two passes: subtracting a running mean of squares loses all digits where the spread is small beside the mean. What rounding
        // leaves of the sum of deviations is taken off too (Chan, Golub and LeVeque, The American Statistician 37(3), 1983).
        double mean = (double)sum / values.Length;
        double squares = 0;
        double rest = 0;
        foreach (long value in values)
        {
            squares += (value - mean) * (value - mean);
            rest += value - mean;
        }

        return Make(values.Length, mean + (rest / values.Length), squares - (rest * rest / values.Length), Quantiles.At(values, Shares));
    }

    /// <inheritdoc cref="Of(ReadOnlySpan{long})"/>
    /// <exception cref="ArgumentException">A value is NaN.</exception>
    public static Summary? Of(ReadOnlySpan<double> values)
    {
        if (values.IsEmpty)
        {
            return null;
        }

        double mean = Average(values);
        double squares = 0;
        double rest = 0;
        foreach (double value in values)
        {
            squares += (value - mean) * (value - mean);
            rest += value - mean;
        }

        return Make(values.Length, mean + (rest / values.Length), squares - (rest * rest / values.Length), Quantiles.At(values, Shares));
    }

    /// <summary>The figures in one line.</summary>
    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"n {N}, min {ThreeDigits.Text(Min)}, mean {ThreeDigits.Text(Mean)}, p50 {ThreeDigits.Text(P50)}, p99 {ThreeDigits.Text(P99)}, max {ThreeDigits.Text(Max)}"
        );

    internal static double Average(ReadOnlySpan<double> values)
    {
        double sum = 0;
        foreach (double value in values)
        {
            sum += value;
        }

        return sum / values.Length;
    }

    private static Summary Make(int n, double mean, double squares, double?[] at) =>
        new(
            n,
            at[0]!.Value,
            mean,
            at[6]!.Value,
            n == 1 ? null : Math.Sqrt(squares / (n - 1)),
            at[1]!.Value,
            at[2]!.Value,
            at[3]!.Value,
            at[4]!.Value,
            at[5]!.Value
        );
}
