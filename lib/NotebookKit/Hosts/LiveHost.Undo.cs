namespace NotebookKit.Hosts;

public sealed partial class LiveHost
{
    private static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(3);
    private readonly List<HostChange> _changes = [];

    /// <summary>Writes a kernel setting; the old value comes back when the result is disposed, or with the host.</summary>
    /// <param name="path">The setting's file.</param>
    /// <param name="value">The value.</param>
    /// <param name="mayRound">True where the kernel may make a near value of it, as it does of a buffer's size.</param>
    /// <exception cref="CommandException">The kernel refused the value, or the right is missing.</exception>
    internal HostChange Change(string path, string value, bool mayRound = false)
    {
        string old = KernelSetting.Read(path);
        if (mayRound)
        {
            return Apply(KernelSetting.Entry(path, old, null), () => KernelSetting.Write(path, value));
        }

        return Apply(KernelSetting.Entry(path, old, value), () =>
        {
            KernelSetting.Write(path, value);
            if (KernelSetting.Read(path) is var now && now != value)
            {
                KernelSetting.Write(path, old);
                throw new CommandException(CommandFault.Failed, $"{path} is \"{now}\" after \"{value}\" was written: the kernel did not take it.");
            }
        });
    }

    /// <summary>Makes a change that a journal entry undoes.</summary>
    internal HostChange Apply(JournalEntry undo, Action make)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        IDisposable noted = Journal.Note(undo);
        try
        {
            make();
        }
        catch
        {
            noted.Dispose();
            throw;
        }

        var change = new HostChange(this, undo, noted);
        lock (_lock)
        {
            _changes.Add(change);
        }

        return change;
    }

    internal void Forget(HostChange change)
    {
        lock (_lock)
        {
            _changes.Remove(change);
        }
    }

    /// <summary>Puts every setting back, the latest first, and ends every command.</summary>
    internal void UndoAll()
    {
        HostChange[] changes;
        RunningStep[] running;
        lock (_lock)
        {
            changes = [.. _changes];
            running = [.. _running];
        }

        foreach (RunningStep step in running)
        {
            step.Kill();
        }

        // So that their ends are written down, where this process itself ends next.
        Task.WhenAll(running.Select(step => step.Completion)).ContinueWith(static _ => { }, TaskScheduler.Default).Wait(EndPatience);
        foreach (HostChange change in changes.Where(change => !change.Undo.IsPlanned).Reverse())
        {
            change.TryUndo();
        }
    }

    /// <summary>What Ctrl-C does: commands are ended, settings put back, and the recording says so.</summary>
    internal void Interrupt()
    {
        CancellationTokenSource now = Interlocked.Exchange(ref _interrupted, new CancellationTokenSource());
        now.Cancel();
        UndoAll();
        Seal();
    }

    /// <summary>Puts every setting back, ends every command, and seals the recording.</summary>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    /// <inheritdoc cref="Dispose"/>
    public async ValueTask DisposeAsync()
    {
        if (_disposed)
        {
            return;
        }

        RunningStep[] running;
        lock (_lock)
        {
            running = [.. _running];
        }

        foreach (RunningStep step in running)
        {
            await step.DisposeAsync().ConfigureAwait(false);
        }

        UndoAll();
        _disposed = true;
        _interrupt.Dispose();
        Seal();
        _interrupted.Dispose();
    }

    private void Seal()
    {
        lock (_lock)
        {
            _writer.Checkpoint();
        }
    }
}

/// <summary>A change of the host that is undone when this is disposed.</summary>
public sealed class HostChange : IDisposable
{
    private readonly LiveHost _host;
    private readonly IDisposable _noted;
    private int _undone;

    internal HostChange(LiveHost host, JournalEntry undo, IDisposable noted) => (_host, Undo, _noted) = (host, undo, noted);

    /// <summary>What undoes the change.</summary>
    public JournalEntry Undo { get; }

    /// <summary>Undoes the change.</summary>
    /// <exception cref="CommandException">It could not be undone; it stays noted for <c>notebookkit restore</c>.</exception>
    public void Dispose()
    {
        if (TryUndo() is { } fault)
        {
            throw new CommandException(CommandFault.Failed, $"not undone: {Undo.Text}: {fault}", "`notebookkit restore` tries again.");
        }
    }

    /// <summary>Undoes the change.</summary>
    /// <returns>What went wrong; null where nothing did.</returns>
    internal string? TryUndo()
    {
        if (Interlocked.Exchange(ref _undone, 1) == 1)
        {
            return null;
        }

        string? fault = Restore.Undo(Undo);
        if (fault is null)
        {
            _noted.Dispose();
        }

        _host.Forget(this);
        return fault;
    }
}
