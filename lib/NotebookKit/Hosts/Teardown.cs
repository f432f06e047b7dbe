namespace NotebookKit.Hosts;

/// <summary>Brings live hosts to their end: nothing new begins, what runs is ended, what
/// was changed is undone, the recordings are sealed.</summary>
/// <remarks>
/// It is the only way from <see cref="LiveState.Running"/> to <see cref="LiveState.Ended"/>, whether a host is disposed, the process is
/// asked to end or ends. Several hosts end as one, since changes are undone in the opposite order of all: a volume is unmounted before the
/// drive below it gets its scheduler back. It runs on a thread of its own, never fails and never waits without a limit.
/// </remarks>
internal sealed class Teardown
{
    private static readonly TimeSpan AfterGrace = TimeSpan.FromSeconds(5);
    private readonly IReadOnlyList<LiveHost> _hosts;
    private readonly List<string> _faults = [];
    private readonly TaskCompletionSource<IReadOnlyList<string>> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly string _because;
    private readonly Action<Teardown> _ended;

    /// <param name="hosts">Hosts whose end has not begun.</param>
    /// <param name="because">Why they end.</param>
    /// <param name="ended">Called when all is done.</param>
    public Teardown(IReadOnlyList<LiveHost> hosts, string because, Action<Teardown> ended)
    {
        (_hosts, _because, _ended) = (hosts, because, ended);
        foreach (LiveHost host in hosts)
        {
            host.BeginEnd(because);
        }
    }

    public IReadOnlyList<LiveHost> Hosts => _hosts;

    /// <summary>Ends when all is done, with <see cref="Faults"/>.</summary>
    public Task<IReadOnlyList<string>> Done => _done.Task;

    /// <summary>What could not be undone, one sentence each; complete when all is done.</summary>
    public IReadOnlyList<string> Faults => _faults;

    /// <summary>What is still to be ended and undone, in the order in which that is done.</summary>
    public IReadOnlyList<string> Left =>
        [
            .. _hosts.SelectMany(host => host.RunningSteps).Select(step => $"end {step.Name} (process {step.ProcessId})"),
            .. Changes.Select(change => change.Undo.Text),
        ];

    private IEnumerable<HostChange> Changes => _hosts.SelectMany(host => host.Changes).OrderByDescending(change => change.Number);

    private TimeSpan Patience => _hosts.Max(host => host.Options.Grace) + AfterGrace;

    public void Start() => new Thread(Run) { IsBackground = true, Name = "NotebookKit teardown" }.Start();

    private void Run()
    {
        try
        {
            // Not here: what goes on where something is cancelled may take its time.
            new Thread(() => _hosts.ToList().ForEach(host => host.CancelWhatIsUnderWay())) { IsBackground = true }.Start();
            EndCommands();
            foreach (LiveHost host in _hosts.Where(host => !host.WaitUntilIdle(Patience)))
            {
                _faults.Add($"a capture into {host.Record} did not come to its end within {Patience.TotalSeconds:0} s");
            }

            EndCommands(); // those that were being started
            UndoChanges();
            _faults.AddRange(_hosts.Select(host => host.Seal()).OfType<string>());
        }
        catch (Exception fault)
        {
            _faults.Add(fault.Message);
        }

        foreach (LiveHost host in _hosts)
        {
            host.FinishEnd();
        }

        _ended(this);
        _done.SetResult(_faults);
    }

    private void EndCommands()
    {
        Task[] ends = [.. _hosts.SelectMany(host => host.RunningSteps).Select(step => step.EndAsync(_because))];
        if (!Task.WhenAll(ends).ContinueWith(static _ => { }, TaskScheduler.Default).Wait(Patience))
        {
            _faults.AddRange(
                _hosts.SelectMany(host => host.RunningSteps).Select(step => $"{step.Name} (process {step.ProcessId}) did not end")
            );
        }
    }

    private void UndoChanges()
    {
        foreach (HostChange change in Changes.ToList())
        {
            Task<string?> undo = change.UndoAsync();
            string? fault = undo.Wait(Patience + Restore.Patience) ? undo.Result : "it takes too long";
            if (fault is not null)
            {
                _faults.Add($"not undone: {change.Undo.Text}: {fault}");
            }
        }
    }
}
