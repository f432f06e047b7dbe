namespace NotebookKit.Plots;

/// <summary>Colours for quantities: from a light yellow through green and blue to a violet, in even steps of perceived lightness.</summary>
/// <remarks>
/// Cells have no ground of their own: where there is nothing, the page shows, light or dark. So both ends keep a distance from white and
/// from the grounds of dark pages. The path is computed in the OKLCH space (B. Ottosson 2020).
/// </remarks>
internal static class ColorScale
{
    /// <summary>How many colours there are; finer steps cannot be told apart and cost size.</summary>
    public const int Steps = 48;

    private static readonly string[] Table = [.. Enumerable.Range(0, Steps).Select(i => Compute(i / (Steps - 1.0)))];

    /// <summary>The colour of a fraction between 0 and 1.</summary>
    public static string At(double fraction) => Table[Index(fraction)];

    /// <summary>The colour of a step.</summary>
    public static string Step(int index) => Table[index];

    /// <summary>The step of a fraction between 0 and 1.</summary>
    public static int Index(double fraction) => (int)Math.Clamp(Math.Round(fraction * (Steps - 1)), 0, Steps - 1);

    /// <summary>True where white text reads better than black on the colour.</summary>
    public static bool IsDark(double fraction) => fraction > 0.65;

    private static string Compute(double t)
    {
        var lightness = 0.88 - 0.44 * t;
        var hue = (105 + 195 * t) * Math.PI / 180;
        // The chroma is what sRGB can show at that lightness and hue, up to a cap that keeps the path even.
        for (var chroma = 0.05 + 0.10 * Math.Sin(Math.PI * (0.12 + 0.76 * t)); chroma > 0; chroma -= 0.002)
        {
            var (r, g, b) = Rgb(lightness, chroma * Math.Cos(hue), chroma * Math.Sin(hue));
            if (Math.Min(r, Math.Min(g, b)) < -0.0005 || Math.Max(r, Math.Max(g, b)) > 1.0005)
                continue;
            return "#" + Hex(r) + Hex(g) + Hex(b);
        }
        return "#888888";
    }

    // OKLab to linear sRGB, matrices from https://bottosson.github.io/posts/oklab/
    private static (double R, double G, double B) Rgb(double lightness, double a, double b)
    {
        var l = Math.Pow(lightness + 0.3963377774 * a + 0.2158037573 * b, 3);
        var m = Math.Pow(lightness - 0.1055613458 * a - 0.0638541728 * b, 3);
        var s = Math.Pow(lightness - 0.0894841775 * a - 1.2914855480 * b, 3);
        return (
            4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
            -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
            -0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s
        );
    }

    private static string Hex(double linear)
    {
        var c = Math.Clamp(linear, 0, 1);
        var encoded = c <= 0.0031308 ? 12.92 * c : 1.055 * Math.Pow(c, 1 / 2.4) - 0.055; // IEC 61966-2-1
        return ((int)Math.Round(encoded * 255)).ToString("x2", System.Globalization.CultureInfo.InvariantCulture);
    }
}
