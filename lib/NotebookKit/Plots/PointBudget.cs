namespace NotebookKit.Plots;

/// <summary>How many points a figure may draw, shared by its series, and how many it did.</summary>
internal sealed class PointBudget
{
    // Keeps an SVG below 150 kB at 11 to 13 bytes a point, and JSON below 300 kB at about 24.
    private const int LinePoints = 8000;
    private const int Dots = 5000;

    private readonly int _lines,
        _dots;
    private long _shown,
        _total;

    public PointBudget(Figure figure)
    {
        var scatters = figure.Panels.SelectMany(p => p.Series).OfType<PointSeries>().ToArray();
        _lines = Math.Max(1, scatters.Count(s => s.Mode == ScatterMode.Lines));
        _dots = Math.Max(1, scatters.Count(s => s.Mode != ScatterMode.Lines));
    }

    /// <summary>The width of a column of which a line keeps at most four points.</summary>
    public double ColumnWidth(double plotWidth) => Math.Max(1, Math.Ceiling(plotWidth * 4 * _lines / LinePoints));

    /// <summary>Dots for each series.</summary>
    public int DotCap => Math.Max(50, Dots / _dots);

    public void Count(long shown, long total)
    {
        _shown += shown;
        _total += total;
    }

    /// <summary>What was thinned out, or nothing.</summary>
    public string Note => _shown == _total ? "" : $"Shown: {Num.Count(_shown)} of {Num.Count(_total)} points, extremes kept.";
}
