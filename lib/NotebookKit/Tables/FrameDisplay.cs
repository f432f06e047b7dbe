using Microsoft.Data.Analysis;

namespace NotebookKit;

/// <content>A frame as HTML, Markdown and text: with units, its size, and how many rows are left out.</content>
public static partial class Frames
{
    /// <summary>The frame as an HTML table, safe to show: every text is escaped.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="maxRows">The most rows that are shown, the first and last ones; where null, as its title says, else 20.</param>
    public static string ToHtml(this DataFrame frame, int? maxRows = null) => frame.ToResult().ToHtml(maxRows);

    /// <summary>The frame as aligned text.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="maxRows">The most rows that are shown, the first and last ones; where null, as its title says, else 20.</param>
    public static string ToText(this DataFrame frame, int? maxRows = null) => frame.ToResult().ToText(maxRows);

    /// <summary>The frame as a Markdown table.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="maxRows">The most rows that are shown, the first and last ones; where null, as its title says, else 20.</param>
    public static string ToMarkdown(this DataFrame frame, int? maxRows = null) => frame.ToResult().ToMarkdown(maxRows);
}
