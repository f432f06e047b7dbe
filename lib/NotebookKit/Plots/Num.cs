using System.Globalization;
using NotebookKit.Display;

namespace NotebookKit.Plots;

/// <summary>Numbers as text, the same under every culture.</summary>
internal static class Num
{
    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;

    /// <summary>A coordinate: two decimals are below what an eye resolves.</summary>
    public static string Svg(double value)
    {
        var text = value.ToString("0.##", Invariant);
        return text == "-0" ? "0" : text;
    }

    /// <summary>A JSON number, nine significant digits (all digits of a whole number), or null for a value that is absent.</summary>
    public static string Json(double value)
    {
        if (!double.IsFinite(value))
            return "null";
        if (value == Math.Floor(value) && Math.Abs(value) < 1e15)
            return value == 0 ? "0" : value.ToString("0", Invariant);
        return value.ToString("G9", Invariant);
    }

    /// <summary>A value for people: three significant digits, groups of thousands.</summary>
    public static string Text(double value) =>
        double.IsNaN(value) ? "absent"
        : double.IsInfinity(value)
            ? value > 0 ? "infinite"
                : "-infinite"
        : ThreeDigits.Text(value);

    public static string Count(long value) => value.ToString("#,0", Invariant);

    public static string Whole(int value) => value.ToString(Invariant);
}
