using System.Text;

namespace NotebookKit.Processes;

/// <summary>Runs a small command to its end and keeps what it wrote.</summary>
internal static class ShortRun
{
    private static readonly TimeSpan PipeGrace = TimeSpan.FromSeconds(2);

    /// <summary>Runs a command.</summary>
    /// <param name="argv">The program and its arguments.</param>
    /// <param name="patience">How long it may take; then it is killed.</param>
    /// <param name="input">Its standard input.</param>
    /// <param name="folder">The folder to run in; null for this process's.</param>
    /// <param name="environment">Changes the environment, which is this process's own.</param>
    /// <param name="stop">Kills it.</param>
    /// <returns>What it left; null where it took too long.</returns>
    /// <exception cref="System.ComponentModel.Win32Exception">It cannot be started.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static ShortResult? To(
        IReadOnlyList<string> argv,
        TimeSpan patience,
        ReadOnlyMemory<byte> input = default,
        string? folder = null,
        Action<IDictionary<string, string?>>? environment = null,
        CancellationToken stop = default
    )
    {
        using var output = new MemoryStream();
        using var error = new MemoryStream();
        ChildProcess process = ChildProcess.Start(
            argv,
            Stream.Synchronized(output),
            Stream.Synchronized(error),
            input,
            folder,
            environment
        );
        bool ended = Wait(process, patience, stop);
        if (!ended)
        {
            process.KillTree();
        }

        int exitCode = process.CompleteAsync(PipeGrace).GetAwaiter().GetResult();
        stop.ThrowIfCancellationRequested();
        return ended ? new ShortResult(exitCode, output.ToArray(), Encoding.UTF8.GetString(error.ToArray()).Trim()) : null;
    }

    private static bool Wait(ChildProcess process, TimeSpan patience, CancellationToken stop)
    {
        try
        {
            return process.Exited.Wait(patience < TimeSpan.Zero ? Timeout.InfiniteTimeSpan : patience, stop);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}

/// <summary>What a small command left.</summary>
/// <param name="ExitCode">Its exit code; 128 and more where a signal ended it.</param>
/// <param name="Bytes">Its standard output.</param>
/// <param name="Error">Its standard error, without blank ends.</param>
internal readonly record struct ShortResult(int ExitCode, byte[] Bytes, string Error)
{
    /// <summary>Its standard output as text.</summary>
    public string Output => Encoding.UTF8.GetString(Bytes);
}
