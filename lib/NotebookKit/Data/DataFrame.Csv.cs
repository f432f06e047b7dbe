using System.Globalization;
using System.Text;
using CsvHelper;

namespace NotebookKit.Data;

public sealed partial class DataFrame
{
    /// <summary>Reads a CSV file with a head line.</summary>
    /// <param name="filename">The file, UTF-8.</param>
    /// <param name="separator">Between two values.</param>
    /// <remarks>
    /// A column whose every value is a whole number holds <see cref="long"/>, one whose every value is a number <see cref="double"/>, one of
    /// true and false <see cref="bool"/>, one of times in the form 2026-11-24T19:11:05.0000000 <see cref="DateTime"/>, any other text. An empty value is null, a quoted empty one an empty text. A head such as
    /// <c>r_await [ms]</c> sets the unit. Numbers have a decimal point whatever the host's culture.
    /// </remarks>
    /// <exception cref="InvalidDataException">A line has more or fewer values than the head, or a quote is not closed; names file and line.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static DataFrame LoadCsv(string filename, char separator = ',')
    {
        using CsvReader reader = CsvReader.FromFile(filename, Reading(separator));
        return LoadCsv(reader, filename);
    }

    /// <summary>Reads CSV text with a head line, as <see cref="LoadCsv(string, char)"/> does.</summary>
    /// <exception cref="InvalidDataException">A line has more or fewer values than the head, or a quote is not closed; names the line.</exception>
    public static DataFrame LoadCsvFromString(string csvString, char separator = ',')
    {
        using CsvReader reader = CsvReader.FromText(csvString, Reading(separator));
        return LoadCsv(reader, "CSV text");
    }

    /// <summary>Writes a CSV file with a head line; null is written as nothing, a unit as <c>name [unit]</c>.</summary>
    public static void SaveCsv(DataFrame dataFrame, string path, char separator = ',')
    {
        ArgumentNullException.ThrowIfNull(dataFrame);
        using var writer = new StreamWriter(path, append: false, new UTF8Encoding(false));
        dataFrame.SaveCsv(writer, separator);
    }

    /// <summary>Writes CSV with a head line; null is written as nothing, a unit as <c>name [unit]</c>.</summary>
    /// <param name="writer">Receives the text; left open.</param>
    /// <param name="separator">Between two values.</param>
    public void SaveCsv(TextWriter writer, char separator = ',')
    {
        using var csv = CsvWriter.Create(writer, new CsvWriterOptions
        {
            Separator = separator,
            NewLine = "\n",
            Quoting = CsvQuoting.WhenNeededOrWhitespace,
            FormatProvider = CultureInfo.InvariantCulture,
        }, true);
        foreach (DataFrameColumn column in Columns)
        {
            csv.WriteField(column.Unit is null ? column.Name : $"{column.Name} [{column.Unit}]");
        }

        csv.EndRecord();
        for (long row = 0; row < Rows.Count; row++)
        {
            foreach (DataFrameColumn column in Columns)
            {
                // An empty text is quoted, so that it does not come back as null.
                string? text = column.ToInvariantText(row);
                csv.WriteField(text ?? "", text is "" ? CsvQuoting.Always : CsvQuoting.WhenNeededOrWhitespace);
            }

            csv.EndRecord();
        }
    }

    private static CsvReaderOptions Reading(char separator) => new()
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
                throw new InvalidDataException($"{source} line 1 column 1: the file is empty: expected a head line with the names of the columns");
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
