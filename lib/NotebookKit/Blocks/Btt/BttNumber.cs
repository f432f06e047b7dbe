using System.Globalization;

namespace NotebookKit.Blocks;

/// <summary>Writes numbers as C's printf does.</summary>
internal static class BttNumber
{
    /// <summary>A number with so many decimals; a tie goes to the even digit, where .NET would round it up.</summary>
    public static string Fixed(double value, int decimals)
    {
        // As glibc's printf: nan, inf, and a sign also for what is no number.
        if (!double.IsFinite(value))
        {
            return (double.IsNegative(value) ? "-" : "") + (double.IsNaN(value) ? "nan" : "inf");
        }

        string rounded = value.ToString("F" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

        // A double has at most 52 binary places behind the point that can make a tie, so these digits are all it has.
        string exact = value.ToString("F" + (decimals + 55).ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        ReadOnlySpan<char> rest = exact.AsSpan(exact.Length - 55);
        if (rest[0] != '5' || rest[1..].ContainsAnyExcept('0'))
        {
            return rounded;
        }

        string cut = exact[..^55].TrimEnd('.');
        return (cut[^1] - '0') % 2 == 0 ? cut : rounded;
    }
}
