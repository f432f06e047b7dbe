namespace NotebookKit.Cli;

/// <summary>What is said of a fault that nobody thought of.</summary>
internal static class LastResort
{
    /// <summary>Says it: nobody should read this, but who does can tell where it came
    /// from, and gets an exit code instead of a core.</summary>
    /// <returns>The exit code.</returns>
    public static int Say(Exception fault)
    {
        StandardStreams.Complain(
            fault is OutOfMemoryException
                ? "there is not enough memory for that; `notebookkit summarize --stream` sums a trace of any length up in some 40 MiB"
                : OpenFilesLimit.Told(fault)
                    ?? $"a fault of this program, which its makers want to know of:\n{fault}{OpenFilesLimit.Suspicion}"
        );
        return ExitCode.Failed;
    }
}
