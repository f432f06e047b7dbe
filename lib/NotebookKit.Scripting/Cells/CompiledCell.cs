using Microsoft.CodeAnalysis;

namespace NotebookKit.Scripting.Cells;

/// <summary>A compiled cell.</summary>
internal sealed record CompiledCell
{
    /// <summary>What a later cell would stand on.</summary>
    public required Submission Submission { get; init; }

    /// <summary>The assembly; null where it does not compile.</summary>
    public MemoryStream? Image { get; init; }

    /// <summary>Its debug information.</summary>
    public MemoryStream Symbols { get; init; } = new();

    /// <summary>True where it declares nothing.</summary>
    public required bool Lone { get; init; }

    /// <summary>The type and the method that run it; null where there is nothing to run, only imports or references.</summary>
    public (string Type, string Method)? Entry { get; init; }

    /// <summary>True where it ends in an expression that has a value.</summary>
    public bool HasValue { get; init; }

    /// <summary>The files that it refers to.</summary>
    public IReadOnlyList<string> References { get; init; } = [];

    /// <summary>Assemblies that say how types of others are shown, to be loaded before one of those is.</summary>
    public IReadOnlyList<string> Shows { get; init; } = [];

    /// <summary>What the compiler said against it.</summary>
    public IReadOnlyList<Diagnostic> Errors { get; init; } = [];
}
