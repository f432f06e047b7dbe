namespace NotebookKit.Summaries;

/// <summary>A file of a pile.</summary>
/// <param name="Path">Where it lies.</param>
/// <param name="Name">What it is called inside the pile.</param>
/// <param name="Argv">The command that printed it, where the pile tells.</param>
/// <param name="Used">What it was used for, where it is no capture and tells of the pile itself.</param>
internal sealed record PileFile(string Path, string Name, IReadOnlyList<string>? Argv = null, string? Used = null);
