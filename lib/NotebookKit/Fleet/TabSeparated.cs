using System.Globalization;
using System.Text;
using Microsoft.Data.Analysis;

namespace NotebookKit.Fleet;

/// <summary>Rows in ClickHouse's format TabSeparated: tabs between values, \N for none, a
/// backslash in front of what would end one.</summary>
/// <remarks>Source: clickhouse.com/docs, Formats for input and output data, TabSeparated.</remarks>
internal sealed class TabSeparated
{
    private static readonly UTF8Encoding Letters = new(false);
    private readonly List<byte> _bytes = [];

    public bool IsEmpty => _bytes.Count == 0;

    public void Add(ReadOnlySpan<object?> values)
    {
        var line = new StringBuilder();
        foreach (object? value in values)
        {
            line.Append(line.Length == 0 ? "" : "\t").Append(Field(value));
        }

        _bytes.AddRange(Letters.GetBytes(line.Append('\n').ToString()));
    }

    public byte[] ToArray() => [.. _bytes];

    /// <summary>A value inside quotes, for SQL.</summary>
    public static string Literal(object value) => value is string text ? $"'{Escaped(text)}'" : Field(value);

    /// <summary>Reads rows behind a line of names and one of types.</summary>
    /// <exception cref="FleetException">The answer is of another form.</exception>
    public static DataFrame Read(byte[] answer)
    {
        string[] lines = Letters.GetString(answer).Split('\n');
        if (lines.Length < 3)
        {
            throw new FleetException($"the server answered no table: \"{lines[0]}\"");
        }

        string[] names = [.. lines[0].Split('\t').Select(Plain)];
        string[] types = [.. lines[1].Split('\t').Select(Plain)];
        string[][] rows = [.. lines[2..^1].Select(line => line.Split('\t'))];
        return new DataFrame(names.Select((name, i) => Column(name, types[i], rows.Select(row => row[i] == "\\N" ? null : Plain(row[i])))));
    }

    private static DataFrameColumn Column(string name, string type, IEnumerable<string?> texts)
    {
        string?[] values = [.. texts];
        const string Nullable = "Nullable(";
        string plain = type.StartsWith(Nullable, StringComparison.Ordinal) ? type[Nullable.Length..^1] : type;
        return plain.StartsWith("Int", StringComparison.Ordinal) || plain.StartsWith("UInt", StringComparison.Ordinal) ? Whole(name, values)
            : plain.StartsWith("Float", StringComparison.Ordinal) || plain.StartsWith("Decimal", StringComparison.Ordinal)
                ? new RealColumn(
                    name,
                    values.Select(value =>
                        value is null or "nan" or "inf" or "-inf" ? (double?)null : double.Parse(value, CultureInfo.InvariantCulture)
                    )
                )
            : new TextColumn(name, values);
    }

    // A hash has 64 bits without a sign, for which a frame has no column: rounded, as DuckDB's are.
    private static DataFrameColumn Whole(string name, string?[] values)
    {
        Int128?[] numbers = [.. values.Select(value => value is null ? (Int128?)null : Int128.Parse(value, CultureInfo.InvariantCulture))];
        return Array.Exists(numbers, number => number > long.MaxValue)
            ? new RealColumn(name, numbers.Select(number => (double?)number))
            : new CountColumn(name, numbers.Select(number => (long?)number));
    }

    private static string Field(object? value) =>
        value switch
        {
            null => "\\N",
            string text => Escaped(text),
            double number => number.ToString("R", CultureInfo.InvariantCulture),
            IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
            _ => throw new ArgumentException($"{value.GetType().Name} is no value of a fleet's table", nameof(value)),
        };

    private static string Escaped(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (char letter in text)
        {
            escaped.Append(
                letter switch
                {
                    '\\' => "\\\\",
                    '\t' => "\\t",
                    '\n' => "\\n",
                    '\r' => "\\r",
                    '\'' => "\\'",
                    '\0' => "\\0",
                    '\b' => "\\b",
                    '\f' => "\\f",
                    _ => letter.ToString(),
                }
            );
        }

        return escaped.ToString();
    }

    private static string Plain(string field)
    {
        if (!field.Contains('\\', StringComparison.Ordinal))
        {
            return field;
        }

        var plain = new StringBuilder(field.Length);
        for (int i = 0; i < field.Length; i++)
        {
            plain.Append(
                field[i] != '\\' || i + 1 == field.Length
                    ? field[i]
                    : field[++i] switch
                    {
                        't' => '\t',
                        'n' => '\n',
                        'r' => '\r',
                        '0' => '\0',
                        'b' => '\b',
                        'f' => '\f',
                        char other => other,
                    }
            );
        }

        return plain.ToString();
    }
}
