using NotebookKit.Diagnosis;
using NotebookKit.Kernel.Running;

namespace NotebookKit.Cli.Running;

/// <summary>A notebook that ran and was written.</summary>
/// <param name="Item">The notebook.</param>
/// <param name="Result">How it ended.</param>
/// <param name="Findings">What it found, in the order shown.</param>
internal sealed record NotebookOutcome(NotebookItem Item, RunResult Result, IReadOnlyList<Findings> Findings);
