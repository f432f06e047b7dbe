using System.Diagnostics.CodeAnalysis;
using NotebookKit.Display;
using XPlot.Plotly;

namespace NotebookKit.Plots;

/// <summary>Creates the formatters that show a chart of XPlot.Plotly as our figures are
/// shown: plotly JSON, a static picture, text.</summary>
internal sealed class XPlotFormatterSource
{
    /// <summary>The formatters, in the order of the mime bundle.</summary>
    [SuppressMessage("Performance", "CA1822", Justification = "The convention asks for an instance method.")]
    public IEnumerable<object> CreateTypeFormatters() =>
        [
            new MimeFormatter(Figure.PlotlyMimeType, (value, writer) => writer.Write(((PlotlyChart)value).ToPlotlyJson())),
            StaticPicture.Formatter(value => ((PlotlyChart)value).ToFigure().ToSvg()),
            StaticPicture.Drawing(value => ((PlotlyChart)value).ToFigure().ToDrawing()),
            new MimeFormatter("text/plain", (value, writer) => writer.Write(((PlotlyChart)value).ToFigure().ToText())),
        ];
}
