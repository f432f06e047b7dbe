using NotebookKit.Display;

namespace NotebookKit;

/// <summary>A word of the lab to the trainee.</summary>
/// <param name="Text">The word, in plain lines.</param>
[TypeFormatterSource(typeof(ShownFormatterSource))]
public sealed record LabNote(string Text) : IShown
{
    /// <summary>True for words in columns, which letters of one width keep in line.</summary>
    public bool InColumns { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Text;

    string IShown.ToHtml() => Html(Text, InColumns);

    /// <summary>Words of the lab as a notebook shows them: lines stay lines.</summary>
    internal static string Html(string text, bool inColumns = false) =>
        $"<div style=\"white-space:pre-wrap;max-width:60em{(inColumns ? ";font-family:monospace" : "")}\">{HtmlText.Escape(text)}</div>";
}
