namespace NotebookKit.Scripting.Formatting;

/// <summary>A text that is HTML and is shown as it is.</summary>
/// <param name="Html">The HTML; whoever makes it has escaped what came from elsewhere.</param>
public sealed record HtmlString(string Html)
{
    /// <inheritdoc/>
    public override string ToString() => Html;
}
