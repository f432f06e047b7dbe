using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace NotebookKit.Kernel.Pages;

/// <summary>Pictures that stand in a page as SVG of its own text: with no script they
/// show all they have, with the page's script they can be worked.</summary>
internal static partial class LivePicture
{
    /// <summary>The picture of a drawing, cleaned as any HTML of a notebook is; null where it is no SVG or too long.</summary>
    /// <param name="svg">The SVG document.</param>
    /// <param name="id">The element's id; null for none.</param>
    /// <param name="bounds">What a page works through.</param>
    public static string? Write(string svg, string? id, PageBounds bounds)
    {
        if (!svg.StartsWith("<svg", StringComparison.Ordinal) || !bounds.TakesHtml(svg))
        {
            return null;
        }

        // Its own style says what the page's says too; the field for a search comes with the page's script.
        (string clean, string? removed) = SafeHtml.Clean(Dressing().Replace(Narrow().Replace(svg, ""), ""));
        string named = Id().Replace(clean, $"<svg{(id is null ? "" : $" id=\"{id}\"")}{Least(svg)}", 1);
        string note = removed is null
            ? ""
            : $"<p class=\"note\">Left out of this picture, which holds nothing that runs or loads: {PageFrame.Escape(removed)}.</p>\n";
        return $"<figure class=\"live\">{named}</figure>\n{note}";
    }

    /// <summary>The drawing as a narrow screen shows it, without scrolling; null where there is none.</summary>
    public static string? WriteNarrow(string drawing, PageBounds bounds) =>
        Narrow().Match(drawing) is { Success: true } found && bounds.TakesHtml(found.Groups[1].Value)
            ? $"<figure>{SafeHtml.Clean(found.Groups[1].Value).Html}</figure>\n"
            : null;

    /// <summary>Keeps the smallest letters of a drawing at 9 pixels on narrow screens, where
    /// the drawing scrolls in a box of its own; empty where its width is unknown.</summary>
    /// <param name="svg">The SVG document; its smallest letters have 11 pixels at its full width.</param>
    public static string Least(string svg) =>
        Width().Match(svg) is { Success: true } found
        && double.TryParse(found.Groups[1].ValueSpan, CultureInfo.InvariantCulture, out double width)
            ? Least(width)
            : "";

    /// <summary>The same for a picture of that many pixels.</summary>
    public static string Least(double width) =>
        string.Create(CultureInfo.InvariantCulture, $" style=\"min-width:{Math.Ceiling(width * 9 / 11)}px\"");

    /// <summary>The drawing in the HTML of a flame graph, which its script would put in
    /// place of the plain picture; null for other HTML.</summary>
    public static string? OfFlame(string html)
    {
        if (!html.StartsWith("<div class=\"nbk-flame-host", StringComparison.Ordinal) || Flame().Match(html) is not { Success: true } found)
        {
            return null;
        }

        byte[] bytes = new byte[found.Groups[1].ValueSpan.Length];
        return Convert.TryFromBase64Chars(found.Groups[1].ValueSpan, bytes, out int written)
            ? Encoding.UTF8.GetString(bytes, 0, written)
            : null;
    }

    [GeneratedRegex(
        @"nbkFlameIn\(""[^""]*"",""[^""]*"",""([A-Za-z0-9+/=]+)""\)",
        RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 10_000
    )]
    private static partial Regex Flame();

    [GeneratedRegex(@"<defs class=""nbk-narrow"">(<svg.*?</svg>)</defs>", RegexOptions.Singleline)]
    private static partial Regex Narrow();

    [GeneratedRegex(@"<style>[^<]*</style>|<foreignObject\b.*?</foreignObject>", RegexOptions.Singleline)]
    private static partial Regex Dressing();

    [GeneratedRegex(@"\A<svg\b[^>]*? width=""([0-9.]{1,9})""")]
    private static partial Regex Width();

    [GeneratedRegex(@"<svg(?: id=""[^""]*"")?")]
    private static partial Regex Id();
}
