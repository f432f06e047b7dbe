using System.Net;
using System.Text.RegularExpressions;

namespace NotebookKit.Plots;

/// <summary>Texts and colours as plotly takes them, for a picture that knows no HTML.</summary>
internal static partial class PlotlyText
{
    /// <summary>The lines of a text, without the tags that plotly reads in it; other tags are text to it, and to us.</summary>
    public static string[] Lines(string? text) =>
        text is null
            ? []
            : [.. Break().Split(text).Select(line => WebUtility.HtmlDecode(Tag().Replace(line, "")).Trim()).Where(line => line.Length > 0)];

    /// <summary>A text in one line.</summary>
    public static string Line(string? text) => string.Join(" ", Lines(text));

    /// <summary>A text in which only the tags that plotly reads are tags: any other is written so that no page takes it for one.</summary>
    public static string Harmless(string text) => Other().Replace(text, "&lt;");

    /// <summary>A colour as a picture may hold it; null for what is none: a reference to anything else must not get in.</summary>
    public static string? Color(string? text) =>
        text is null ? null
        : Name().IsMatch(text) ? text.Trim()
        : Rgb().Match(text) is { Success: true } rgb ? "#" + string.Concat(Enumerable.Range(1, 3).Select(i => Channel(rgb.Groups[i].Value)))
        : null;

    private static string Channel(string text) =>
        Math.Min(255, int.Parse(text, System.Globalization.CultureInfo.InvariantCulture))
            .ToString("x2", System.Globalization.CultureInfo.InvariantCulture);

    [GeneratedRegex(@"<br\s*/?>", RegexOptions.IgnoreCase)]
    private static partial Regex Break();

    [GeneratedRegex(@"</?(?:b|i|em|strong|sub|sup|a|span|s|u)(?:\s[^>]*)?>", RegexOptions.IgnoreCase)]
    private static partial Regex Tag();

    [GeneratedRegex(@"<(?!/?(?:br|b|i|em|strong|sub|sup|a|span|s|u)\b)", RegexOptions.IgnoreCase)]
    private static partial Regex Other();

    [GeneratedRegex(@"^\s*(?:[a-zA-Z]{3,24}|#[0-9a-fA-F]{3}|#[0-9a-fA-F]{6})\s*$")]
    private static partial Regex Name();

    [GeneratedRegex(@"^\s*rgba?\(\s*(\d{1,3})\s*,\s*(\d{1,3})\s*,\s*(\d{1,3})\s*(?:,\s*[\d.]+\s*)?\)\s*$")]
    private static partial Regex Rgb();
}
