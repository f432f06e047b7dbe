using Microsoft.CodeAnalysis;

namespace NotebookKit.Scripting.Cells;

/// <summary>What a cell is compiled on: with its text, all that decides what becomes of it.</summary>
/// <param name="Previous">What the cell before left.</param>
/// <param name="Number">How many cells were compiled so far.</param>
/// <param name="Added">Assemblies that the next cell brings along.</param>
internal sealed record CompilerState(Submission Previous, int Number, IReadOnlyList<MetadataReference> Added)
{
    /// <summary>True where a cell compiled on one is compiled on the other.</summary>
    public bool IsThat(CompilerState other) =>
        ReferenceEquals(Previous, other.Previous) && Number == other.Number && Added.SequenceEqual(other.Added);

    /// <summary>What the next cell stands on after this one.</summary>
    public CompilerState After(CompiledCell cell) =>
        cell.Lone ? this with { Number = Number + 1 } : new CompilerState(cell.Submission, Number + 1, []);
}
