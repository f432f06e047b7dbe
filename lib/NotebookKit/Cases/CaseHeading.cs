using NotebookKit.Display;

namespace NotebookKit.Cases;

/// <summary>A heading and what is to be said below it, as a cell shows them: there only where there is something to be headed.</summary>
/// <param name="Title">The heading.</param>
/// <param name="Says">A sentence or two.</param>
[TypeFormatterSource(typeof(ShownFormatterSource), PreferredMimeTypes = [MimeTypes.Markdown, MimeTypes.Text])]
internal sealed record CaseHeading(string Title, string Says) : IShown
{
    /// <inheritdoc/>
    public override string ToString() => $"{Title}\n\n{Says}";

    /// <summary>A heading of the page, which lists it among its contents.</summary>
    bool IShown.Show(string mimeType, TextWriter writer) =>
        mimeType == MimeTypes.Markdown && writer.Wrote($"## {Plain(Title)}\n\n{Plain(Says)}\n");

    // Names of a stranger's host and files are text, whatever they look like.
    private static string Plain(string text) =>
        string.Concat(
            text.Select(letter =>
                letter is '\\' or '`' or '*' or '_' or '[' or ']' or '<' or '>' or '#' or '|' or '!' or '~' or '&' or '$' ? "\\" + letter
                : letter is '\n' or '\r' ? " "
                : letter.ToString()
            )
        );
}
