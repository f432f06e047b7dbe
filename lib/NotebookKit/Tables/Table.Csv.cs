using System.Globalization;
using CsvHelper;
using Microsoft.Data.Analysis;
using NotebookKit.Tables;

namespace NotebookKit;

public static partial class Table
{
    /// <summary>Reads a CSV file with a head line.</summary>
    /// <param name="filename">The file, UTF-8.</param>
    /// <param name="separator">Between two values.</param>
    /// <remarks>
    /// A column whose every value is a whole number holds <see cref="long"/>, one whose every value is a number <see cref="double"/>, one
    /// of
    /// true and false <see cref="bool"/>, one of times in the form 2026-11-24T19:11:05.0000000 <see cref="DateTime"/>, any other text. An
    /// empty value is null, a quoted empty one an empty text. A head such as
    /// <c>r_await [ms]</c> sets the unit. Numbers have a decimal point whatever the host's culture, and a comma is never part of one: the
    /// package's own LoadCsv reads 259,0 as 2590.
    /// </remarks>
    /// <exception cref="InvalidDataException">A line has more or fewer values than the head, or a quote is not closed; names file and
    /// line.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static DataFrame LoadCsv(string filename, char separator = ',')
    {
        using CsvReader reader = CsvReader.FromFile(filename, Reading(separator));
        return LoadCsv(reader, filename);
    }

    /// <summary>Reads CSV text with a head line, as <see cref="LoadCsv(string, char)"/> does.</summary>
    /// <exception cref="InvalidDataException">A line has more or fewer values than the head, or a quote is not closed; names the
    /// line.</exception>
    public static DataFrame ParseCsv(string text, char separator = ',')
    {
        using CsvReader reader = CsvReader.FromText(text, Reading(separator));
        return LoadCsv(reader, "CSV text");
    }

    private static CsvReaderOptions Reading(char separator) =>
        new()
        {
            Separator = separator,
            HasHeader = true,
            SkipEmptyLines = false,
            MalformedData = CsvMalformedDataHandling.Throw,
            FieldCountMismatch = CsvFieldCountHandling.Throw,
            TrackLineNumbers = true,
            FormatProvider = CultureInfo.InvariantCulture,
        };

    private static DataFrame LoadCsv(CsvReader reader, string source)
    {
        try
        {
            reader.ReadHeader();
            if (reader.Headers is not { Count: > 0 } head)
            {
                throw new InvalidDataException(
                    $"{source} line 1 column 1: the file is empty: expected a head line with the names of the columns"
                );
            }

            List<string?>[] cells = [.. head.Select(_ => new List<string?>())];
            while (reader.Read())
            {
                for (int i = 0; i < cells.Length; i++)
                {
                    cells[i].Add(reader.GetRawSpan(i).IsEmpty ? null : reader.GetString(i));
                }
            }

            return new DataFrame(head.Select((name, i) => CsvColumn.From(name, cells[i])));
        }
        catch (CsvFormatException error)
        {
            throw new InvalidDataException($"{source} line {error.LineNumber} byte {error.ByteOffset}: {error.Message}", error);
        }
    }
}
