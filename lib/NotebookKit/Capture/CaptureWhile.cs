namespace NotebookKit;

// Up to four tools at a time, and what they captured taken apart: var (trace, io, run) = await
// host.Blktrace("sda").And(host.Iostat()).While("dd", ...);
public static partial class HostCaptures
{
    /// <summary>Captures with a second tool at the same time.</summary>
    /// <exception cref="ArgumentException">The other tool is on another host.</exception>
    public static Capture<(T1 First, T2 Second)> And<T1, T2>(this Capture<T1> first, Capture<T2> second)
    {
        ArgumentNullException.ThrowIfNull(first);
        return first.Beside(second, (one, two) => (one, two));
    }

    /// <summary>Captures with a third tool at the same time.</summary>
    /// <exception cref="ArgumentException">The other tool is on another host.</exception>
    public static Capture<(T1 First, T2 Second, T3 Third)> And<T1, T2, T3>(this Capture<(T1 First, T2 Second)> two, Capture<T3> third)
    {
        ArgumentNullException.ThrowIfNull(two);
        return two.Beside(third, (both, last) => (both.First, both.Second, last));
    }

    /// <summary>Captures with a fourth tool at the same time.</summary>
    /// <exception cref="ArgumentException">The other tool is on another host.</exception>
    public static Capture<(T1 First, T2 Second, T3 Third, T4 Fourth)> And<T1, T2, T3, T4>(
        this Capture<(T1 First, T2 Second, T3 Third)> three,
        Capture<T4> fourth
    )
    {
        ArgumentNullException.ThrowIfNull(three);
        return three.Beside(fourth, (all, last) => (all.First, all.Second, all.Third, last));
    }

    /// <summary>Starts the tool, waits until it captures, runs the workload, and stops the tool cleanly.</summary>
    /// <param name="capture">The tool.</param>
    /// <param name="program">The workload's program; its standard output is thrown away, its time is taken.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <returns>What was captured, and the workload's run; both on one clock.</returns>
    /// <exception cref="CommandException">A tool or the workload failed; every tool is stopped by then.</exception>
    /// <exception cref="RecordingException">In replay: it was not recorded.</exception>
    public static Task<(T First, WorkloadRun Workload)> While<T>(this Capture<T> capture, string program, params string[] arguments) =>
        capture.While(Workload(program, arguments));

    /// <summary>As the other, with a step for the workload that sets its own name or limit.</summary>
    /// <param name="capture">The tool.</param>
    /// <param name="workload">The workload.</param>
    /// <param name="cancellation">Ends workload and tools.</param>
    public static async Task<(T First, WorkloadRun Workload)> While<T>(
        this Capture<T> capture,
        CommandStep workload,
        CancellationToken cancellation = default
    ) => await Run(capture, workload, cancellation).ConfigureAwait(false);

    /// <inheritdoc cref="While{T}(Capture{T}, string, string[])"/>
    public static Task<(T1 First, T2 Second, WorkloadRun Workload)> While<T1, T2>(
        this Capture<(T1 First, T2 Second)> capture,
        string program,
        params string[] arguments
    ) => capture.While(Workload(program, arguments));

    /// <inheritdoc cref="While{T}(Capture{T}, CommandStep, CancellationToken)"/>
    public static async Task<(T1 First, T2 Second, WorkloadRun Workload)> While<T1, T2>(
        this Capture<(T1 First, T2 Second)> capture,
        CommandStep workload,
        CancellationToken cancellation = default
    )
    {
        ((T1 first, T2 second), WorkloadRun run) = await Run(capture, workload, cancellation).ConfigureAwait(false);
        return (first, second, run);
    }

    /// <inheritdoc cref="While{T}(Capture{T}, string, string[])"/>
    public static Task<(T1 First, T2 Second, T3 Third, WorkloadRun Workload)> While<T1, T2, T3>(
        this Capture<(T1 First, T2 Second, T3 Third)> capture,
        string program,
        params string[] arguments
    ) => capture.While(Workload(program, arguments));

    /// <inheritdoc cref="While{T}(Capture{T}, CommandStep, CancellationToken)"/>
    public static async Task<(T1 First, T2 Second, T3 Third, WorkloadRun Workload)> While<T1, T2, T3>(
        this Capture<(T1 First, T2 Second, T3 Third)> capture,
        CommandStep workload,
        CancellationToken cancellation = default
    )
    {
        ((T1 first, T2 second, T3 third), WorkloadRun run) = await Run(capture, workload, cancellation).ConfigureAwait(false);
        return (first, second, third, run);
    }

    /// <inheritdoc cref="While{T}(Capture{T}, string, string[])"/>
    public static Task<(T1 First, T2 Second, T3 Third, T4 Fourth, WorkloadRun Workload)> While<T1, T2, T3, T4>(
        this Capture<(T1 First, T2 Second, T3 Third, T4 Fourth)> capture,
        string program,
        params string[] arguments
    ) => capture.While(Workload(program, arguments));

    /// <inheritdoc cref="While{T}(Capture{T}, CommandStep, CancellationToken)"/>
    public static async Task<(T1 First, T2 Second, T3 Third, T4 Fourth, WorkloadRun Workload)> While<T1, T2, T3, T4>(
        this Capture<(T1 First, T2 Second, T3 Third, T4 Fourth)> capture,
        CommandStep workload,
        CancellationToken cancellation = default
    )
    {
        ((T1 first, T2 second, T3 third, T4 fourth), WorkloadRun run) = await Run(capture, workload, cancellation).ConfigureAwait(false);
        return (first, second, third, fourth, run);
    }

    private static Task<(T Captured, WorkloadRun Workload)> Run<T>(Capture<T> capture, CommandStep workload, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(capture);
        return capture.Run(workload, cancellation);
    }

    private static CommandStep Workload(string program, string[] arguments) => new("workload", [program, .. arguments]);
}
