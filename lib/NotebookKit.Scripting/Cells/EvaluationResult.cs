using NotebookKit.Scripting.Formatting;

namespace NotebookKit.Scripting.Cells;

/// <summary>How a cell ended. Evaluating never throws: whatever happens is one of these.</summary>
public abstract record EvaluationResult
{
    private EvaluationResult() { }

    /// <summary>The cell ran to its end.</summary>
    /// <param name="Value">The value of its last expression.</param>
    /// <param name="HasValue">False where the cell ends in a statement: there is nothing to show then, not even null.</param>
    public sealed record Success(object? Value, bool HasValue) : EvaluationResult
    {
        /// <summary>The value as it is shown; null where there is none.</summary>
        public MimeBundle? Shown { get; init; }
    }

    /// <summary>The cell did not compile; nothing of it ran.</summary>
    /// <param name="Errors">What the compiler said, in the order of the text.</param>
    public sealed record CompilationError(IReadOnlyList<CellError> Errors) : EvaluationResult;

    /// <summary>The cell threw.</summary>
    /// <param name="Exception">What it threw.</param>
    public sealed record RuntimeError(Exception Exception) : EvaluationResult;

    /// <summary>The cell was cancelled.</summary>
    /// <param name="LeftBehind">True where it did not stop and was left to itself.</param>
    public sealed record Cancelled(bool LeftBehind = false) : EvaluationResult;

    /// <summary>The cell took longer than it was given.</summary>
    /// <param name="Limit">What it was given.</param>
    public sealed record TimedOut(TimeSpan Limit) : EvaluationResult;
}
