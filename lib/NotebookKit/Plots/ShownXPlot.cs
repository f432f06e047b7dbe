using NotebookKit;
using NotebookKit.Display;
using NotebookKit.Plots;
using XPlot.Plotly;

[assembly: Shows(
    "XPlot.Plotly.PlotlyChart",
    typeof(ShownFormatterSource),
    typeof(ShownXPlot),
    PreferredMimeTypes = [MimeTypes.Plotly, MimeTypes.Png, MimeTypes.Drawing, MimeTypes.Text]
)]

namespace NotebookKit.Plots;

/// <summary>A chart of XPlot.Plotly, shown as our figures are: plotly JSON, a static picture, text.</summary>
internal sealed class ShownXPlot(PlotlyChart chart) : IShown
{
    public string ToText() => chart.ToFigure().ToText();

    public bool Show(string mimeType, TextWriter writer) => chart.ToFigure().Show(mimeType, writer, () => chart.ToPlotlyJson());
}
