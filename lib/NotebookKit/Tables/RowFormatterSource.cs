using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Microsoft.Data.Analysis;
using NotebookKit.Display;

[assembly: Shows(
    "Microsoft.Data.Analysis.DataFrameRow",
    typeof(NotebookKit.Tables.RowFormatterSource),
    PreferredMimeTypes = ["text/html", "text/plain"]
)]

namespace NotebookKit.Tables;

/// <summary>Shows one row of a frame in a notebook as a table of its columns' names and its values.</summary>
internal sealed class RowFormatterSource
{
    /// <summary>Creates the formatters; called by the notebook engine.</summary>
    [SuppressMessage("Performance", "CA1822", Justification = "The convention asks for an instance method.")]
    public IEnumerable<object> CreateTypeFormatters() =>
        [
            new MimeFormatter("text/html", (value, writer) => writer.Write(Upright((DataFrameRow)value).ToHtml(int.MaxValue))),
            new MimeFormatter("text/plain", (value, writer) => writer.Write(Upright((DataFrameRow)value).ToText(int.MaxValue))),
        ];

    private static DataFrame Upright(DataFrameRow row)
    {
        KeyValuePair<string, object>[] values = [.. row.GetValues()];
        return new DataFrame(
            new TextColumn("column", values.Select(pair => pair.Key)),
            new TextColumn(
                "value",
                values.Select(pair => pair.Value is null ? null : Convert.ToString(pair.Value, CultureInfo.InvariantCulture))
            )
        );
    }
}
