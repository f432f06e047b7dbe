using System.Diagnostics.CodeAnalysis;
using NotebookKit.Display;

namespace NotebookKit.Cases;

/// <summary>A heading and what is to be said below it, as a cell shows them: there only where there is something to be headed.</summary>
/// <param name="Title">The heading.</param>
/// <param name="Says">A sentence or two.</param>
[TypeFormatterSource(typeof(CaseHeadingFormatterSource), PreferredMimeTypes = ["text/markdown", "text/plain"])]
internal sealed record CaseHeading(string Title, string Says)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Title}\n\n{Says}";
}

/// <summary>Shows a <see cref="CaseHeading"/> as a heading of the page, which lists it among its contents.</summary>
internal sealed class CaseHeadingFormatterSource
{
    /// <summary>Creates the formatters; called by the notebook engine.</summary>
    [SuppressMessage("Performance", "CA1822", Justification = "The convention asks for an instance method.")]
    public IEnumerable<object> CreateTypeFormatters() =>
        [
            new MimeFormatter("text/markdown", (value, writer) => writer.Write(Markdown((CaseHeading)value))),
            new MimeFormatter("text/plain", (value, writer) => writer.Write(((CaseHeading)value).ToString())),
        ];

    private static string Markdown(CaseHeading heading) => $"## {Plain(heading.Title)}\n\n{Plain(heading.Says)}\n";

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
