using System.Diagnostics.CodeAnalysis;
using Microsoft.Data.Analysis;
using NotebookKit.Display;

namespace NotebookKit.Tables;

/// <summary>Shows any <see cref="DataFrame"/> in a notebook as a table, those of the package and the user too, and as text where there is
/// no HTML.</summary>
internal sealed class FrameFormatterSource
{
    /// <summary>Creates the formatters; called by the notebook engine.</summary>
    [SuppressMessage("Performance", "CA1822", Justification = "The convention asks for an instance method.")]
    public IEnumerable<object> CreateTypeFormatters() =>
        [
            new MimeFormatter("text/html", (value, writer) => writer.Write(((DataFrame)value).ToHtml())),
            new MimeFormatter("text/plain", (value, writer) => writer.Write(((DataFrame)value).ToText())),
            new MimeFormatter("application/json", (value, writer) => FrameJson.Write((DataFrame)value, writer)),
        ];
}
