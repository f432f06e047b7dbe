using NotebookKit.Hosts;

namespace NotebookKit;

/// <summary>One run of a workload beside which tools captured.</summary>
/// <remarks>
/// The tools write CLOCK_MONOTONIC or wall-clock times; <see cref="Clock"/> turns one into the other, so that all results lie on one clock.
/// </remarks>
public sealed record WorkloadRun
{
    /// <summary>The workload as recorded; null where the recording holds no run of it beside the tools.</summary>
    public required RecordedStep? Step { get; init; }

    /// <summary>When the workload started, in UTC; null where unknown.</summary>
    public DateTimeOffset? Start => Step?.Start;

    /// <summary>When the workload ended, in UTC; null where unknown.</summary>
    public DateTimeOffset? End => Step?.End;

    /// <summary>How long the workload took, by the recorder's clock, start and end of the process included; null where unknown.</summary>
    public TimeSpan? Duration => End - Start;

    /// <summary>The exit code; null where unknown.</summary>
    public int? ExitCode => Step?.ExitCode;

    /// <summary>What bash's <c>time</c> wrote; null where it was not kept.</summary>
    public string? TimePath { get; init; }

    /// <summary>One moment on both clocks; null where the recording does not tell.</summary>
    internal HostClock? Clock => Step is { Start: { } start, MonotonicNs: [var ns, ..] } ? new HostClock(start, ns) : null;

    internal static WorkloadRun From(StepResult result) => new() { Step = result.Step, TimePath = result.StderrPath };

    // Recordings made step by step hold the workload inside the tool's own command, or timed on its own under the name "time".
    internal static WorkloadRun Replay(ReplayHost host, CommandStep workload) =>
        host.Recording.Find(workload with { Timed = true }) is null
            ? new WorkloadRun { Step = null }
            : From(host.RunAsync(workload with { Timed = true }).GetAwaiter().GetResult());
}
