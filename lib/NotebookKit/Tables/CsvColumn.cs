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
            Parse(cells, Whole) is { } whole ? new CountColumn(name, whole)
            : Parse(cells, Number) is { } numbers ? new RealColumn(name, numbers)
            : Parse(cells, Truth) is { } truths ? new TruthColumn(name, truths)
            : Parse(cells, Time) is { } times ? new TimeColumn(name, times)
            : new TextColumn(name, cells);
        return column.In(unit);
    }

    private static long? Whole(string text) =>
        IsPlain(text) && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) ? number : null;

    private static double? Number(string text) =>
        IsPlain(text) && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : null;

    private static bool? Truth(string text) =>
        text switch
        {
            "true" => true,
            "false" => false,
            _ => null,
        };

    private static DateTime? Time(string text) =>
        DateTime.TryParseExact(text, "O", CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out DateTime time) ? time : null;

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
