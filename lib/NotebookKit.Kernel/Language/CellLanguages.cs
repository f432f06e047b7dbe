using NotebookKit.Kernel.Directives;

namespace NotebookKit.Kernel.Language;

/// <summary>Which lines of a cell are of which language.</summary>
internal static class CellLanguages
{
    /// <summary>The directive of the language that a place is in: <c>#!csharp</c>, <c>#!sql</c>, ….</summary>
    public static string At(string code, int cursor) => Lines(code[..cursor]).Last().Language;

    /// <summary>The text with the lines of other languages, and the directives, as blanks: every position stays.</summary>
    public static string CSharp(string code) =>
        string.Join(
            '\n',
            Lines(code)
                .Select(line =>
                    line.Language == DirectiveLine.CSharp && DirectiveLine.Parse(line.Text) is null
                        ? line.Text
                        : new string(' ', line.Text.Length)
                )
        );

    private static IEnumerable<(string Text, string Language)> Lines(string code)
    {
        string language = DirectiveLine.CSharp;
        foreach (string line in code.Split('\n'))
        {
            // #!sh with a command behind it is that line alone.
            if (
                DirectiveLine.Parse(line) is var (name, rest)
                && DirectiveLine.TakesLines(name)
                && !(name == DirectiveLine.Shell && rest.Length > 0)
            )
            {
                language = name;
            }

            yield return (line, language);
        }
    }
}
