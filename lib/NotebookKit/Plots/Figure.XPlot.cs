using NotebookKit.Plots;
using XPlot.Plotly;

namespace NotebookKit;

/// <content>The way out to XPlot.Plotly.</content>
public sealed partial record Figure
{
    /// <summary>The figure as a chart of XPlot.Plotly, to change further with its names (<c>WithTitle</c>, <c>WithLayout</c>).</summary>
    /// <remarks>XPlot 4.1.0 knows two pairs of axes and plotly's members of 2016; what it
    /// has no member for is named in the chart's note.</remarks>
    /// <returns>The chart; it is displayed as the figure is.</returns>
    public PlotlyChart ToXPlot() => ToXPlot(out _);

    /// <summary>The figure as a chart of XPlot.Plotly, and what that chart could not carry.</summary>
    /// <param name="notCarried">What is lost, in words first, then the plotly members that XPlot lacks.</param>
    /// <returns>The chart.</returns>
    public PlotlyChart ToXPlot(out IReadOnlyList<string> notCarried)
    {
        (PlotlyChart chart, string[] lost, string[] members) = new FigureToXPlot(this).Write();
        notCarried = [.. lost, .. members];
        string note = string.Join(
            " ",
            new[] { Layout.Note, $"Not carried over to XPlot: {string.Join("; ", lost)}." }.Where(text => text.Length > 0)
        );
        return lost.Length == 0 ? chart : new FigureToXPlot(Note(note)).Write().Chart;
    }
}
