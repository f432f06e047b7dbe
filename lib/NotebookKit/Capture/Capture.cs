using NotebookKit.Capture;

namespace NotebookKit;

/// <summary>A tool that is ready to capture while a workload runs; nothing runs before <c>While</c>.</summary>
/// <typeparam name="T">What the tool's capture becomes.</typeparam>
/// <remarks>In replay nothing is run: what was recorded of the tool and of the workload is given.</remarks>
public sealed class Capture<T>
{
    internal Capture(Host host, CaptureTool<T> tool) => (Host, Tool) = (host, tool);

    /// <summary>The host.</summary>
    public Host Host { get; }

    internal CaptureTool<T> Tool { get; }

    /// <summary>Captures with a second tool at the same time.</summary>
    /// <exception cref="ArgumentException">The other tool is on another host.</exception>
    public Capture<T, TSecond> And<TSecond>(Capture<TSecond> other) => new(this, Beside(Host, other));

    /// <summary>Starts the tool, waits until it captures, runs the workload, and stops the tool cleanly.</summary>
    /// <param name="program">The workload's program; its standard output is thrown away, its time is taken.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <returns>What was captured, and the workload's run; both on one clock.</returns>
    /// <exception cref="CommandException">A tool or the workload failed; every tool is stopped by then.</exception>
    /// <exception cref="RecordingException">In replay: it was not recorded.</exception>
    public Task<Captured<T>> While(string program, params string[] arguments) =>
        While(new CommandStep("workload", [program, .. arguments]));

    /// <summary>As the other, with a step for the workload that sets its own name or limit.</summary>
    /// <param name="workload">The workload.</param>
    /// <param name="cancellation">Ends workload and tools.</param>
    public async Task<Captured<T>> While(CommandStep workload, CancellationToken cancellation = default)
    {
        var run = new CaptureRun(Host, cancellation);
        Func<T> first = run.Plan(Tool);
        WorkloadRun ran = await run.Execute(workload).ConfigureAwait(false);
        return new Captured<T>(first(), ran);
    }

    internal static Capture<TOther> Beside<TOther>(Host host, Capture<TOther> other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return ReferenceEquals(host, other.Host)
            ? other
            : throw new ArgumentException("both tools must capture on the same host.", nameof(other));
    }
}

/// <summary>Two tools that are ready to capture at the same time.</summary>
/// <typeparam name="T1">What the first tool's capture becomes.</typeparam>
/// <typeparam name="T2">What the second tool's capture becomes.</typeparam>
public sealed class Capture<T1, T2>
{
    private readonly Capture<T1> _first;
    private readonly Capture<T2> _second;

    internal Capture(Capture<T1> first, Capture<T2> second) => (_first, _second) = (first, second);

    /// <inheritdoc cref="Capture{T}.And{TSecond}"/>
    public Capture<T1, T2, TThird> And<TThird>(Capture<TThird> other) => new(_first, _second, Capture<T1>.Beside(_first.Host, other));

    /// <inheritdoc cref="Capture{T}.While(string, string[])"/>
    public Task<Captured<T1, T2>> While(string program, params string[] arguments) =>
        While(new CommandStep("workload", [program, .. arguments]));

    /// <inheritdoc cref="Capture{T}.While(CommandStep, CancellationToken)"/>
    public Task<Captured<T1, T2>> While(CommandStep workload, CancellationToken cancellation = default) =>
        Around(run => run.Execute(workload), cancellation);

    /// <summary>Captures for a time, on a live host, beside whatever runs there.</summary>
    internal Task<Captured<T1, T2>> Watch(CommandStep step, TimeSpan time, CancellationToken cancellation) =>
        Around(run => run.Watch(step, time), cancellation);

    private async Task<Captured<T1, T2>> Around(Func<CaptureRun, Task<WorkloadRun>> workload, CancellationToken cancellation)
    {
        var run = new CaptureRun(_first.Host, cancellation);
        Func<T1> first = run.Plan(_first.Tool);
        Func<T2> second = run.Plan(_second.Tool);
        WorkloadRun ran = await workload(run).ConfigureAwait(false);
        return new Captured<T1, T2>(first(), second(), ran);
    }
}

/// <summary>Three tools that are ready to capture at the same time.</summary>
/// <typeparam name="T1">What the first tool's capture becomes.</typeparam>
/// <typeparam name="T2">What the second tool's capture becomes.</typeparam>
/// <typeparam name="T3">What the third tool's capture becomes.</typeparam>
public sealed class Capture<T1, T2, T3>
{
    private readonly Capture<T1> _first;
    private readonly Capture<T2> _second;
    private readonly Capture<T3> _third;

    internal Capture(Capture<T1> first, Capture<T2> second, Capture<T3> third) => (_first, _second, _third) = (first, second, third);

    /// <inheritdoc cref="Capture{T}.And{TSecond}"/>
    public Capture<T1, T2, T3, TFourth> And<TFourth>(Capture<TFourth> other) =>
        new(_first, _second, _third, Capture<T1>.Beside(_first.Host, other));

    /// <inheritdoc cref="Capture{T}.While(string, string[])"/>
    public Task<Captured<T1, T2, T3>> While(string program, params string[] arguments) =>
        While(new CommandStep("workload", [program, .. arguments]));

    /// <inheritdoc cref="Capture{T}.While(CommandStep, CancellationToken)"/>
    public async Task<Captured<T1, T2, T3>> While(CommandStep workload, CancellationToken cancellation = default)
    {
        var run = new CaptureRun(_first.Host, cancellation);
        Func<T1> first = run.Plan(_first.Tool);
        Func<T2> second = run.Plan(_second.Tool);
        Func<T3> third = run.Plan(_third.Tool);
        WorkloadRun ran = await run.Execute(workload).ConfigureAwait(false);
        return new Captured<T1, T2, T3>(first(), second(), third(), ran);
    }
}

/// <summary>Four tools that are ready to capture at the same time.</summary>
/// <typeparam name="T1">What the first tool's capture becomes.</typeparam>
/// <typeparam name="T2">What the second tool's capture becomes.</typeparam>
/// <typeparam name="T3">What the third tool's capture becomes.</typeparam>
/// <typeparam name="T4">What the fourth tool's capture becomes.</typeparam>
public sealed class Capture<T1, T2, T3, T4>
{
    private readonly Capture<T1> _first;
    private readonly Capture<T2> _second;
    private readonly Capture<T3> _third;
    private readonly Capture<T4> _fourth;

    internal Capture(Capture<T1> first, Capture<T2> second, Capture<T3> third, Capture<T4> fourth) =>
        (_first, _second, _third, _fourth) = (first, second, third, fourth);

    /// <inheritdoc cref="Capture{T}.While(string, string[])"/>
    public Task<Captured<T1, T2, T3, T4>> While(string program, params string[] arguments) =>
        While(new CommandStep("workload", [program, .. arguments]));

    /// <inheritdoc cref="Capture{T}.While(CommandStep, CancellationToken)"/>
    public async Task<Captured<T1, T2, T3, T4>> While(CommandStep workload, CancellationToken cancellation = default)
    {
        var run = new CaptureRun(_first.Host, cancellation);
        Func<T1> first = run.Plan(_first.Tool);
        Func<T2> second = run.Plan(_second.Tool);
        Func<T3> third = run.Plan(_third.Tool);
        Func<T4> fourth = run.Plan(_fourth.Tool);
        WorkloadRun ran = await run.Execute(workload).ConfigureAwait(false);
        return new Captured<T1, T2, T3, T4>(first(), second(), third(), fourth(), ran);
    }
}
