namespace NotebookKit.Hosts;

/// <summary>A change of the host that is undone when this is disposed.</summary>
internal sealed class HostChange : IDisposable
{
    private static readonly TimeSpan[] Pauses =
    [
        TimeSpan.FromMilliseconds(100),
        TimeSpan.FromMilliseconds(400),
        TimeSpan.FromSeconds(1),
        TimeSpan.FromSeconds(3),
    ];
    private static long s_last;
    private readonly LiveHost _host;
    private readonly IDisposable _noted;
    private readonly SemaphoreSlim _gate = new(1); // held while the change is made, and while it is undone
    private readonly Lock _lock = new();
    private Task<string?>? _undoing;

    internal HostChange(LiveHost host, JournalEntry undo, IDisposable noted) => (_host, Undo, _noted) = (host, undo, noted);

    /// <summary>What undoes the change.</summary>
    public JournalEntry Undo { get; }

    /// <summary>Its place among all changes of this process: the last is undone first.</summary>
    internal long Number { get; } = Interlocked.Increment(ref s_last);

    /// <summary>True where nothing is left to undo.</summary>
    internal bool IsUndone { get; private set; }

    /// <summary>Undoes the change; where it is being made or undone elsewhere, waits for that.</summary>
    /// <exception cref="CommandException">It could not be undone; it stays noted for <c>notebookkit restore</c>.</exception>
    public void Dispose()
    {
        if (TryUndo() is { } fault)
        {
            throw new CommandException(CommandFault.Failed, $"not undone: {Undo.Text}: {fault}", "`notebookkit restore` tries again.");
        }
    }

    /// <summary>Makes the change. Where that fails, what it did before it failed is undone.</summary>
    internal async Task MakeAsync(Func<Task> make)
    {
        await _gate.WaitAsync().ConfigureAwait(false);
        try
        {
            await make().ConfigureAwait(false);
        }
        catch
        {
            UndoHere();
            throw;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <inheritdoc cref="Dispose"/>
    /// <returns>What went wrong; null where nothing did.</returns>
    internal string? TryUndo() => Uninterrupted.Wait(UndoAsync());

    /// <summary>Undoes the change on a thread of its own; once at a time, whoever asks.</summary>
    internal Task<string?> UndoAsync()
    {
        lock (_lock)
        {
            return _undoing is { IsCompleted: false }
                ? _undoing
                : _undoing = Task.Factory.StartNew(
                    UndoInTurn,
                    CancellationToken.None,
                    TaskCreationOptions.LongRunning,
                    TaskScheduler.Default
                );
        }
    }

    private string? UndoInTurn()
    {
        _gate.Wait();
        try
        {
            return UndoHere();
        }
        finally
        {
            _gate.Release();
        }
    }

    private string? UndoHere()
    {
        if (IsUndone)
        {
            return null;
        }

        string? fault = Try();
        foreach (TimeSpan pause in Pauses)
        {
            if (fault is null || !IsBusy(fault))
            {
                break;
            }

            Thread.Sleep(pause);
            fault = Try();
        }

        return fault;
    }

    // A process that was told to end, or a program that looks at each new device, has it open for a moment more.
    private static bool IsBusy(string fault) =>
        fault.Contains("busy", StringComparison.OrdinalIgnoreCase) || fault.Contains("in use", StringComparison.OrdinalIgnoreCase);

    private string? Try()
    {
        try
        {
            if (Restore.Undo(Undo) is { } fault)
            {
                return fault;
            }

            IsUndone = true;
            _host.Forget(this);
            _noted.Dispose();
            return null;
        }
        catch (Exception fault)
        {
            // Whatever it is: the next change is still to be undone, and this one stays noted.
            return IsUndone ? $"undone, but still noted in the journal: {fault.Message}" : fault.Message;
        }
    }
}
