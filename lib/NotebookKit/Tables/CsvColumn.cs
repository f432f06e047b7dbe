using System.Globalization;
using Microsoft.Data.Analysis;

namespace NotebookKit.Tables;

/// <summary>Finds the type of a CSV column from its texts.</summary>
internal static class CsvColumn
{
    public static DataFrameColumn From(string head, List<string?> cells)
    {
        (string name, string? unit) = SplitUnit(head);
        DataFrameColumn column =
            Parse<long>(cells, static text => IsPlain(text) && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) ? number : null) is { } whole
                ? new CountColumn(name, whole)
            : Parse<double>(cells, static text => IsPlain(text) && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : null) is { } numbers
                ? new RealColumn(name, numbers)
            : Parse<bool>(cells, static text => text is "true" ? true : text is "false" ? false : (bool?)null) is { } truths
                ? new TruthColumn(name, truths)
            : Parse<DateTime>(cells, static text => DateTime.TryParseExact(text, "O", CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out DateTime time) ? time : null) is { } times
                ? new TimeColumn(name, times)
            : new TextColumn(name, cells);
        return column.In(unit);
    }

    // "007" and " 7" are texts: reading them as numbers would not give them back.
    private static bool IsPlain(string text) =>
        text.Trim() == text && !(text.Length > 1 && text[0] == '0' && char.IsAsciiDigit(text[1])) && text is not ['+', ..];

    private static (string Name, string? Unit) SplitUnit(string head)
    {
        int open = head.LastIndexOf(" [", StringComparison.Ordinal);
        return open > 0 && head[^1] == ']' ? (head[..open], head[(open + 2)..^1]) : (head, null);
    }

    private static List<T?>? Parse<T>(List<string?> cells, Func<string, T?> parse)
        where T : struct
    {
        var values = new List<T?>(cells.Count);
        bool any = false;
        foreach (string? cell in cells)
        {
            T? value = cell is null ? null : parse(cell);
            if (cell is not null && value is null)
            {
                return null;
            }

            any |= value is not null;
            values.Add(value);
        }

        return any ? values : null;
    }
}
