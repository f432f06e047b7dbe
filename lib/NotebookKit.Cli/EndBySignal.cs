using System.Runtime.InteropServices;

namespace NotebookKit.Cli;

/// <summary>Ends a command by a signal in the way that lets what it unpacked be removed. .NET 10 itself ends a program without that.</summary>
internal sealed class EndBySignal : IDisposable
{
    private static volatile bool s_ending;
    private readonly PosixSignalRegistration[] _signals = [.. Numbers.Select(known => PosixSignalRegistration.Create(known.Signal, context => End(context, known.Number)))];

    // signal(7); the exit code is that of a shell whose command a signal ended.
    private static (PosixSignal Signal, int Number)[] Numbers => [(PosixSignal.SIGHUP, 1), (PosixSignal.SIGINT, 2), (PosixSignal.SIGQUIT, 3), (PosixSignal.SIGTERM, 15)];

    /// <summary>Waits for the end where it has begun: what fails now fails because of it, and is no news.</summary>
    public static void WaitWhereBegun()
    {
        if (s_ending)
        {
            Thread.Sleep(Timeout.Infinite);
        }
    }

    public void Dispose() => Array.ForEach(_signals, signal => signal.Dispose());

    private static void End(PosixSignalContext context, int number)
    {
        context.Cancel = true;
        if (!s_ending)
        {
            s_ending = true;
            Environment.Exit(128 + number);
        }
    }
}
