using System.Diagnostics.CodeAnalysis;
using NotebookKit.Display;

namespace NotebookKit.Formats;

/// <summary>Shows a <see cref="ReadAccount"/> in a notebook as its table, and as sentences where there is no HTML.</summary>
internal sealed class ReadAccountFormatterSource
{
    /// <summary>Creates the formatters; called by the notebook engine.</summary>
    [SuppressMessage("Performance", "CA1822", Justification = "The convention asks for an instance method.")]
    public IEnumerable<object> CreateTypeFormatters() =>
        [
            new MimeFormatter("text/html", (value, writer) => writer.Write(((ReadAccount)value).ToTable().ToHtml())),
            new MimeFormatter("text/plain", (value, writer) => writer.Write(value.ToString())),
        ];
}
