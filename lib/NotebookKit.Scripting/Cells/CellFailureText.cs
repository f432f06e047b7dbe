using System.Globalization;
using NotebookKit.Scripting.Formatting;

namespace NotebookKit.Scripting.Cells;

/// <summary>How a cell failed, in the words of a notebook's error output; the same from a headless run and a live kernel.</summary>
/// <param name="Name">The kind of failure.</param>
/// <param name="Message">What happened, in one line.</param>
/// <param name="Traceback">The compiler's errors or the exception with its places, line
/// by line; empty where there is no more to say.</param>
public sealed record CellFailureText(string Name, string Message, IReadOnlyList<string> Traceback)
{
    private const int MostErrors = 100;

    /// <summary>Describes a result.</summary>
    /// <param name="result">How the cell ended.</param>
    /// <param name="cellSource">Gives a cell's text by its number, null where it is not known.</param>
    /// <returns>Null where it did not fail.</returns>
    public static CellFailureText? Of(EvaluationResult result, Func<int, string?> cellSource) =>
        result switch
        {
            EvaluationResult.CompilationError error => new(
                "CompilationError",
                error.Errors.Count > 0 ? error.Errors[0].ToString().Split('\n')[0] : "does not compile",
                [.. error.Errors.Take(MostErrors).SelectMany(one => one.ToString().Split('\n')), .. More(error.Errors.Count)]
            ),
            EvaluationResult.RuntimeError { Exception: var error } => new(
                error.GetType().Name,
                OutputBudget.Cut(ExceptionMessage.Of(error), ErrorText.LongestMessage),
                ErrorText.Traceback(error, cellSource)
            ),
            EvaluationResult.TimedOut { Limit: var limit } => new(
                "Timeout",
                string.Create(CultureInfo.InvariantCulture, $"the cell took longer than the {limit.TotalSeconds:0.###} s it may take"),
                []
            ),
            EvaluationResult.Cancelled { LeftBehind: true } => new(
                "Cancelled",
                "the cell was interrupted but does not answer, deep in a library: it goes on unseen and may use a processor; restart the kernel, or end the run, to be rid of it",
                []
            ),
            EvaluationResult.Cancelled => new("Cancelled", "the run was cancelled in this cell", []),
            _ => null,
        };

    private static string[] More(int errors) =>
        errors <= MostErrors ? [] : [string.Create(CultureInfo.InvariantCulture, $"… {errors - MostErrors:#,0} more errors")];
}
