using System.Globalization;
using System.Text.Json.Nodes;

namespace NotebookKit.Plots;

/// <summary>What the values of an axis are.</summary>
internal enum ValueKind
{
    /// <summary>Numbers.</summary>
    Numbers,

    /// <summary>Points in time.</summary>
    Dates,

    /// <summary>Names, each a place of its own.</summary>
    Names,
}

/// <summary>One array of a plotly series: numbers, dates or names.</summary>
internal sealed class PlotlyValues
{
    private readonly string?[] _texts;

    private PlotlyValues(double[] numbers, string?[] texts, ValueKind kind) => (Numbers, _texts, Kind) = (numbers, texts, kind);

    /// <summary>The numbers; dates as seconds since 1970; NaN where there is none.</summary>
    public double[] Numbers { get; }

    /// <summary>What they are.</summary>
    public ValueKind Kind { get; }

    /// <summary>How many.</summary>
    public int Count => Numbers.Length;

    /// <summary>A value as a name.</summary>
    public string Name(int i) => _texts[i] ?? (double.IsNaN(Numbers[i]) ? "" : Num.Text(Numbers[i]));

    /// <summary>Reads an array; null where there is none.</summary>
    public static PlotlyValues? Of(JsonNode? node)
    {
        if (node is not JsonArray array)
        {
            return null;
        }

        var numbers = new double[array.Count];
        var texts = new string?[array.Count];
        int dates = 0,
            names = 0;
        for (int i = 0; i < array.Count; i++)
        {
            texts[i] = ModernPlotly.Text(array[i]);
            if (Number(array[i]) is { } number)
            {
                numbers[i] = number;
            }
            else if (Date(texts[i]) is { } seconds)
            {
                numbers[i] = seconds;
                dates++;
            }
            else
            {
                numbers[i] = double.NaN;
                names += texts[i] is null ? 0 : 1;
            }
        }

        return new PlotlyValues(
            numbers,
            texts,
            names > 0 ? ValueKind.Names
                : dates > 0 ? ValueKind.Dates
                : ValueKind.Numbers
        );
    }

    /// <summary>The places of values that were not given: start, start + step, ...</summary>
    public static PlotlyValues Places(JsonNode? start, JsonNode? step, int count)
    {
        (double from, double by) = (Number(start) ?? 0, Number(step) ?? 1);
        return new PlotlyValues([.. Enumerable.Range(0, count).Select(i => from + (i * by))], new string?[count], ValueKind.Numbers);
    }

    /// <summary>A number, written as one or as text; null for what is none.</summary>
    public static double? Number(JsonNode? node) =>
        node is not JsonValue value ? null
        : value.TryGetValue(out double number) ? number
        : value.TryGetValue(out int whole) ? whole
        : value.TryGetValue(out string? text) && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number)
            ? number
        : null;

    // plotly's dates: 2026-11-22, 2026-11-22 13:45, 2026-11-22T13:45:00.123Z.
    private static double? Date(string? text) =>
        text is { Length: >= 10 }
        && text[4] == '-'
        && DateTime.TryParse(
            text,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out DateTime time
        )
            ? (time - DateTime.UnixEpoch).TotalSeconds
            : null;
}
