namespace NotebookKit.Cases;

/// <summary>A recording of a case.</summary>
/// <param name="Name">Its name, and that of its folder below <c>recordings/</c>.</param>
/// <param name="Host">The host's name; null where no file tells it.</param>
/// <param name="Kernel">The kernel's release; null where no file tells it.</param>
internal sealed record CaseRecording(string Name, string? Host, string? Kernel);
