using System.Diagnostics;
using System.Runtime.InteropServices;
using CliWrap;

namespace NotebookKit.Processes;

/// <summary>A process that was started here. Every process of the product starts in this file, on CliWrap.</summary>
/// <remarks>
/// Three things are done here because CliWrap does not: SIGINT that keeps the exit code, an end that does not wait for ever for a pipe
/// which a grandchild holds open, and arguments that reach the program as an array, without being joined and taken apart again on the way.
/// </remarks>
internal sealed partial class ChildProcess
{
    private const int Sigint = 2,
        Sigterm = 15; // signal(7)
    private static readonly TimeSpan TerminalGrace = TimeSpan.FromSeconds(10);
    private readonly CancellationTokenSource _abandon;
    private readonly Process _process;
    private readonly CommandTask<CommandResult> _command;

    private ChildProcess(Process process, Task exited, CommandTask<CommandResult> command, CancellationTokenSource abandon)
    {
        (_process, _command, _abandon) = (process, command, abandon);
        Exited = Task.WhenAny(exited, command.Task);
    }

    /// <summary>Its process id.</summary>
    public int Id => _command.ProcessId;

    /// <summary>Ends when the process has ended, whoever may still hold its pipes.</summary>
    public Task Exited { get; }

    /// <summary>Starts a process; the thread that calls is the parent that the kernel knows of.</summary>
    /// <param name="argv">The program and its arguments, each as it reaches the program.</param>
    /// <param name="output">Takes its standard output.</param>
    /// <param name="error">Takes its standard error.</param>
    /// <param name="input">Its standard input; null for an empty one.</param>
    /// <param name="folder">The folder to run in; null for this process's.</param>
    /// <param name="environment">Changes the environment, which is this process's own.</param>
    /// <param name="inputEnd">Until it ends, the standard input stays open; null to close it behind <paramref name="input"/>.</param>
    /// <exception cref="System.ComponentModel.Win32Exception">It cannot be started.</exception>
    public static ChildProcess Start(
        IReadOnlyList<string> argv,
        Stream output,
        Stream error,
        ReadOnlyMemory<byte> input = default,
        string? folder = null,
        Action<IDictionary<string, string?>>? environment = null,
        Task? inputEnd = null
    )
    {
        Process? process = null;
        var exited = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var abandon = new CancellationTokenSource();
        Command command = Cli.Wrap(argv[0])
            .WithValidation(CommandResultValidation.None)
            .WithStandardInputPipe(
                inputEnd is not null ? Held(input, inputEnd)
                : input.IsEmpty ? PipeSource.Null
                : PipeSource.FromBytes(input)
            )
            .WithStandardOutputPipe(Bounded(output, abandon.Token))
            .WithStandardErrorPipe(Bounded(error, abandon.Token));
        if (folder is not null)
        {
            command = command.WithWorkingDirectory(folder);
        }

        CommandTask<CommandResult> started = command.ExecuteAsync(
            info =>
            {
                foreach (string argument in argv.Skip(1))
                {
                    info.ArgumentList.Add(argument);
                }

                environment?.Invoke(info.Environment);
            },
            begun =>
            {
                // Told by the event: CliWrap disposes of the process when the command is done, and one that is gone cannot be asked.
                process = begun;
                begun.Exited += (_, _) => exited.TrySetResult();
                if (begun.HasExited)
                {
                    exited.TrySetResult();
                }
            }
        );
        return new ChildProcess(process!, exited.Task, started, abandon);
    }

    /// <summary>Runs a process on this process's own terminal, which CliWrap does not do, and waits for its end.</summary>
    /// <param name="argv">The program and its arguments, each as it reaches the program.</param>
    /// <param name="stop">Has it end: by SIGTERM, on which it can put the terminal back, and by force where it does not.</param>
    /// <returns>The exit code; 128 and more where a signal ended it.</returns>
    /// <exception cref="System.ComponentModel.Win32Exception">It cannot be started.</exception>
    public static int OnTerminal(IReadOnlyList<string> argv, CancellationToken stop)
    {
        using Process process = Process.Start(new ProcessStartInfo(argv[0], argv.Skip(1)) { UseShellExecute = false })!;
        using (stop.Register(() => Kill(process.Id, Sigterm)))
        {
            Task.WhenAny(process.WaitForExitAsync(stop)).Wait(CancellationToken.None); // ends where it is stopped too, without an exception
        }

        if (!process.WaitForExit(TerminalGrace))
        {
            process.Kill();
            process.WaitForExit();
        }

        return process.ExitCode;
    }

    /// <summary>Waits until the process has ended and its outputs are complete.</summary>
    /// <param name="grace">How long after its end a pipe may be held open by what it started; what comes later is not taken.</param>
    /// <returns>The exit code; 128 and more where a signal ended it.</returns>
    public async Task<int> CompleteAsync(TimeSpan grace)
    {
        await Exited.ConfigureAwait(false);
        _abandon.CancelAfter(grace);
        CommandResult result = await _command.ConfigureAwait(false);
        _abandon.Dispose();
        return result.ExitCode;
    }

    /// <summary>Sends SIGINT. CliWrap's own way to do so ends in an exception in place of the exit code.</summary>
    public void Interrupt()
    {
        if (!Exited.IsCompleted)
        {
            _ = Kill(Id, Sigint);
        }
    }

    /// <summary>Kills the process and all that it started and that is still known as its child.</summary>
    public void KillTree()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (Exception fault) when (fault is InvalidOperationException or System.ComponentModel.Win32Exception or AggregateException)
        {
            // It ended in between, or is another user's.
        }
    }

    private static PipeSource Held(ReadOnlyMemory<byte> input, Task end) =>
        PipeSource.Create(
            async (to, cancel) =>
            {
                await to.WriteAsync(input, cancel).ConfigureAwait(false);
                await to.FlushAsync(cancel).ConfigureAwait(false);
                await end.WaitAsync(cancel).ConfigureAwait(false);
            }
        );

    // A read of a pipe cannot be cancelled: it is left behind, and ends with whoever holds the pipe.
    private static PipeTarget Bounded(Stream to, CancellationToken abandon) =>
        PipeTarget.Create(
            async (from, cancel) =>
            {
                using var either = CancellationTokenSource.CreateLinkedTokenSource(abandon, cancel);
                await Task.WhenAny(CopyAsync(from, to), Task.Delay(Timeout.Infinite, either.Token)).ConfigureAwait(false);
            }
        );

    private static async Task CopyAsync(Stream from, Stream to)
    {
        try
        {
            await from.CopyToAsync(to, 1 << 16).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // The pipe went away with its process, or nobody takes what comes any more.
        }
    }

    /// <summary>Sends a signal to any process (kill(2)).</summary>
    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    internal static partial int Kill(int pid, int signal);
}
