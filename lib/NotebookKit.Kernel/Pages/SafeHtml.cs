using System.Globalization;
using AngleSharp.Dom;
using Ganss.Xss;

namespace NotebookKit.Kernel.Pages;

/// <summary>Takes out of a notebook's HTML whatever runs, reaches out or leaves its place; says what it took.</summary>
/// <remarks>The page's content security policy forbids the same a second time.</remarks>
internal static class SafeHtml
{
    private static readonly string[] Drawing =
    [
        "svg",
        "g",
        "path",
        "rect",
        "circle",
        "ellipse",
        "line",
        "polyline",
        "polygon",
        "text",
        "tspan",
        "title",
        "desc",
        "defs",
        "linearGradient",
        "radialGradient",
        "stop",
        "clipPath",
    ];

    private static readonly string[] DrawingAttributes =
    [
        "viewBox",
        "xmlns",
        "d",
        "x",
        "y",
        "x1",
        "y1",
        "x2",
        "y2",
        "cx",
        "cy",
        "r",
        "rx",
        "ry",
        "dx",
        "dy",
        "points",
        "transform",
        "fill",
        "fill-opacity",
        "stroke",
        "stroke-width",
        "stroke-opacity",
        "stroke-dasharray",
        "stroke-linejoin",
        "stroke-linecap",
        "opacity",
        "text-anchor",
        "dominant-baseline",
        "font-size",
        "font-family",
        "font-weight",
        "offset",
        "stop-color",
        "stop-opacity",
        "clip-path",
        "preserveAspectRatio",
        "gradientUnits",
        "role",
        "aria-label",
        "id",
        "class",
        "color",
        "overflow",
        "shape-rendering",
        "pointer-events",
    ];

    // What could lay itself over the page or fetch.
    private static readonly string[] Displaced = ["position", "z-index", "float", "top", "left", "right", "bottom", "content"];

    /// <summary>Cleans a piece of HTML.</summary>
    /// <returns>The HTML, and what was taken out, in words; null where nothing was.</returns>
    public static (string Html, string? Removed) Clean(string html)
    {
        var removed = new SortedDictionary<string, int>(StringComparer.Ordinal);
        string clean = Create(removed).Sanitize(html);
        return (
            clean,
            removed.Count == 0
                ? null
                : string.Join(", ", removed.Select(one => string.Create(CultureInfo.InvariantCulture, $"{one.Value} × {one.Key}")))
        );
    }

    private static HtmlSanitizer Create(SortedDictionary<string, int> removed)
    {
        var cleaner = new HtmlSanitizer();
        cleaner.AllowedTags.UnionWith(Drawing);
        cleaner.AllowedAttributes.UnionWith(DrawingAttributes);
        cleaner.AllowDataAttributes = true;
        cleaner.AllowedTags.ExceptWith(["form", "input", "button", "select", "option", "textarea", "fieldset", "body", "head", "html"]);
        cleaner.AllowedCssProperties.ExceptWith(Displaced);
        cleaner.AllowedSchemes.Add("mailto");
        cleaner.AllowedSchemes.Add("data");
        cleaner.FilterUrl += (_, url) => url.SanitizedUrl = IsAllowed(url.Tag, url.OriginalUrl) ? url.OriginalUrl : null;
        cleaner.RemovingTag += (_, tag) => Count(removed, "<" + tag.Tag.TagName.ToLowerInvariant() + ">");
        cleaner.RemovingAttribute += (_, attribute) => Count(removed, attribute.Attribute.Name);
        return cleaner;
    }

    // A picture must be in the page; a link may lead out of it.
    private static bool IsAllowed(IElement tag, string url) =>
        tag.TagName.ToUpperInvariant() switch
        {
            "IMG" => IsPicture(url),
            "A" => Links.IsSafe(url),
            _ => url.StartsWith('#'),
        };

    private static bool IsPicture(string url) => url.StartsWith("data:image/", StringComparison.OrdinalIgnoreCase);

    private static void Count(SortedDictionary<string, int> removed, string what) => removed[what] = removed.GetValueOrDefault(what) + 1;
}
