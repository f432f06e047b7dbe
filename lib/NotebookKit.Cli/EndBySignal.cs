using System.Runtime.InteropServices;
using NotebookKit.Kernel.Running;

namespace NotebookKit.Cli;

/// <summary>Ends a command by a signal in the way that lets what it unpacked be removed.
/// .NET 10 itself ends a program without that.</summary>
internal static class EndBySignal
{
    private static volatile bool s_ending;

    /// <summary>Listens until what it gives is disposed.</summary>
    /// <param name="words">What is said of the end; null for nothing.</param>
    public static ProcessSignals Watch(string? words = null) => new(context => End(context, words));

    /// <summary>Waits for the end where it has begun: what fails now fails because of it,
    /// and what is found now may be found in half of what there was.</summary>
    public static void WaitWhereBegun()
    {
        if (s_ending)
        {
            Thread.Sleep(Timeout.Infinite);
        }
    }

    /// <summary>Says that the end has begun, for whoever ends the process in another way.</summary>
    public static void Begin() => s_ending = true;

    private static void End(PosixSignalContext context, string? words)
    {
        context.Cancel = true;
        if (!s_ending)
        {
            if (words is not null)
            {
                StandardStreams.Complain(words);
            }

            s_ending = true;
            Environment.Exit(ProcessSignals.ExitCode(context.Signal));
        }
    }
}
