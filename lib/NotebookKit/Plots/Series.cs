using NotebookKit.Plots;

namespace NotebookKit;

/// <summary>One series of a figure, with the names of the plotly trace schema where they overlap.</summary>
/// <remarks>Values are in the unit that the axis states. A value that is absent is
/// <see cref="double.NaN"/>: it is never drawn and becomes null in JSON.</remarks>
internal abstract record Series
{
    /// <summary>The name shown in the legend and the text summary; empty keeps the series out of the legend.</summary>
    public string Name { get; init; } = "";

    /// <summary>The colour as <c>#rrggbb</c>; null takes the next colour of
    /// <see cref="Palette"/>, the same for the same name in every panel.</summary>
    public string? Color { get; init; }
}

/// <summary>How a <see cref="PointSeries"/> is drawn.</summary>
internal enum ScatterMode
{
    /// <summary>A line through the points, in the order given.</summary>
    Lines,

    /// <summary>One dot for each point.</summary>
    Markers,

    /// <summary>A line with a dot on each point.</summary>
    LinesMarkers,
}

/// <summary>How a line goes from one point to the next.</summary>
internal enum LineShape
{
    /// <summary>Straight to the next point.</summary>
    Linear,

    /// <summary>Horizontal, then vertical: the value holds until the next point (plotly <c>hv</c>).</summary>
    Hv,
}

/// <summary>Points or lines: plotly's <c>scatter</c>.</summary>
internal sealed record PointSeries : Series
{
    /// <summary>Positions along x, one for each point.</summary>
    public double[] X { get; init; } = [];

    /// <summary>Positions along y, as many as <see cref="X"/>.</summary>
    public double[] Y { get; init; } = [];

    /// <summary>Lines, markers or both.</summary>
    internal ScatterMode Mode { get; init; }

    /// <summary>Straight lines or steps.</summary>
    internal LineShape Shape { get; init; }

    /// <summary>Line pattern in the notation of SVG and plotly (<c>6,3</c>); null is a full line.</summary>
    public string? Dash { get; init; }

    /// <summary>Hover text, one for each point; null shows the coordinates.</summary>
    public string[]? Text { get; init; }

    /// <summary>Lower ends of the error bars, in y units; null draws none.</summary>
    public double[]? ErrorLow { get; init; }

    /// <summary>Upper ends of the error bars, in y units.</summary>
    public double[]? ErrorHigh { get; init; }

    /// <summary>Lower edge of a shaded confidence band, in y units, one for each point; null draws none.</summary>
    public double[]? BandLow { get; init; }

    /// <summary>Upper edge of the shaded confidence band.</summary>
    public double[]? BandHigh { get; init; }

    /// <summary>Values that the line was built from when it is a distribution (CDF): what
    /// the text summary describes; null for plain points.</summary>
    internal double[]? Source { get; init; }
}

/// <summary>One bar for each category: plotly's <c>bar</c>.</summary>
/// <remarks>The categories stand on the panel's category axis (<see cref="Axis.Categories"/>).</remarks>
internal sealed record BarSeries : Series
{
    /// <summary>The bar ends, one for each category; NaN draws no bar.</summary>
    public double[] Values { get; init; } = [];

    /// <summary>Where each bar starts; null starts all at zero (on a logarithmic axis at the power of ten below the shortest).</summary>
    public double[]? Base { get; init; }

    /// <summary>True draws bars along x, the categories down the y axis.</summary>
    public bool Horizontal { get; init; }

    /// <summary>Labels at the bar ends; null writes the value, an empty text none.</summary>
    public string[]? Labels { get; init; }

    /// <summary>Hover text, one for each bar; null shows category and value.</summary>
    public string[]? Text { get; init; }

    /// <summary>Colours, one for each bar; null gives all bars the colour of the series.</summary>
    public string[]? Colors { get; init; }

    /// <summary>Lower ends of the error bars, in value units; null draws none.</summary>
    public double[]? ErrorLow { get; init; }

    /// <summary>Upper ends of the error bars, in value units.</summary>
    public double[]? ErrorHigh { get; init; }
}

/// <summary>Counts of values in bins, binned when drawn so that a logarithmic axis gets bins of equal width on it.</summary>
internal sealed record HistogramSeries : Series
{
    /// <summary>The raw values, in the unit of the x axis.</summary>
    public double[] X { get; init; } = [];

    /// <summary>How many bins; 0 follows Freedman and Diaconis (1981), between 10 and 120.</summary>
    public int Bins { get; init; }
}

/// <summary>A grid of cells coloured by value: plotly's <c>heatmap</c>.</summary>
internal sealed record HeatmapSeries : Series
{
    /// <summary>Cell edges along x, ascending, one more than there are columns.</summary>
    public double[] X { get; init; } = [];

    /// <summary>Cell edges along y, ascending, one more than there are rows.</summary>
    public double[] Y { get; init; } = [];

    /// <summary>Values by row then column; NaN is an empty cell, drawn as background.</summary>
    public double[][] Z { get; init; } = [];

    /// <summary>True colours by the logarithm of the value; cells at or below zero are then empty and counted in the note.</summary>
    public bool LogColor { get; init; }

    /// <summary>What the colour means, with its unit, above the colour bar.</summary>
    public string ColorTitle { get; init; } = "";

    /// <summary>How many points were binned into the grid; null when the grid was given ready made.</summary>
    public long? Points { get; init; }
}

/// <summary>Quartiles, whiskers and outliers of one group of values: plotly's <c>box</c>.</summary>
/// <remarks>Whiskers reach the last value within 1.5 interquartile ranges of the box
/// (Tukey 1977); all values beyond are outliers.</remarks>
internal sealed record BoxSeries : Series
{
    /// <summary>The raw values.</summary>
    public double[] Values { get; init; } = [];

    /// <summary>The place on the category axis, counted from 0.</summary>
    public int Position { get; init; }

    /// <summary>True draws the values along x, the groups down the y axis.</summary>
    public bool Horizontal { get; init; } = true;
}
