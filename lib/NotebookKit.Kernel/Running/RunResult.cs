using NotebookKit.Kernel.Notebooks;

namespace NotebookKit.Kernel.Running;

/// <summary>How a run ended.</summary>
/// <param name="Document">The notebook with the outputs of what ran.</param>
/// <param name="CellsRun">Cells that were started.</param>
/// <param name="CellCount">Cells that hold code.</param>
/// <param name="Elapsed">The whole run.</param>
/// <param name="Failure">The first cell that failed; null where none did.</param>
/// <param name="Cancelled">True where the run was cancelled.</param>
public sealed record RunResult(
    NotebookDocument Document,
    int CellsRun,
    int CellCount,
    TimeSpan Elapsed,
    CellFailure? Failure,
    bool Cancelled
)
{
    /// <summary>True where every cell ran and none failed.</summary>
    public bool Passed => Failure is null && !Cancelled;
}

/// <summary>The cell at which a run ended.</summary>
/// <param name="Number">Its number among the cells that hold code, from 1.</param>
/// <param name="Message">What happened, in one line.</param>
/// <param name="Details">The compiler's errors or the exception with its places, line by line.</param>
public sealed record CellFailure(int Number, string Message, IReadOnlyList<string> Details);
