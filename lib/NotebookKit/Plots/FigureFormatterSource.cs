using System.Diagnostics.CodeAnalysis;
using NotebookKit.Display;

namespace NotebookKit.Plots;

/// <summary>Creates the formatters that show a <see cref="Figure"/> in a notebook: plotly JSON, a static picture, text.</summary>
internal sealed class FigureFormatterSource
{
    /// <summary>The formatters, in the order of the mime bundle.</summary>
    [SuppressMessage("Performance", "CA1822", Justification = "The convention asks for an instance method.")]
    public IEnumerable<object> CreateTypeFormatters() =>
        [
            new MimeFormatter(Figure.PlotlyMimeType, (value, writer) => writer.Write(((Figure)value).ToJson())),
            StaticPicture.Formatter(value => ((Figure)value).ToSvg()),
            StaticPicture.Drawing(value => ((Figure)value).ToDrawing()),
            new MimeFormatter("text/plain", (value, writer) => writer.Write(((Figure)value).ToText())),
        ];
}
