using System.Globalization;
using System.Text.RegularExpressions;

namespace NotebookKit.Training;

/// <summary>A number with its unit, as people write it down.</summary>
/// <param name="Value">The number.</param>
/// <param name="Unit">What stands behind it, in small letters; empty where nothing does.</param>
internal readonly partial record struct Quantity(double Value, string Unit)
{
    // By what a unit is multiplied to be the first of its kind; a rate is as much per second as it is at all.
    private static readonly Dictionary<string, (string Kind, double Factor)> Units = new(StringComparer.Ordinal)
    {
        ["ms"] = ("time", 1),
        ["s"] = ("time", 1000),
        ["sec"] = ("time", 1000),
        ["seconds"] = ("time", 1000),
        ["us"] = ("time", 0.001),
        ["µs"] = ("time", 0.001),
        ["min"] = ("time", 60_000),
        ["sectors"] = ("size", 0.5),
        ["kib"] = ("size", 1),
        ["kb"] = ("size", 1),
        ["k"] = ("size", 1),
        ["mib"] = ("size", 1024),
        ["mb"] = ("size", 1024),
        ["kib/s"] = ("rate", 1),
        ["kb/s"] = ("rate", 1),
        ["mib/s"] = ("rate", 1024),
        ["mb/s"] = ("rate", 1024),
    };

    /// <summary>The first number of an answer that is no part of a word, such as the
    /// <c>0</c> of <c>nvme0n1</c>; null where there is none.</summary>
    public static Quantity? Of(string answer) =>
        Number().Match(Thousands().Replace(answer, "")) is { Success: true } found
        && double.TryParse(found.Groups[1].Value, CultureInfo.InvariantCulture, out double value)
            ? new Quantity(value, found.Groups[2].Value.ToLowerInvariant())
            : null;

    /// <summary>The number in another unit; as it is where one of them is no unit that is known, or of another kind.</summary>
    public double In(string? unit) =>
        unit is not null
        && Units.TryGetValue(Unit, out (string Kind, double Factor) mine)
        && Units.TryGetValue(unit.ToLowerInvariant(), out (string Kind, double Factor) other)
        && mine.Kind == other.Kind
            ? Value * mine.Factor / other.Factor
            : Value;

    [GeneratedRegex(@"(?<![A-Za-z0-9.])(\d+(?:\.\d+)?)\s*([A-Za-zµ%]+(?:/s)?)?")]
    private static partial Regex Number();

    [GeneratedRegex(@"(?<=\d),(?=\d{3}(?!\d))")]
    private static partial Regex Thousands();
}
