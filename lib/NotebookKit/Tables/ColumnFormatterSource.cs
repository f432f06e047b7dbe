using System.Diagnostics.CodeAnalysis;
using Microsoft.Data.Analysis;
using NotebookKit.Display;

[assembly: Shows(
    "Microsoft.Data.Analysis.DataFrameColumn",
    typeof(NotebookKit.Tables.ColumnFormatterSource),
    PreferredMimeTypes = ["text/html", "text/plain"]
)]

namespace NotebookKit.Tables;

/// <summary>Shows any <see cref="DataFrameColumn"/> in a notebook as a table of one
/// column, with its unit and how many rows are left out.</summary>
internal sealed class ColumnFormatterSource
{
    /// <summary>Creates the formatters; called by the notebook engine.</summary>
    [SuppressMessage("Performance", "CA1822", Justification = "The convention asks for an instance method.")]
    public IEnumerable<object> CreateTypeFormatters() =>
        [
            new MimeFormatter("text/html", (value, writer) => writer.Write(Alone((DataFrameColumn)value, frame => frame.ToHtml()))),
            new MimeFormatter("text/plain", (value, writer) => writer.Write(Alone((DataFrameColumn)value, frame => frame.ToText()))),
        ];

    // A column knows every frame that holds it: this one lets go of it again.
    private static string Alone(DataFrameColumn column, Func<DataFrame, string> show)
    {
        var frame = new DataFrame(column);
        try
        {
            return show(frame);
        }
        finally
        {
            frame.Columns.Remove(column);
        }
    }
}
