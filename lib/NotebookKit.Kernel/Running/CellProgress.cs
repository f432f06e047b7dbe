namespace NotebookKit.Kernel.Running;

/// <summary>A cell started or ended.</summary>
/// <param name="Number">The cell's number among the cells that hold code, from 1.</param>
/// <param name="Count">How many such cells there are.</param>
/// <param name="Title">The nearest heading above it, or its first line.</param>
/// <param name="Ended">False at its start.</param>
/// <param name="Failed">True at its end, where it failed.</param>
/// <param name="Elapsed">Since the notebook started.</param>
public sealed record CellProgress(int Number, int Count, string Title, bool Ended, bool Failed, TimeSpan Elapsed);
