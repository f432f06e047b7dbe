using System.Diagnostics.CodeAnalysis;
using Microsoft.Data.Analysis;
using NotebookKit.Display;

namespace NotebookKit.Tables;

/// <summary>A result that has a table.</summary>
public interface IFramed
{
    /// <summary>The result as a table, with units, and a note that says what the numbers count and what was lost.</summary>
    DataFrame ToDataFrame();
}

/// <summary>Shows a result in a notebook as its table.</summary>
public sealed class FramedFormatterSource
{
    /// <summary>Creates the formatters; called by the notebook engine.</summary>
    [SuppressMessage("Performance", "CA1822", Justification = "The convention asks for an instance method.")]
    public IEnumerable<object> CreateTypeFormatters() =>
    [
        new MimeFormatter("text/html", (value, writer) => writer.Write(((IFramed)value).ToDataFrame().ToHtml())),
        new MimeFormatter("text/plain", (value, writer) => writer.Write(((IFramed)value).ToDataFrame().ToText())),
    ];
}
