using System.Text.Json.Nodes;
using XPlot.Plotly;

namespace NotebookKit.Plots;

/// <summary>Charts of XPlot.Plotly as figures of ours.</summary>
internal static class XPlotCharts
{
    // As much as our own figures write before they thin their points.
    private const int MostBytes = 300_000;

    /// <summary>A chart of XPlot as a figure: what its static picture and text are drawn from.</summary>
    /// <remarks>Points, lines, bars, histograms, grids and boxes become series; what a
    /// figure has no form for is named in its note.</remarks>
    /// <param name="chart">The chart.</param>
    /// <exception cref="NotSupportedException">This version of XPlot writes charts in a form that is not known.</exception>
    public static Figure ToFigure(this PlotlyChart chart)
    {
        ArgumentNullException.ThrowIfNull(chart);
        (JsonArray data, JsonObject layout) = Modern(chart);
        return PlotlyPicture.Of(data, layout).Figure;
    }

    /// <summary>The chart as plotly JSON of today: titles as plotly 4 reads them, in the
    /// dress of our figures, with nothing that asks the network.</summary>
    /// <remarks>A chart of more than about 300 kB that a figure holds whole is thinned as our figures are; its note says so.</remarks>
    /// <param name="chart">The chart.</param>
    /// <exception cref="NotSupportedException">This version of XPlot writes charts in a form that is not known.</exception>
    public static string ToPlotlyJson(this PlotlyChart chart)
    {
        ArgumentNullException.ThrowIfNull(chart);
        (JsonArray data, JsonObject layout) = Modern(chart);
        string json = new JsonObject { ["data"] = data, ["layout"] = layout }.ToJsonString();
        return json.Length > MostBytes && PlotlyPicture.Of(data, layout) is { Whole: true } picture ? picture.Figure.ToJson() : json;
    }

    private static (JsonArray Data, JsonObject Layout) Modern(PlotlyChart chart)
    {
        (JsonArray data, JsonObject layout) = XPlotJson.Of(chart);
        ModernPlotly.Apply(data, layout);
        return (data, layout);
    }
}
