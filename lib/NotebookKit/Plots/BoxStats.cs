namespace NotebookKit.Plots;

/// <summary>Quartiles, Tukey whiskers and outliers of values.</summary>
internal sealed record BoxStats(int Count, double Q1, double Median, double Q3, double Low, double High, double[] Outliers)
{
    /// <summary>The figures of the values that an axis can show; null where there are none.</summary>
    public static BoxStats? Of(double[] values, bool log)
    {
        double[] sorted = Array.FindAll(values, v => Scale.Accepts(v, log));
        if (sorted.Length == 0)
            return null;
        Array.Sort(sorted);
        double q1 = Distribution.Quantile(sorted, 0.25),
            q3 = Distribution.Quantile(sorted, 0.75),
            reach = 1.5 * (q3 - q1);
        var low = Array.Find(sorted, v => v >= q1 - reach);
        var high = Array.FindLast(sorted, v => v <= q3 + reach);
        return new BoxStats(
            sorted.Length,
            q1,
            Distribution.Quantile(sorted, 0.5),
            q3,
            Math.Min(low, q1),
            Math.Max(high, q3),
            Array.FindAll(sorted, v => v < q1 - reach || v > q3 + reach)
        );
    }
}
