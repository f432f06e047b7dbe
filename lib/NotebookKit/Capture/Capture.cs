using NotebookKit.Capture;

namespace NotebookKit;

/// <summary>Tools that are ready to capture while a workload runs; nothing runs before <c>While</c>.</summary>
/// <typeparam name="T">What the capture becomes; of several tools all of theirs, in order.</typeparam>
/// <remarks>In replay nothing is run: what was recorded of the tools and of the workload is given.</remarks>
public sealed class Capture<T>
{
    private readonly Func<CaptureRun, Func<T>> _plan;

    internal Capture(Host host, CaptureTool<T> tool)
        : this(host, run => run.Plan(tool)) { }

    /// <summary>Several tools, or one whose capture is taken otherwise.</summary>
    /// <param name="host">The host.</param>
    /// <param name="plan">Adds the tools to a run; what it gives makes the result after it.</param>
    internal Capture(Host host, Func<CaptureRun, Func<T>> plan) => (Host, _plan) = (host, plan);

    /// <summary>The host.</summary>
    public Host Host { get; }

    internal Func<T> Plan(CaptureRun run) => _plan(run);

    internal Capture<TBoth> Beside<TOther, TBoth>(Capture<TOther> other, Func<T, TOther, TBoth> both)
    {
        ArgumentNullException.ThrowIfNull(other);
        return ReferenceEquals(Host, other.Host)
            ? new Capture<TBoth>(
                Host,
                run =>
                {
                    (Func<T> first, Func<TOther> second) = (Plan(run), other.Plan(run));
                    return () => both(first(), second());
                }
            )
            : throw new ArgumentException("both tools must capture on the same host.", nameof(other));
    }

    internal Task<(T Captured, WorkloadRun Workload)> Run(CommandStep workload, CancellationToken cancellation) =>
        Around(run => run.Execute(workload), cancellation);

    /// <summary>Captures for a time, on a live host, beside whatever runs there.</summary>
    internal Task<(T Captured, WorkloadRun Workload)> Watch(CommandStep step, TimeSpan time, CancellationToken cancellation) =>
        Around(run => run.Watch(step, time), cancellation);

    private async Task<(T Captured, WorkloadRun Workload)> Around(
        Func<CaptureRun, Task<WorkloadRun>> workload,
        CancellationToken cancellation
    )
    {
        var run = new CaptureRun(Host, cancellation);
        Func<T> captured = _plan(run);
        WorkloadRun ran = await workload(run).ConfigureAwait(false);
        return (captured(), ran);
    }
}
