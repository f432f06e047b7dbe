using System.Globalization;

namespace NotebookKit.Display;

/// <summary>Numbers with no more digits than a measurement of I/O has: three that are
/// significant; whole numbers are counts, and exact.</summary>
internal static class ThreeDigits
{
    private const int Significant = 3;
    private const double LargestExact = 1e15;
    private const double Smallest = 1e-6;

    /// <summary>The number for a reader, in groups of thousands, the same under every culture.</summary>
    public static string Text(double value)
    {
        if (!double.IsFinite(value))
        {
            return double.IsNaN(value) ? "NaN"
                : value > 0 ? "∞"
                : "-∞";
        }

        double size = Math.Abs(value);
        return IsExact(value) ? value.ToString("#,0", CultureInfo.InvariantCulture)
            : size < Smallest || size >= LargestExact ? value.ToString("0.##e+0", CultureInfo.InvariantCulture)
            : Rounded(value).ToString("#,0.#########", CultureInfo.InvariantCulture);
    }

    /// <summary>The number for a reader where it is known to be measured: three digits
    /// though it be whole, as a rate in KiB/s may be.</summary>
    public static string Measured(double value) =>
        Text(
            double.IsFinite(value) && value != 0 && Math.Abs(value) < LargestExact && Math.Abs(value) >= Smallest
                ? (double)Rounded(value)
                : value
        );

    /// <summary>The number for a reader where it is known to be measured; empty where there is none.</summary>
    public static string Measured(double? value) => value is { } number ? Measured(number) : "";

    /// <summary>The number for a reader; empty where there is none.</summary>
    public static string Text(double? value) => value is { } number ? Text(number) : "";

    /// <summary>True for what may be a count.</summary>
    public static bool IsExact(double value) => value == Math.Floor(value) && Math.Abs(value) < LargestExact;

    /// <summary>The decimals that three significant digits of a number have; 0 from 100 on.</summary>
    public static int Decimals(double value) => Math.Max(0, Significant - 1 - (int)Math.Floor(Math.Log10(Math.Abs(value))));

    // In decimal, or the last digits of a double would show.
    private static decimal Rounded(double value)
    {
        int power = (int)Math.Floor(Math.Log10(Math.Abs(value)));
        if (power < Significant)
        {
            return Math.Round((decimal)value, Significant - 1 - power, MidpointRounding.AwayFromZero);
        }

        decimal unit = 1;
        for (int at = Significant - 1; at < power; at++)
        {
            unit *= 10;
        }

        return Math.Round((decimal)value / unit, MidpointRounding.AwayFromZero) * unit;
    }
}
