namespace NotebookKit;

/// <summary>What a command left: its outputs as files, whose hashes were checked in replay.</summary>
/// <param name="Step">The step as recorded.</param>
/// <param name="StdoutPath">The standard output; null where it was not kept.</param>
/// <param name="StderrPath">The standard error; null where it was not kept.</param>
/// <param name="Files">The files that the command itself wrote.</param>
public sealed record StepResult(RecordedStep Step, string? StdoutPath, string? StderrPath, IReadOnlyList<string> Files)
{
    /// <summary>
    /// What the command was run for: the folder where it wrote several files into one, else the file it wrote, else its standard
    /// output, else its standard error.
    /// </summary>
    /// <exception cref="RecordingException">Nothing was kept.</exception>
    public string Path =>
        Files.Count > 1 && Files.Select(System.IO.Path.GetDirectoryName).Distinct().Count() == 1
            ? System.IO.Path.GetDirectoryName(Files[0])!
        : Files.Count > 0 ? Files[0]
        : StdoutPath ?? StderrPath ?? throw new RecordingException($"the step \"{Step.Name}\" kept no output.");
}
