using System.Globalization;
using System.Text;
using CsvHelper;
using Microsoft.Data.Analysis;
using NotebookKit.Results;

namespace NotebookKit;

/// <content>Frames as CSV.</content>
public static partial class Frames
{
    /// <summary>Writes a CSV file with a head line; null is written as nothing, a unit as <c>name [unit]</c>.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="path">The file, UTF-8.</param>
    /// <param name="separator">Between two values.</param>
    /// <remarks><see cref="Table.LoadCsv(string, char)"/> reads it back: the same types, nulls and units, whatever the host's
    /// language.</remarks>
    public static void ToCsv(this DataFrame frame, string path, char separator = ',')
    {
        ArgumentNullException.ThrowIfNull(frame);
        using var writer = new StreamWriter(path, append: false, new UTF8Encoding(false));
        frame.ToCsv(writer, separator);
    }

    /// <summary>Writes CSV with a head line; null is written as nothing, a unit as <c>name [unit]</c>.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="writer">Receives the text; left open.</param>
    /// <param name="separator">Between two values.</param>
    public static void ToCsv(this DataFrame frame, TextWriter writer, char separator = ',')
    {
        ArgumentNullException.ThrowIfNull(frame);
        using var csv = CsvWriter.Create(
            writer,
            new CsvWriterOptions
            {
                Separator = separator,
                NewLine = "\n",
                Quoting = CsvQuoting.WhenNeededOrWhitespace,
                FormatProvider = CultureInfo.InvariantCulture,
            },
            true
        );
        foreach (DataFrameColumn column in frame.Columns)
        {
            csv.WriteField(column.Unit is null ? column.Name : $"{column.Name} [{column.Unit}]");
        }

        csv.EndRecord();
        for (long row = 0; row < frame.Rows.Count; row++)
        {
            foreach (DataFrameColumn column in frame.Columns)
            {
                // An empty text is quoted, so that it does not come back as null.
                string? text = Written(column[row]);
                csv.WriteField(text ?? "", text is "" ? CsvQuoting.Always : CsvQuoting.WhenNeededOrWhitespace);
            }

            csv.EndRecord();
        }
    }

    // A double that is whole is written as one, so that its column does not come back as whole numbers.
    private static string? Written(object? value) =>
        value is double number && number == Math.Floor(number) && Math.Abs(number) < 1e15
            ? number.ToString("0.0", CultureInfo.InvariantCulture)
            : CellText.Invariant(value);
}
