namespace NotebookKit.Display;

/// <summary>Colours that read on light and dark pages alike, for pictures that cannot know where they will be shown.</summary>
/// <remarks>
/// A picture has no ground of its own. SVG within a page writes in the page's own colour of text, so it follows the theme of VS Code,
/// Jupyter or a browser. PNG, and SVG in a file of its own, cannot: they write in <see cref="Neutral"/>.
/// </remarks>
internal static class PageColors
{
    /// <summary>A grey with a contrast of 4.5 on white, and of 3.6 or more on the dark
    /// grounds of VS Code, Jupyter and GitHub (WCAG 2.2).</summary>
    public const string Neutral = "#6e7781";

    /// <summary>Lines that only guide the eye.</summary>
    public const string Grid = "rgba(110,119,129,0.28)";

    /// <summary>Areas behind others: a window of time, a box.</summary>
    public const string Shade = "rgba(110,119,129,0.14)";

    /// <summary>Text on a light mark of its own, such as a bar, a frame or a cell.</summary>
    public const string OnLight = "#1f2328";

    /// <summary>Text on a dark mark of its own.</summary>
    public const string OnDark = "#ffffff";

    /// <summary>The class that <see cref="Style"/> speaks of.</summary>
    public const string Class = "nbk-picture";

    /// <summary>The class of the part of a drawing that holds it once more for narrow screens.</summary>
    public const string Narrow = "nbk-narrow";

    /// <summary>Attribute of an svg element: what <c>currentColor</c> is within it, where
    /// <see cref="Style"/> does not say otherwise.</summary>
    public const string Alone = "color=\"" + Neutral + "\"";

    /// <summary>The rule that gives the picture the colour of the text around it, where
    /// there is some: in a page, not in a file of its own.</summary>
    public const string Style = "svg." + Class + ":not(:root){color:inherit}";
}
