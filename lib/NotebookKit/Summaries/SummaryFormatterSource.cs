using System.Diagnostics.CodeAnalysis;
using NotebookKit.Display;

namespace NotebookKit.Summaries;

/// <summary>Shows a <see cref="CaptureSummary"/> in a notebook as the text that the command prints.</summary>
internal sealed class SummaryFormatterSource
{
    /// <summary>Creates the formatters; called by the notebook engine.</summary>
    [SuppressMessage("Performance", "CA1822", Justification = "The convention asks for an instance method.")]
    public IEnumerable<object> CreateTypeFormatters() =>
        [
            new MimeFormatter(
                "text/html",
                (value, writer) => writer.Write("<pre>" + HtmlText.Escape(((CaptureSummary)value).ToText()) + "</pre>")
            ),
            new MimeFormatter("text/plain", (value, writer) => writer.Write(((CaptureSummary)value).ToText())),
        ];
}
