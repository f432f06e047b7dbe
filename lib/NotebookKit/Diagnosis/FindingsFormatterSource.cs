using System.Diagnostics.CodeAnalysis;
using NotebookKit.Display;

namespace NotebookKit.Diagnosis;

/// <summary>Creates the formatters that show <see cref="Findings"/> in a notebook, and leave them there for programs.</summary>
internal sealed class FindingsFormatterSource
{
    /// <summary>The formatters, in the order of the mime bundle.</summary>
    [SuppressMessage("Performance", "CA1822", Justification = "The convention asks for an instance method.")]
    public IEnumerable<object> CreateTypeFormatters() =>
        [
            new MimeFormatter("text/html", (value, writer) => writer.Write(((Findings)value).ToHtml())),
            new MimeFormatter("text/plain", (value, writer) => writer.Write(((Findings)value).ToText())),
            new MimeFormatter(Findings.JsonMimeType, (value, writer) => writer.Write(((Findings)value).ToJson())),
        ];
}
