using System.Diagnostics.CodeAnalysis;
using NotebookKit.Display;

namespace NotebookKit;

/// <summary>A result that has a table.</summary>
public interface ITabled
{
    /// <summary>The result as a table, with units, and a note that says what the numbers count and what was lost.</summary>
    ResultTable ToTable();
}

/// <summary>Shows a result in a notebook as its table.</summary>
internal sealed class ResultFormatterSource
{
    /// <summary>Creates the formatters; called by the notebook engine.</summary>
    [SuppressMessage("Performance", "CA1822", Justification = "The convention asks for an instance method.")]
    public IEnumerable<object> CreateTypeFormatters() =>
        [
            new MimeFormatter("text/html", (value, writer) => writer.Write(((ITabled)value).ToTable().ToHtml())),
            new MimeFormatter("text/plain", (value, writer) => writer.Write(((ITabled)value).ToTable().ToText())),
        ];
}
