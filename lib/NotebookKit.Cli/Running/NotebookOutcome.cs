using NotebookKit.Kernel.Running;

namespace NotebookKit.Cli.Running;

/// <summary>A notebook that ran.</summary>
/// <param name="Item">The notebook.</param>
/// <param name="Result">How it ended.</param>
/// <param name="Shown">What it found, in the order shown.</param>
internal sealed record NotebookOutcome(NotebookItem Item, RunResult Result, IReadOnlyList<ShownFindings> Shown)
{
    /// <summary>Where its record is; null where it could be written nowhere.</summary>
    public required string? Record { get; init; }

    /// <summary>All findings, in the order shown.</summary>
    public IEnumerable<Finding> Findings => Shown.SelectMany(one => one.Findings);
}
