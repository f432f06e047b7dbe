using System.Diagnostics;

namespace NotebookKit.Kernel.Tests;

/// <summary>Ends what a test started, and does not wait for ever.</summary>
internal static class ProcessEnd
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>Ends a process that may have ended already, with what it started where that is asked for.</summary>
    public static void End(this Process process, bool tree = false)
    {
        if (!process.HasExited)
        {
            process.Kill(tree);
        }

        // Without a time it waits for the end of its error output too, which what it started may hold.
        process.WaitForExit(Patience);
        process.Dispose();
    }
}
