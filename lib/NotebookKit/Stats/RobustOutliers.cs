namespace NotebookKit.Stats;

/// <summary>A value that stands out from those around it.</summary>
/// <param name="Index">Its place in the series.</param>
/// <param name="Value">The value.</param>
/// <param name="Median">The median that it was held against.</param>
/// <param name="Scale">The spread that it was held against, in the value's unit, on the scale of a standard deviation.</param>
/// <param name="Score">(Value - Median) / Scale; signed. Infinite where the others are all equal.</param>
internal readonly record struct Outlier(int Index, double Value, double Median, double Scale, double Score);

/// <summary>Finds values that stand out, by medians, which the outliers themselves cannot move.</summary>
/// <remarks>
/// The spread is the median absolute deviation (MAD) times 1.4826, which equals the standard deviation for normal values (Hampel, "The
/// influence curve and its role in robust estimation", JASA 69, 1974). A mean and standard deviation would be drawn to a stall and hide it.
/// </remarks>
internal static class RobustOutliers
{
    /// <summary>1 / (the 0.75 quantile of the standard normal distribution).</summary>
    public const double MadToSigma = 1.482602218505602;

    /// <summary>The median absolute deviation from the median, not scaled.</summary>
    /// <returns>The deviation in the values' unit; null where there are no values.</returns>
    /// <exception cref="ArgumentException">A value is NaN.</exception>
    public static double? Mad(ReadOnlySpan<double> values)
    {
        if (Quantiles.Median(values) is not { } median)
        {
            return null;
        }

        double[] deviations = values.ToArray();
        for (int i = 0; i < deviations.Length; i++)
        {
            deviations[i] = Math.Abs(deviations[i] - median);
        }

        return Quantiles.Median(deviations);
    }

    /// <summary>Values far from the median of all.</summary>
    /// <param name="values">The values.</param>
    /// <param name="threshold">From how many spreads on a value stands out; 3.5 after
    /// Iglewicz and Hoaglin, "How to Detect and Handle Outliers", 1993.</param>
    /// <param name="floor">The smallest spread to use, in the values' unit; keeps tiny
    /// wobbles of an otherwise constant series from standing out.</param>
    /// <returns>The outliers, in the order of the values.</returns>
    /// <exception cref="ArgumentException">A value is NaN.</exception>
    public static IReadOnlyList<Outlier> ByMad(ReadOnlySpan<double> values, double threshold = 3.5, double floor = 0)
    {
        var found = new List<Outlier>();
        double? median = Quantiles.Median(values);
        double scale = Math.Max(floor, MadToSigma * (Mad(values) ?? 0));
        for (int i = 0; i < values.Length && median is { } centre; i++)
        {
            AddIfOut(found, i, values[i], centre, scale, threshold);
        }

        return found;
    }

    /// <summary>Values far from the median of their neighbours in time: the Hampel identifier over a sliding window.</summary>
    /// <param name="series">The series; null where a stretch of time has no value. Nulls are neither outliers nor neighbours.</param>
    /// <param name="halfWidth">Neighbours on each side, at least 1; at the ends the window is cut short.</param>
    /// <param name="threshold">From how many spreads on a value stands out.</param>
    /// <param name="floor">The smallest spread to use, in the values' unit.</param>
    /// <returns>The outliers, in time order. A value with fewer than three neighbours is not judged.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="halfWidth"/> is below 1.</exception>
    public static IReadOnlyList<Outlier> Hampel(IReadOnlyList<double?> series, int halfWidth = 5, double threshold = 3.5, double floor = 0)
    {
        ArgumentNullException.ThrowIfNull(series);
        ArgumentOutOfRangeException.ThrowIfLessThan(halfWidth, 1);
        var found = new List<Outlier>();
        for (int i = 0; i < series.Count; i++)
        {
            if (series[i] is not { } value)
            {
                continue;
            }

            var near = new List<double>();
            for (int j = Math.Max(0, i - halfWidth); j <= Math.Min(series.Count - 1, i + halfWidth); j++)
            {
                if (series[j] is { } neighbour)
                {
                    near.Add(neighbour);
                }
            }

            if (near.Count >= 4)
            {
                double[] window = [.. near];
                AddIfOut(found, i, value, Quantiles.Median(window)!.Value, Math.Max(floor, MadToSigma * Mad(window)!.Value), threshold);
            }
        }

        return found;
    }

    private static void AddIfOut(List<Outlier> found, int index, double value, double median, double scale, double threshold)
    {
        double score = value == median ? 0 : (value - median) / scale;
        if (Math.Abs(score) > threshold)
        {
            found.Add(new Outlier(index, value, median, scale, score));
        }
    }
}
