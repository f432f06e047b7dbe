using MathNet.Numerics.Distributions;

namespace NotebookKit;

/// <summary>How many times longer one thing takes than another, from a few repeated runs of each.</summary>
/// <remarks>
/// Runs are few, so no bootstrap: the ratio of geometric means with Welch's interval on the logarithms (Welch, "The generalization of
/// 'Student's' problem", Biometrika 34, 1947), which assumes that logarithms of run times are about normal.
/// </remarks>
public static class GeometricRatio
{
    /// <summary>The ratio of two samples' geometric means, with its interval.</summary>
    /// <param name="numerator">Times above the line, each above 0.</param>
    /// <param name="denominator">Times below the line, each above 0.</param>
    /// <param name="level">Confidence level, between 0 and 1.</param>
    /// <returns>
    /// The ratio; null where a sample is empty. With one run on a side there is no
    /// interval: its ends are <see cref="double.NaN"/> and the method says so.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException">A time is not above 0, or the level is out of range.</exception>
    public static ConfidenceInterval? Of(IReadOnlyList<double> numerator, IReadOnlyList<double> denominator, double level = 0.95)
    {
        ArgumentNullException.ThrowIfNull(numerator);
        ArgumentNullException.ThrowIfNull(denominator);
        ArgumentOutOfRangeException.ThrowIfNotEqual(level is > 0 and < 1, true, nameof(level));
        ArgumentOutOfRangeException.ThrowIfNotEqual(numerator.All(time => time > 0), true, nameof(numerator));
        ArgumentOutOfRangeException.ThrowIfNotEqual(denominator.All(time => time > 0), true, nameof(denominator));
        if (numerator.Count == 0 || denominator.Count == 0)
        {
            return null;
        }

        (double meanA, double partA, int freeA) = Logs(numerator);
        (double meanB, double partB, int freeB) = Logs(denominator);
        double estimate = Math.Exp(meanA - meanB);
        string counts = FormattableString.Invariant($"n {numerator.Count} and {denominator.Count}");
        if (freeA == 0 || freeB == 0)
        {
            return new ConfidenceInterval(
                estimate,
                double.NaN,
                double.NaN,
                level,
                $"ratio of geometric means; {counts}: with one run there is no interval, repeat the run"
            );
        }

        double spread = partA + partB;
        if (spread == 0)
        {
            return new ConfidenceInterval(
                estimate,
                estimate,
                estimate,
                level,
                $"ratio of geometric means; {counts}, all runs of a side alike"
            );
        }

        double freedom = spread * spread / ((partA * partA / freeA) + (partB * partB / freeB));
        double half = StudentT.InvCDF(0, 1, freedom, 1 - ((1 - level) / 2)) * Math.Sqrt(spread);
        return new ConfidenceInterval(
            estimate,
            Math.Exp(meanA - meanB - half),
            Math.Exp(meanA - meanB + half),
            level,
            $"ratio of geometric means, Welch's interval on logarithms; {counts}"
        );
    }

    private static (double Mean, double Part, int Free) Logs(IReadOnlyList<double> times)
    {
        double[] logs = [.. times.Select(time => Math.Log(time))];
        double mean = logs.Average();
        int free = logs.Length - 1;
        return (mean, free == 0 ? 0 : logs.Sum(log => (log - mean) * (log - mean)) / free / logs.Length, free);
    }
}
