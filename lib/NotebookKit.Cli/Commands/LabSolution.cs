using System.Globalization;
using System.Text.RegularExpressions;
using NotebookKit.Kernel.Notebooks;

namespace NotebookKit.Cli.Commands;

/// <summary>Writes answers into the blanks of an exercise's notebook.</summary>
internal static partial class LabSolution
{
    /// <summary>Fills every blank of which the answer is known.</summary>
    /// <param name="document">The notebook, unsolved.</param>
    /// <param name="solution">Answers, by what is asked.</param>
    public static void WriteInto(NotebookDocument document, IReadOnlyDictionary<string, string> solution)
    {
        // Lab.Answer("bios", bios) names the variable of the blank; Lab.Answer("cause", "") is a blank itself.
        Dictionary<string, string> variables = document
            .Cells.SelectMany(cell => Asked().Matches(cell.Source))
            .Where(asked => asked.Groups[2].Value != "\"\"" && solution.ContainsKey(asked.Groups[1].Value))
            .ToDictionary(asked => asked.Groups[2].Value, asked => solution[asked.Groups[1].Value]);
        foreach (NotebookCell cell in document.Cells.Where(cell => cell.Kind == CellKind.Code))
        {
            string source = Asked()
                .Replace(
                    cell.Source,
                    asked =>
                        asked.Groups[2].Value == "\"\"" && solution.TryGetValue(asked.Groups[1].Value, out string? answer)
                            ? $"Lab.Answer(\"{asked.Groups[1].Value}\", {Literal(answer)})"
                            : asked.Value
                );
            source = Blank()
                .Replace(
                    source,
                    blank =>
                        variables.TryGetValue(blank.Groups[2].Value, out string? answer)
                            ? $"{blank.Groups[1].Value} {blank.Groups[2].Value} = {(blank.Groups[3].Value == "null" ? answer : Literal(answer))};"
                            : blank.Value
                );
            if (source != cell.Source)
            {
                cell.Source = source;
            }
        }
    }

    private static string Literal(string text) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\""
        );

    [GeneratedRegex("""Lab\.Answer\("([^"]+)", ([a-z]+|"")\)""")]
    private static partial Regex Asked();

    [GeneratedRegex("""^(int\?|double\?|string) ([a-z]+) = (null|"");.*$""", RegexOptions.Multiline)]
    private static partial Regex Blank();
}
