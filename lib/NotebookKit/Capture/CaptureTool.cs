namespace NotebookKit.Capture;

/// <summary>A tool that captures beside a workload.</summary>
internal abstract class CaptureTool<T>
{
    /// <summary>Starts the tool and returns when it captures.</summary>
    public abstract Task<ActiveCapture<T>> StartAsync(LiveHost host, CancellationToken cancellation);

    /// <summary>What the tool left in a recording.</summary>
    public abstract T Replay(ReplayHost host);
}

/// <summary>A tool that captures now.</summary>
internal abstract class ActiveCapture<T> : IAsyncDisposable
{
    /// <summary>Stops the tool cleanly: everything up to the workload's end is in what it left.</summary>
    /// <param name="workload">The workload's run.</param>
    public abstract Task<T> StopAsync(WorkloadRun workload);

    /// <summary>Ends the tool in whatever state it is; nothing where it was stopped.</summary>
    public abstract ValueTask DisposeAsync();
}
