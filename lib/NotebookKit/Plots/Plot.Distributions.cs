using NotebookKit.Plots;

namespace NotebookKit;

/// <content>Distributions: CDF, histogram, heat map, box.</content>
public static partial class Plot
{
    /// <summary>The share of values at or below each value: the empirical distribution function.</summary>
    /// <param name="values">The values; NaN is left out and counted in the note.</param>
    /// <param name="name">The name in the legend.</param>
    public static Figure Cdf(IEnumerable<double> values, string name = "") => Cdf((name, values));

    /// <summary>One empirical distribution function for each series.</summary>
    /// <param name="series">Name and values, such as D2C in ms of each request.</param>
    public static Figure Cdf(params (string Name, IEnumerable<double> Values)[] series)
    {
        var figure = Of([.. series.Select(s => Distribution.Cdf(s.Name, [.. s.Values]))]);
        return figure with
        {
            Panels =
            [
                figure.Panels[0] with
                {
                    Y = new Axis
                    {
                        Title = "share at or below",
                        Percent = true,
                        Min = 0,
                        Max = 1,
                    },
                },
            ],
        };
    }

    /// <summary>How often values fall into bins of equal width (equal on a logarithmic axis when the x axis is one).</summary>
    /// <param name="values">The values.</param>
    /// <param name="bins">How many bins; 0 follows Freedman and Diaconis.</param>
    /// <param name="name">The name of the series.</param>
    public static Figure Histogram(IEnumerable<double> values, int bins = 0, string name = "")
    {
        var figure = Of([
            new HistogramSeries
            {
                Name = name,
                X = [.. values],
                Bins = bins,
            },
        ]);
        return figure.YAxis("count");
    }

    /// <summary>Histograms over common bins.</summary>
    /// <param name="series">Name and values.</param>
    public static Figure Histogram(params (string Name, IEnumerable<double> Values)[] series) =>
        Of([.. series.Select(s => new HistogramSeries { Name = s.Name, X = [.. s.Values] })]).YAxis("count");

    /// <summary>Quartiles, whiskers and outliers of each group.</summary>
    /// <param name="groups">Name and values.</param>
    public static Figure Box(params (string Name, IEnumerable<double> Values)[] groups)
    {
        var figure = Of([
            .. groups.Select(
                (g, i) =>
                    new BoxSeries
                    {
                        Name = g.Name,
                        Values = [.. g.Values],
                        Position = i,
                    }
            ),
        ]);
        return figure with
        {
            Panels = [figure.Panels[0] with { Y = new Axis { Categories = [.. groups.Select(g => g.Name)] } }],
            Layout = figure.Layout with { ShowLegend = false },
        };
    }

    /// <summary>Where raw points lie in time and quantity: counts per cell, with logarithmic bins along y.</summary>
    /// <param name="x">Positions along x, such as seconds since start.</param>
    /// <param name="y">The quantity, such as D2C in ms, as many as <paramref name="x"/>.</param>
    /// <param name="xBins">Columns, 1 to 400.</param>
    /// <param name="yBins">Rows, 1 to 200.</param>
    /// <param name="logY">True bins and draws y logarithmically; points at or below zero are counted in the note.</param>
    /// <param name="logColor">True colours by the logarithm of the count, so single outliers stay visible beside dense cells.</param>
    /// <param name="colorTitle">What the colour means.</param>
    /// <exception cref="ArgumentException">The two differ in length.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number of bins is outside its bounds.</exception>
    public static Figure Heatmap(
        IEnumerable<double> x,
        IEnumerable<double> y,
        int xBins = 120,
        int yBins = 40,
        bool logY = true,
        bool logColor = true,
        string colorTitle = "requests per cell"
    )
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(xBins, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(xBins, 400);
        ArgumentOutOfRangeException.ThrowIfLessThan(yBins, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(yBins, 200);
        double[] xs = [.. x],
            ys = [.. y];
        SameLength(xs.Length, ys.Length, "", "y values");
        var (grid, dropped) = Distribution.Grid(xs, ys, xBins, yBins, logY);
        var note =
            dropped == 0
                ? ""
                : $"{Num.Count(dropped)} of {Num.Count(xs.Length)} points are not in the grid: absent{(logY ? " or at or below zero" : "")}.";
        var figure = Of([grid with { LogColor = logColor, ColorTitle = colorTitle }]);
        return figure with
        {
            Panels = [figure.Panels[0] with { Y = new Axis { Log = logY } }],
            Layout = figure.Layout with { Note = note },
        };
    }

    /// <summary>A ready-made grid, such as a matrix of shares.</summary>
    /// <param name="columns">The names along x.</param>
    /// <param name="rows">The names along y, first at the top.</param>
    /// <param name="z">Values by row then column; NaN is an empty cell.</param>
    /// <param name="colorTitle">What the colour means.</param>
    /// <exception cref="ArgumentException">The values do not fill rows times columns.</exception>
    public static Figure Heatmap(IEnumerable<string> columns, IEnumerable<string> rows, double[][] z, string colorTitle = "")
    {
        string[] across = [.. columns],
            down = [.. rows];
        SameLength(down.Length, z.Length, "", "rows of values");
        foreach (var row in z)
            SameLength(across.Length, row.Length, "", "values in each row");
        double[] xEdges = [.. Enumerable.Range(0, across.Length + 1).Select(i => i - 0.5)];
        double[] yEdges = [.. Enumerable.Range(0, down.Length + 1).Select(i => i - 0.5)];
        return new Figure
        {
            Panels =
            [
                new Panel
                {
                    Series =
                    [
                        new HeatmapSeries
                        {
                            X = xEdges,
                            Y = yEdges,
                            Z = z,
                            ColorTitle = colorTitle,
                        },
                    ],
                    X = new Axis { Categories = across },
                    Y = new Axis { Categories = down },
                },
            ],
        };
    }
}
