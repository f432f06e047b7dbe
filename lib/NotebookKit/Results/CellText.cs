using System.Globalization;
using NotebookKit.Display;

namespace NotebookKit.Results;

/// <summary>How the values of a column look to a reader: aligned, grouped, with no more digits than tell something.</summary>
internal static class CellText
{
    public const string Absent = "–";

    /// <summary>A value as text that reads back to itself, whatever the host's language; null for null.</summary>
    public static string? Invariant(object? value) =>
        value switch
        {
            null => null,
            double number => number.ToString("R", CultureInfo.InvariantCulture),
            float number => number.ToString("R", CultureInfo.InvariantCulture),
            DateTime time => time.ToString("O", CultureInfo.InvariantCulture),
            bool truth => truth ? "true" : "false",
            IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
            _ => value.ToString(),
        };

    /// <summary>A value of any type of number; null where it is absent or no number.</summary>
    public static double? Number(object? value) =>
        value is IConvertible number and not (string or bool or char or DateTime)
            ? Convert.ToDouble(number, CultureInfo.InvariantCulture)
            : null;

    /// <summary>Writes some values of a column; all of them with as many decimals as the column needs.</summary>
    /// <returns>The texts, null where absent.</returns>
    public static string?[] Format(ResultColumn column, IReadOnlyList<long> rows)
    {
        object?[] values = [.. rows.Select(row => column[row])];
        if (column.IsReal)
        {
            double?[] numbers = [.. values.Select(Number)];
            string? format = FormatOf([.. numbers.OfType<double>()]);
            return [.. numbers.Select(number => number is { } value ? Number(value, format) : null)];
        }

        return [.. values.Select(value => value is null ? null : Text(value, column.IsNumber))];
    }

    // Three significant digits of the largest value, and as many decimals for all: more
    // would claim what a measurement of I/O times never has.
    private static string? FormatOf(double[] values)
    {
        double[] sizes = [.. values.Where(double.IsFinite).Select(Math.Abs).Where(value => value > 0).Order()];
        if (sizes.Length == 0 || sizes.All(ThreeDigits.IsExact))
        {
            return "#,0";
        }

        // Where the small ones would lose their second digit, columns cannot be aligned without lies: each value then has its own digits.
        int decimals = ThreeDigits.Decimals(sizes[^1]);
        if (sizes[^1] >= LargestWithDecimals || decimals > MostDecimals || sizes[0] < 10 * Math.Pow(10, -decimals))
        {
            return null;
        }

        int needed = Enumerable
            .Range(0, decimals + 1)
            .First(d => d == decimals || sizes.All(value => Math.Abs(Math.Round(value, d) - value) < 1e-9 * value));
        return "#,0" + (needed > 0 ? "." + new string('0', needed) : "");
    }

    private const double LargestWithDecimals = 1000;
    private const int MostDecimals = 6;

    private static string Number(double value, string? format) =>
        format is null || !double.IsFinite(value) ? ThreeDigits.Text(value) : value.ToString(format, CultureInfo.InvariantCulture);

    private static string Text(object value, bool isNumber) =>
        value switch
        {
            string text => text,
            bool truth => truth ? "yes" : "no",
            DateTime time => time.ToString(
                time.TimeOfDay == TimeSpan.Zero ? "yyyy-MM-dd" : "yyyy-MM-dd HH:mm:ss.FFF",
                CultureInfo.InvariantCulture
            ),
            IFormattable number when isNumber => number.ToString("#,0", CultureInfo.InvariantCulture),
            IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
            _ => value.ToString() ?? "",
        };
}
