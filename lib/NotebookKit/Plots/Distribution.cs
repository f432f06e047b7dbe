namespace NotebookKit.Plots;

/// <summary>Counts, shares and quartiles that traces are drawn from.</summary>
internal static class Distribution
{
    /// <summary>The empirical distribution function as a step line that starts at share 0.</summary>
    public static PointSeries Cdf(string name, double[] values)
    {
        double[] sorted = Finite(values);
        Array.Sort(sorted);
        var x = new List<double>();
        var y = new List<double>();
        for (var i = 0; i < sorted.Length; i++)
        {
            if (i == 0)
            {
                x.Add(sorted[0]);
                y.Add(0);
            }
            if (i + 1 < sorted.Length && sorted[i + 1] == sorted[i])
                continue;
            x.Add(sorted[i]);
            y.Add((i + 1.0) / sorted.Length);
        }
        return new PointSeries
        {
            Name = name,
            X = [.. x],
            Y = [.. y],
            Shape = LineShape.Hv,
            Source = values,
        };
    }

    /// <summary>Counts of points in a grid over their range, and how many points cannot stand on it.</summary>
    public static (HeatmapSeries Grid, int Dropped) Grid(double[] x, double[] y, int columns, int rows, bool logY)
    {
        var keep = Enumerable.Range(0, x.Length).Where(i => Scale.Accepts(x[i], false) && Scale.Accepts(y[i], logY)).ToArray();
        if (keep.Length == 0)
            return (new HeatmapSeries { Points = 0 }, x.Length);
        double[] xEdges = Edges(Scale.Over(keep.Min(i => x[i]), keep.Max(i => x[i]), false), columns);
        double[] yEdges = Edges(Scale.Over(keep.Min(i => y[i]), keep.Max(i => y[i]), logY), rows);
        var z = new double[rows][];
        for (var r = 0; r < rows; r++)
        {
            z[r] = new double[columns];
            Array.Fill(z[r], double.NaN);
        }
        foreach (var i in keep)
        {
            ref var cell = ref z[Bin(yEdges, y[i])][Bin(xEdges, x[i])];
            cell = double.IsNaN(cell) ? 1 : cell + 1;
        }
        return (
            new HeatmapSeries
            {
                X = xEdges,
                Y = yEdges,
                Z = z,
                Points = keep.Length,
            },
            x.Length - keep.Length
        );
    }

    /// <summary>Bin edges of equal width over a range, and counts for each set of values.</summary>
    public static (double[] Edges, double[][] Counts) Bins(IReadOnlyList<HistogramSeries> traces, bool log)
    {
        double[] all = [.. traces.SelectMany(t => t.X).Where(v => Scale.Accepts(v, log))];
        if (all.Length == 0)
            return ([0, 1], [.. traces.Select(_ => new double[1])]);
        Array.Sort(all);
        var scale = Scale.Over(all[0], all[^1], log);
        var wanted = traces.Max(t => t.Bins);
        var edges = Edges(scale, wanted > 0 ? Math.Min(wanted, 2000) : FreedmanDiaconis(all, scale));
        var counts = traces.Select(t =>
        {
            var bins = new double[edges.Length - 1];
            foreach (var v in t.X)
                if (Scale.Accepts(v, log))
                    bins[Bin(edges, v)]++;
            return bins;
        });
        return (edges, [.. counts]);
    }

    /// <summary>The value below which a share of the sorted values lies, linear between
    /// neighbours (Hyndman and Fan 1996, type 7).</summary>
    public static double Quantile(double[] sorted, double share)
    {
        if (sorted.Length == 0)
            return double.NaN;
        var place = share * (sorted.Length - 1);
        var low = (int)Math.Floor(place);
        var high = Math.Min(low + 1, sorted.Length - 1);
        return sorted[low] + (place - low) * (sorted[high] - sorted[low]);
    }

    /// <summary>The values that are numbers.</summary>
    public static double[] Finite(double[] values) => Array.FindAll(values, v => Scale.Accepts(v, false));

    private static int FreedmanDiaconis(double[] sorted, Scale scale)
    {
        var low = scale.Fraction(Quantile(sorted, 0.25));
        var high = scale.Fraction(Quantile(sorted, 0.75));
        var width = 2 * (high - low) / Math.Cbrt(sorted.Length);
        return width > 0 ? (int)Math.Clamp(Math.Ceiling(1 / width), 10, 120) : 30;
    }

    private static double[] Edges(Scale scale, int bins)
    {
        var edges = new double[bins + 1];
        for (var i = 0; i <= bins; i++)
        {
            var t = i / (double)bins;
            edges[i] = scale.Log ? scale.Min * Math.Pow(scale.Max / scale.Min, t) : scale.Min + (scale.Max - scale.Min) * t;
        }
        edges[bins] = scale.Max;
        return edges;
    }

    private static int Bin(double[] edges, double value)
    {
        var at = Array.BinarySearch(edges, value);
        return Math.Clamp(at >= 0 ? at : ~at - 1, 0, edges.Length - 2);
    }
}
