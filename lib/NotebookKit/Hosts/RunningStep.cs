using System.Diagnostics;
using System.Globalization;
using NotebookKit.Processes;

namespace NotebookKit.Hosts;

/// <summary>A command that runs: it can be waited for, asked to end, and is ended by its limits.</summary>
internal sealed class RunningStep : IAsyncDisposable
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan PipeGrace = TimeSpan.FromSeconds(2);
    private readonly LiveHost _host;
    private readonly ChildProcess _process;
    private readonly BoundedFile _stdout;
    private readonly BoundedFile _stderr;
    private readonly StepBudget _budget;
    private readonly CancellationTokenSource _ended = new();
    private readonly IDisposable _journalled;
    private readonly string[] _paths;
    private readonly Lock _lock = new();
    private readonly TaskCompletionSource<StepResult> _completed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task? _ending;
    private (CommandFault Fault, string Reason)? _endedBy;
    private bool _askedToEnd;
    private volatile bool _isEnding;

    public RunningStep(
        LiveHost host,
        CommandStep step,
        string name,
        string work,
        ChildProcess process,
        BoundedFile stdout,
        BoundedFile stderr,
        StepBudget budget,
        IDisposable journalled
    )
    {
        (_host, Step, Name, WorkFolder, _process, _stdout, _stderr, _budget, _journalled) = (
            host,
            step,
            name,
            work,
            process,
            stdout,
            stderr,
            budget,
            journalled
        );
        Started = HostClock.Now();
        _paths = [.. step.Outputs.Select(output => Path.Combine(work, output))];
    }

    public CommandStep Step { get; }

    /// <summary>The step's name in the recording, once in it.</summary>
    public string Name { get; }

    /// <summary>The folder in which the command runs.</summary>
    public string WorkFolder { get; }

    public HostClock Started { get; }

    public int ProcessId => _process.Id;

    /// <summary>The end of what the command wrote to its standard error so far.</summary>
    public string StderrTail => _stderr.Tail;

    public long StdoutBytes => _stdout.Length;

    /// <summary>Gives the result when the command has ended and its outputs are complete.</summary>
    public Task<StepResult> Completion => _completed.Task;

    /// <summary>Follows the command from here on. Not from where this is made: a command may have ended before its host knows it.</summary>
    public void Begin()
    {
        _budget.WhenExceeded(EndFor);
        _ = CompleteAsync();
        _ = WatchAsync();
    }

    /// <summary>Asks the command to end (SIGINT), waits for it to flush, and kills it where it does not end.</summary>
    /// <param name="reason">Why, where that is no ordinary end; null where it is.</param>
    public async Task<StepResult> StopAsync(string? reason = null)
    {
        _askedToEnd = true;
        if (reason is not null)
        {
            _endedBy ??= (CommandFault.Failed, _host.EndsBecause ?? reason);
        }

        await EndOnceAsync().ConfigureAwait(false);
        return await Completion.ConfigureAwait(false);
    }

    /// <summary>As <see cref="StopAsync"/>, where nobody asks for the result: waits until the step's end is written down.</summary>
    public async Task EndAsync(string reason)
    {
        try
        {
            await StopAsync(reason).ConfigureAwait(false);
        }
        catch (CommandException)
        {
            // Told to whoever waits for the command itself.
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!Completion.IsCompleted)
        {
            await EndAsync("the capture was broken off").ConfigureAwait(false);
        }
    }

    /// <summary>Ends the command and leaves no step of it in the recording: another one takes its place.</summary>
    public async Task WithdrawAsync()
    {
        await DisposeAsync().ConfigureAwait(false);
        try
        {
            await Completion.ConfigureAwait(false);
        }
        catch (CommandException)
        {
            // The reason to withdraw it.
        }

        _host.Withdraw(this);
    }

    private void EndFor(CommandFault fault, string reason)
    {
        _endedBy ??= (fault, reason);
        _ = EndOnceAsync();
    }

    // Once, whoever asks: a tool that flushes on its first SIGINT may give up on the second.
    private Task EndOnceAsync()
    {
        lock (_lock)
        {
            _isEnding = true; // before the signal: the command may be gone before this returns
            return _ending ??= SignalThenKillAsync();
        }
    }

    private async Task SignalThenKillAsync()
    {
        if (Completion.IsCompleted)
        {
            return;
        }

        try
        {
            await SignalAsync().ConfigureAwait(false);
            using var wait = new CancellationTokenSource(_host.Options.Grace);
            await _process.Exited.WaitAsync(wait.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            _endedBy ??= (
                CommandFault.TimedOut,
                $"it did not end within {_host.Options.Grace.TotalSeconds:0.#} s of SIGINT and was killed"
            );
            if (Launch.UsesSudo(Step))
            {
                await Task.Run(() => ProcessSession.KillRest(ProcessId, bySudo: true)).ConfigureAwait(false);
            }

            _process.KillTree();
        }
        catch (InvalidOperationException)
        {
            // It ended in between.
        }
    }

    private async Task SignalAsync()
    {
        if (Launch.UsesSudo(Step))
        {
            // Only root may signal what sudo started; sudo passes the signal on.
            try
            {
                await Task.Run(() =>
                        ShortCommand.Run([HostTool.Require("sudo"), "-n", "kill", "-INT", ProcessId.ToString(CultureInfo.InvariantCulture)])
                    )
                    .ConfigureAwait(false);
            }
            catch (CommandException)
            {
                // sudo asks for a password by now: the command is waited for, and then killed as far as that goes.
            }

            return;
        }

        _process.Interrupt();
    }

    private async Task WatchAsync()
    {
        TimeSpan limit = Step.Timeout ?? _host.Options.Timeout;
        long start = Stopwatch.GetTimestamp();
        while (!_ended.IsCancellationRequested)
        {
            await Task.Delay(Look, _ended.Token).ContinueWith(static _ => { }, TaskScheduler.Default).ConfigureAwait(false);
            if (_ended.IsCancellationRequested)
            {
                return;
            }

            _budget.CheckFiles(_paths.Sum(BytesOf));
            if (Stopwatch.GetElapsedTime(start) > limit && !_askedToEnd)
            {
                EndFor(CommandFault.TimedOut, $"it took longer than its limit of {limit.TotalSeconds:0.#} s");
                return;
            }
        }
    }

    private async Task CompleteAsync()
    {
        try
        {
            _completed.SetResult(await RunToEnd().ConfigureAwait(false));
        }
        catch (Exception fault)
        {
            _host.Gone(this);
            _completed.SetException(fault);
            _ = _completed.Task.Exception; // who waits for it hears of it; nobody has to
        }
    }

    private async Task<StepResult> RunToEnd()
    {
        await _process.Exited.ConfigureAwait(false);
        HostClock end = HostClock.Now();
        await _ended.CancelAsync().ConfigureAwait(false);
        if (_isEnding)
        {
            // what an ended command started would go on, and hold a file system busy
            ProcessSession.KillRest(ProcessId, Launch.UsesSudo(Step));
        }

        // A child of the command may hold the pipe open after it; what the command itself wrote is in by now.
        int exitCode = await _process.CompleteAsync(PipeGrace).ConfigureAwait(false);
        await _stdout.DisposeAsync().ConfigureAwait(false);
        await _stderr.DisposeAsync().ConfigureAwait(false);
        _journalled.Dispose();
        try
        {
            return _host.Ended(this, end, exitCode, _askedToEnd, _endedBy);
        }
        catch (Exception fault) when (_endedBy is not null && (fault is IOException or UnauthorizedAccessException or RecordingException))
        {
            // What ended it is the cause; that its end cannot be written down follows from it.
            throw new CommandException(
                _endedBy!.Value.Fault,
                $"{CommandStep.Show(Step.RecordedArgv)} was ended: {_endedBy.Value.Reason}; it could not be written down: {fault.Message}"
            );
        }
    }

    private static long BytesOf(string path)
    {
        try
        {
            return File.Exists(path) ? new FileInfo(path).Length
                : Directory.Exists(path) ? new DirectoryInfo(path).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length)
                : 0;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return 0; // renamed or removed by the tool that writes it: the next look counts it
        }
    }
}
