using NotebookKit.Scripting.Cells;
using NotebookKit.Scripting.Formatting;

namespace NotebookKit.Kernel.Directives;

/// <summary>Shows the variables that cells declared.</summary>
internal static class SessionVariables
{
    private const int Longest = 80;

    /// <summary>The names of C#'s, and a line for each other language that has any.</summary>
    public static MimeBundle Names(CSharpSession session, IEnumerable<(string Language, IReadOnlyList<string> Names)> others) =>
        new(
            "text/plain",
            string.Join(
                '\n',
                others
                    .Select(other => $"{other.Language}: {string.Join("  ", other.Names)}")
                    .Prepend(string.Join("  ", session.Variables().Select(variable => variable.Name).Order(StringComparer.Ordinal)))
            )
        );

    public static MimeBundle Table(CSharpSession session) =>
        ValueFormatter.Format(
            session
                .Variables()
                .OrderBy(variable => variable.Name, StringComparer.Ordinal)
                .Select(variable => new Row(variable.Name, TypeName.Of(variable.Type), Cut(PlainText.Of(variable.Value))))
                .ToArray()
        );

    private static string Cut(string text) =>
        text.ReplaceLineEndings(" ") is var line && line.Length > Longest ? line[..(Longest - 1)] + "…" : line;

    private sealed record Row(string Variable, string Type, string Value);
}
