using System.Diagnostics.CodeAnalysis;
using NotebookKit.Display;

namespace NotebookKit.Flames;

/// <summary>Creates the formatters that show a <see cref="FlameGraph"/> in a notebook.</summary>
internal sealed class FlameGraphFormatterSource
{
    /// <summary>The formatters, in the order of the mime bundle.</summary>
    [SuppressMessage("Performance", "CA1822", Justification = "The convention asks for an instance method.")]
    public IEnumerable<object> CreateTypeFormatters() =>
        [
            new MimeFormatter("text/html", (value, writer) => writer.Write(((FlameGraph)value).ToHtml())),
            new MimeFormatter("text/plain", (value, writer) => writer.Write(value.ToString())),
        ];
}
