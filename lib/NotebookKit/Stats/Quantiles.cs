using System.Numerics;
using NotebookKit.Stats;

namespace NotebookKit;

/// <summary>Exact quantiles of values in any order.</summary>
/// <remarks>
/// Unless a method says otherwise, a quantile is interpolated between its two neighbours: type 7 of Hyndman and Fan, "Sample Quantiles
/// in Statistical Packages", The American Statistician 50(4), 1996; the default of R, NumPy and Excel. With n values in ascending
/// order x[0..n-1] it lies at (n - 1) q. Values are selected, not sorted, so one quantile costs time linear in their number.
/// No values give null, never 0. Inputs are left as they are.
/// </remarks>
internal static class Quantiles
{
    /// <summary>A quantile, interpolated (type 7).</summary>
    /// <param name="values">The values, in any order.</param>
    /// <param name="q">The share of values at or below it, 0 to 1.</param>
    /// <returns>The quantile in the values' unit; null where there are none.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="q"/> is not from 0 to 1.</exception>
    public static double? At(ReadOnlySpan<long> values, double q) => At(values, [q])[0];

    /// <inheritdoc cref="At(ReadOnlySpan{long}, double)"/>
    /// <exception cref="ArgumentException">A value is NaN, which has no place in an order.</exception>
    public static double? At(ReadOnlySpan<double> values, double q) => At(values, [q])[0];

    /// <summary>Several quantiles, interpolated (type 7), for little more than the price of one.</summary>
    /// <param name="values">The values, in any order.</param>
    /// <param name="qs">The shares, 0 to 1, in any order.</param>
    /// <returns>One quantile for each share, in their order; nulls where there are no values.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A share is not from 0 to 1.</exception>
    public static double?[] At(ReadOnlySpan<long> values, ReadOnlySpan<double> qs) => SelectAll(values, qs);

    /// <inheritdoc cref="At(ReadOnlySpan{long}, ReadOnlySpan{double})"/>
    /// <exception cref="ArgumentException">A value is NaN, which has no place in an order.</exception>
    public static double?[] At(ReadOnlySpan<double> values, ReadOnlySpan<double> qs)
    {
        RejectNaN(values);
        return SelectAll(values, qs);
    }

    /// <summary>The median, interpolated: the mean of the two middle values of an even number.</summary>
    /// <returns>The median; null where there are no values.</returns>
    public static double? Median(ReadOnlySpan<long> values) => At(values, 0.5);

    /// <inheritdoc cref="Median(ReadOnlySpan{long})"/>
    /// <exception cref="ArgumentException">A value is NaN, which has no place in an order.</exception>
    public static double? Median(ReadOnlySpan<double> values) => At(values, 0.5);

    /// <summary>The smallest value that at least a share <paramref name="q"/> of the
    /// values does not exceed: nearest rank, Hyndman and Fan's type 1.</summary>
    /// <remarks>Always one of the values that were measured; what fio, HdrHistogram and SNIA call a percentile.</remarks>
    /// <param name="values">The values, in any order.</param>
    /// <param name="q">The share, 0 to 1.</param>
    /// <returns>The value; null where there are none.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="q"/> is not from 0 to 1.</exception>
    public static long? NearestRank(ReadOnlySpan<long> values, double q)
    {
        Check(q);
        return values.IsEmpty ? null : Selection.Select<long>(values.ToArray(), Rank(values.Length, q));
    }

    /// <summary>A quantile of values that are ascending already, interpolated (type 7); costs nothing.</summary>
    /// <param name="ascending">The values, ascending; not checked.</param>
    /// <param name="q">The share, 0 to 1.</param>
    /// <returns>The quantile; null where there are no values.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="q"/> is not from 0 to 1.</exception>
    public static double? OfSorted(ReadOnlySpan<long> ascending, double q) => Sorted(ascending, q);

    /// <inheritdoc cref="OfSorted(ReadOnlySpan{long}, double)"/>
    public static double? OfSorted(ReadOnlySpan<double> ascending, double q) => Sorted(ascending, q);

    /// <summary>The place, from 0, of the nearest rank of a share among n ascending values.</summary>
    internal static int Rank(long n, double q) => (int)Math.Clamp(Math.Ceiling((q * n) - 1e-9) - 1, 0, n - 1);

    internal static void RejectNaN(ReadOnlySpan<double> values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            if (double.IsNaN(values[i]))
            {
                throw new ArgumentException(
                    $"value {i} is NaN: leave out what was not measured before asking for statistics",
                    nameof(values)
                );
            }
        }
    }

    private static void Check(double q) => ArgumentOutOfRangeException.ThrowIfNotEqual(q is >= 0 and <= 1, true, nameof(q));

    private static double? Sorted<T>(ReadOnlySpan<T> ascending, double q)
        where T : unmanaged, INumber<T>
    {
        Check(q);
        return ascending.IsEmpty ? null : Between(ascending, q);
    }

    private static double Between<T>(ReadOnlySpan<T> ascending, double q)
        where T : unmanaged, INumber<T>
    {
        double at = q * (ascending.Length - 1);
        int below = (int)at;
        double low = double.CreateChecked(ascending[below]);
        double share = at - below;
        return share == 0 ? low : low + (share * (double.CreateChecked(ascending[below + 1]) - low));
    }

    private static double?[] SelectAll<T>(ReadOnlySpan<T> values, ReadOnlySpan<double> qs)
        where T : unmanaged, INumber<T>
    {
        foreach (double q in qs)
        {
            Check(q);
        }

        var found = new double?[qs.Length];
        if (values.IsEmpty || qs.IsEmpty)
        {
            return found;
        }

        // Each quantile needs the value at its place and the next one.
        var places = new SortedSet<int>();
        foreach (double q in qs)
        {
            int below = (int)(q * (values.Length - 1));
            places.Add(below);
            places.Add(Math.Min(below + 1, values.Length - 1));
        }

        T[] copy = values.ToArray();
        Selection.Select<T>(copy, [.. places]);
        for (int i = 0; i < qs.Length; i++)
        {
            found[i] = Between<T>(copy, qs[i]);
        }

        return found;
    }
}
