using System.Globalization;

namespace NotebookKit.Scripting.Cells;

/// <summary>One thing that the compiler says about a cell.</summary>
/// <param name="Id">The compiler's number, such as <c>CS1002</c>.</param>
/// <param name="Message">What it says.</param>
/// <param name="Line">The line in the cell, from 1.</param>
/// <param name="Column">The column, from 1.</param>
/// <param name="Length">How many columns are meant, at least 1.</param>
/// <param name="Text">The line's text; empty where the place is not in the cell.</param>
/// <param name="Script">The loaded script that the place is in; null for the cell itself.</param>
public sealed record CellError(string Id, string Message, int Line, int Column, int Length, string Text, string? Script = null)
{
    private const int LongestText = 400;

    /// <summary>The error as a reader wants it: the place, what is wrong, the line and a mark under it.</summary>
    public override string ToString()
    {
        string head = string.Create(
            CultureInfo.InvariantCulture,
            $"{Script}({Line},{Column}): error {Id}: {OutputBudget.Cut(Message, ErrorText.LongestMessage)}"
        );
        if (Text.Length == 0)
        {
            return head;
        }

        // A line may be as long as the cell: what stands around the mark is shown.
        int start = Text.Length <= LongestText ? 0 : Math.Clamp(Column - 1 - (LongestText / 2), 0, Text.Length - LongestText);
        string shown = Text.Length <= LongestText ? Text : Text.Substring(start, LongestText);
        int column = Column - start;

        // Tabs stay tabs in front of the mark, so that it stands where the line does.
        string indent = string.Concat(shown.Take(column - 1).Select(c => c == '\t' ? '\t' : ' '));
        return $"{head}\n    {shown}\n    {indent}{new string('^', Math.Clamp(Length, 1, Math.Max(1, shown.Length - column + 1)))}";
    }
}
