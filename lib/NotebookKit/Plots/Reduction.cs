namespace NotebookKit.Plots;

/// <summary>Thins points out without changing the picture.</summary>
internal static class Reduction
{
    /// <summary>The points of a line to keep: in each pixel column the first, lowest, highest and last, and every gap.</summary>
    /// <param name="x">Pixels, or NaN at a gap.</param>
    /// <param name="y">Pixels, or NaN at a gap.</param>
    /// <param name="columnWidth">The width of a column in the same measure.</param>
    public static List<int> Line(double[] x, double[] y, double columnWidth)
    {
        var keep = new List<int>();
        var i = 0;
        while (i < x.Length)
        {
            if (double.IsNaN(x[i]) || double.IsNaN(y[i]))
            {
                if (keep.Count > 0 && keep[^1] == i - 1)
                    keep.Add(i);
                i++;
                continue;
            }
            var column = Math.Floor(x[i] / columnWidth);
            int first = i,
                low = i,
                high = i,
                last = i;
            for (; i < x.Length && !double.IsNaN(x[i]) && !double.IsNaN(y[i]) && Math.Floor(x[i] / columnWidth) == column; i++)
            {
                if (y[i] < y[low])
                    low = i;
                if (y[i] > y[high])
                    high = i;
                last = i;
            }
            int[] chosen = [first, Math.Min(low, high), Math.Max(low, high), last];
            foreach (var at in chosen)
                if (keep.Count == 0 || keep[^1] < at)
                    keep.Add(at);
        }
        return keep;
    }

    /// <summary>The dots to keep: the extremes, and one for each small square of pixels, thinned evenly down to a cap.</summary>
    public static List<int> Dots(double[] x, double[] y, double square, int cap)
    {
        var valid = Enumerable.Range(0, x.Length).Where(i => !double.IsNaN(x[i]) && !double.IsNaN(y[i])).ToArray();
        if (valid.Length <= Math.Min(cap, 500))
            return [.. valid];
        var extremes = new HashSet<int> { valid.MinBy(i => x[i]), valid.MaxBy(i => x[i]), valid.MinBy(i => y[i]), valid.MaxBy(i => y[i]) };
        var taken = new HashSet<(double, double)>();
        var dots = valid.Where(i => taken.Add((Math.Floor(x[i] / square), Math.Floor(y[i] / square)))).ToArray();
        var every = (dots.Length + cap - 1) / cap;
        extremes.UnionWith(dots.Where((_, place) => place % every == 0));
        return [.. extremes.Order()];
    }
}
