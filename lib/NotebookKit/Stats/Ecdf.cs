namespace NotebookKit.Stats;

/// <summary>The empirical cumulative distribution of a sample: for each value, the share of values at or below it.</summary>
internal sealed class Ecdf
{
    private readonly double[] _values;

    private Ecdf(double[] sorted)
    {
        _values = sorted;
        var x = new List<double>();
        var p = new List<double>();
        for (int i = 0; i < sorted.Length; i++)
        {
            if (i + 1 == sorted.Length || sorted[i + 1] > sorted[i])
            {
                x.Add(sorted[i]);
                p.Add((i + 1.0) / sorted.Length);
            }
        }

        X = x;
        P = p;
    }

    /// <summary>Number of values.</summary>
    public long Count => _values.Length;

    /// <summary>The distinct values, ascending: where the distribution steps up.</summary>
    public IReadOnlyList<double> X { get; }

    /// <summary>The share of values at or below each of <see cref="X"/>, up to 1.</summary>
    public IReadOnlyList<double> P { get; }

    /// <summary>The distribution of values.</summary>
    /// <returns>The distribution; null where there are no values.</returns>
    public static Ecdf? Of(ReadOnlySpan<long> values)
    {
        var copy = new double[values.Length];
        for (int i = 0; i < copy.Length; i++)
        {
            copy[i] = values[i];
        }

        Array.Sort(copy);
        return copy.Length == 0 ? null : new Ecdf(copy);
    }

    /// <inheritdoc cref="Of(ReadOnlySpan{long})"/>
    /// <exception cref="ArgumentException">A value is NaN.</exception>
    public static Ecdf? Of(ReadOnlySpan<double> values)
    {
        Quantiles.RejectNaN(values);
        double[] copy = values.ToArray();
        Array.Sort(copy);
        return copy.Length == 0 ? null : new Ecdf(copy);
    }

    /// <summary>The share of values at or below a value, 0 to 1.</summary>
    public double At(double value)
    {
        int low = 0;
        int high = X.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = X[middle] <= value ? (middle + 1, high) : (low, middle);
        }

        return low == 0 ? 0 : P[low - 1];
    }

    /// <summary>The largest vertical distance to another distribution: the two-sample
    /// Kolmogorov-Smirnov statistic, 0 (equal) to 1 (apart).</summary>
    public double Distance(Ecdf other)
    {
        ArgumentNullException.ThrowIfNull(other);
        double largest = 0;
        foreach (double x in X.Concat(other.X))
        {
            largest = Math.Max(largest, Math.Abs(At(x) - other.At(x)));
        }

        return largest;
    }
}
