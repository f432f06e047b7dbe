using NotebookKit.Hosts;

namespace NotebookKit;

/// <summary>Where a live host stands; it goes one way.</summary>
internal enum LiveState
{
    /// <summary>Commands run and changes are made.</summary>
    Running,

    /// <summary>Nothing new begins; what runs is ended and what was changed is undone.</summary>
    Ending,

    /// <summary>All of that is done, and the recording is sealed.</summary>
    Ended,
}

public sealed partial class LiveHost
{
    private readonly Lock _state = new(); // of what stands here; never held while something is waited for
    private readonly UnderWay _underWay = new();
    private readonly List<RunningStep> _running = [];
    private readonly List<HostChange> _changes = [];

    // Never disposed: it holds no timer, and those who still look at its token then must not fail.
    private readonly CancellationTokenSource _end = new();

    /// <summary>Why it ends, or ended; null while nothing ends it.</summary>
    internal string? EndsBecause { get; private set; }

    /// <summary>Where it stands.</summary>
    internal LiveState State { get; private set; }

    /// <summary>What brings it to its end; null while nothing does. Belongs to <see cref="LiveHosts"/>.</summary>
    internal Teardown? End { get; set; }

    /// <summary>Cancelled when the host's end begins.</summary>
    internal CancellationToken Interrupted => _end.Token;

    /// <summary>The commands that run now.</summary>
    internal IReadOnlyList<RunningStep> RunningSteps
    {
        get
        {
            lock (_state)
            {
                return [.. _running];
            }
        }
    }

    /// <summary>The changes that are not undone.</summary>
    internal IReadOnlyList<HostChange> Changes
    {
        get
        {
            lock (_state)
            {
                return [.. _changes];
            }
        }
    }

    /// <summary>Puts every setting back, ends every command, and seals the recording.</summary>
    /// <exception cref="CommandException">Something could not be undone; it stays noted for <c>notebookkit restore</c>.</exception>
    public void Dispose() =>
        Uninterrupted.Run(() =>
        {
            DisposeAsync().AsTask().GetAwaiter().GetResult();
            return true;
        });

    /// <inheritdoc cref="Dispose"/>
    public async ValueTask DisposeAsync()
    {
        if (await LiveHosts.EndAsync(this).ConfigureAwait(false) is { Count: > 0 } faults)
        {
            throw new CommandException(
                CommandFault.Failed,
                string.Join("; ", faults),
                Changes.Count > 0 ? "`notebookkit restore` tries again." : "All that was changed on this host is undone."
            );
        }
    }

    /// <summary>Begins something that the host's end has to wait for, until the result is disposed.</summary>
    /// <exception cref="OperationCanceledException">The host's end has begun.</exception>
    /// <exception cref="ObjectDisposedException">The host has ended.</exception>
    internal IDisposable Enter()
    {
        lock (_state)
        {
            return State switch
            {
                LiveState.Running => _underWay.Enter(),
                LiveState.Ending => throw new OperationCanceledException(
                    $"the live host that records into {Record} ends: {EndsBecause}",
                    _end.Token
                ),
                _ => throw new ObjectDisposedException(
                    nameof(LiveHost),
                    $"the live host that recorded into {Record} has ended: {EndsBecause}. What it changed is undone and its recording is sealed; open another with Host.Live."
                ),
            };
        }
    }

    /// <summary>From here on nothing new begins.</summary>
    internal void BeginEnd(string because)
    {
        lock (_state)
        {
            (State, EndsBecause) = (LiveState.Ending, because);
        }
    }

    /// <summary>Tells what is under way that it should come to its end.</summary>
    internal void CancelWhatIsUnderWay()
    {
        try
        {
            _end.Cancel();
        }
        catch (AggregateException)
        {
            // What others do when they hear of it is not for the host's end to fail on.
        }
    }

    /// <summary>Waits until nothing is under way.</summary>
    internal bool WaitUntilIdle(TimeSpan patience) => _underWay.WaitUntilNone(patience);

    /// <summary>Writes the recording as it is in the end.</summary>
    /// <returns>What went wrong; null where nothing did.</returns>
    internal string? Seal()
    {
        const int most = 3;
        for (int i = 1; ; i++)
        {
            try
            {
                Snapshot();
                return null;
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or RecordingException)
            {
                // A file that goes away while it is looked at is not there the next time.
                if (i == most)
                {
                    return $"the recording in {Record} is as its last step left it: {fault.Message}";
                }
            }
        }
    }

    /// <summary>The end is done.</summary>
    internal void FinishEnd()
    {
        lock (_state)
        {
            State = LiveState.Ended;
        }
    }
}
