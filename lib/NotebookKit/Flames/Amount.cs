using System.Globalization;
using NotebookKit.Stats;

namespace NotebookKit.Flames;

/// <summary>A weight as people read it.</summary>
internal static class Amount
{
    public static string Of(ulong weight, string unit) =>
        unit switch
        {
            "ns" => Time(weight / NsIn.Second),
            "us" => Time(weight / 1e6),
            _ => string.Create(CultureInfo.InvariantCulture, $"{weight:#,0} {unit}"),
        };

    public static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.00} %");

    private static string Time(double seconds) =>
        seconds switch
        {
            >= 1 => string.Create(CultureInfo.InvariantCulture, $"{seconds:0.00} s"),
            >= 1e-3 => string.Create(CultureInfo.InvariantCulture, $"{seconds * 1e3:0.0} ms"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{seconds * 1e6:0.0} us"),
        };
}
