using System.Runtime.ExceptionServices;
using NotebookKit.Hosts;

namespace NotebookKit.Capture;

/// <summary>Runs tools around a workload: all capture before it starts, all are stopped after it ended, none is left running.</summary>
internal sealed class CaptureRun(Host host, CancellationToken cancellation)
{
    // Completions and readers of the tools run behind the workload by a scheduler's tick or two.
    private static readonly TimeSpan Settle = TimeSpan.FromMilliseconds(200);
    private readonly List<Func<CancellationToken, Task>> _starts = [];
    private readonly List<Func<WorkloadRun, Task>> _stops = [];
    private readonly List<Func<ValueTask>> _aborts = [];
    private readonly List<Action<ReplayHost>> _replays = [];

    /// <summary>Adds a tool.</summary>
    /// <returns>Gives its capture after the run.</returns>
    public Func<T> Plan<T>(CaptureTool<T> tool)
    {
        T? result = default;
        _replays.Add(replay => result = tool.Replay(replay));
        _starts.Add(async token =>
        {
            ActiveCapture<T> active = await tool.StartAsync((LiveHost)host, token).ConfigureAwait(false);
            _aborts.Add(active.DisposeAsync);
            _stops.Add(async run => result = await active.StopAsync(run).ConfigureAwait(false));
        });
        return () => result!;
    }

    public Task<WorkloadRun> Execute(CommandStep workload)
    {
        if (host is ReplayHost replay)
        {
            _replays.ForEach(answer => answer(replay));
            return Task.FromResult(WorkloadRun.Replay(replay, workload));
        }

        return Around(
            async (live, token) => WorkloadRun.From(await live.RunAsync(workload with { Timed = true }, token).ConfigureAwait(false))
        );
    }

    /// <summary>Captures for a time, beside whatever runs; nothing is started for that.</summary>
    /// <param name="step">The step that stands for the time.</param>
    /// <param name="time">How long.</param>
    public Task<WorkloadRun> Watch(CommandStep step, TimeSpan time) =>
        Around(
            async (live, token) =>
            {
                HostClock start = HostClock.Now();
                string name = live.BeginOwn(step);
                try
                {
                    await Task.Delay(time, token).ConfigureAwait(false);
                }
                catch (OperationCanceledException)
                {
                    live.EndOwn(step, name, start, [], "it was cancelled");
                    throw;
                }

                return WorkloadRun.From(live.EndOwn(step, name, start, []));
            }
        );

    private async Task<WorkloadRun> Around(Func<LiveHost, CancellationToken, Task<WorkloadRun>> workload)
    {
        var live = (LiveHost)host;
        using IDisposable underWay = live.Enter();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, live.Interrupted, CellStop.Token);
        try
        {
            foreach (Func<CancellationToken, Task> start in _starts)
            {
                await start(either.Token).ConfigureAwait(false);
            }

            WorkloadRun run = await workload(live, either.Token).ConfigureAwait(false);
            await Task.Delay(Settle, either.Token).ConfigureAwait(false);
            foreach (Func<WorkloadRun, Task> stop in Enumerable.Reverse(_stops))
            {
                await stop(run).ConfigureAwait(false);
            }

            return run;
        }
        finally
        {
            await AbortAsync().ConfigureAwait(false);
        }
    }

    // Every tool is ended, whatever becomes of another.
    private async Task AbortAsync()
    {
        ExceptionDispatchInfo? first = null;
        foreach (Func<ValueTask> abort in Enumerable.Reverse(_aborts))
        {
            try
            {
                await abort().ConfigureAwait(false);
            }
            catch (Exception fault)
            {
                first ??= ExceptionDispatchInfo.Capture(fault);
            }
        }

        first?.Throw();
    }
}
