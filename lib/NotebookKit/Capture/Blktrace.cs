using System.Globalization;
using System.Text.RegularExpressions;
using NotebookKit.Capture;
using NotebookKit.Hosts;

namespace NotebookKit;

/// <summary>The capture tools of a host, as extension methods: the same call runs the
/// tool on a live host and gives the recorded result in replay.</summary>
public static partial class HostCaptures
{
    /// <summary>
    /// Takes a binary block trace with <c>blktrace</c> (blktrace(8)), or with ftrace's blk tracer where blktrace is missing or refused.
    /// </summary>
    /// <param name="host">The host.</param>
    /// <param name="device">The device, such as <c>nvme0n1</c>.</param>
    /// <param name="options">Buffers and tool; null for the tool's own buffers, and blktrace where it is allowed.</param>
    /// <returns>Ready to capture while a workload runs.</returns>
    /// <exception cref="ArgumentException">Live: there is no such device.</exception>
    public static Capture<TraceResult> Blktrace(this Host host, string device, BlktraceOptions? options = null) =>
        Trace(host, [device], options ?? new BlktraceOptions(), "blktrace");

    /// <summary>Traces several devices at once, such as all layers of a stack.</summary>
    /// <param name="host">The host.</param>
    /// <param name="devices">The devices, such as <c>dm-0</c> and <c>nvme0n1</c>.</param>
    /// <param name="options">As for one device.</param>
    /// <returns>Ready to capture while a workload runs.</returns>
    /// <exception cref="ArgumentException">No device is named, or live: there is no such device.</exception>
    public static Capture<TraceResult> Blktrace(this Host host, IReadOnlyList<string> devices, BlktraceOptions? options = null) =>
        Trace(host, devices, options ?? new BlktraceOptions(), "blktrace-dm");

    private static Capture<TraceResult> Trace(Host host, IReadOnlyList<string> devices, BlktraceOptions options, string name)
    {
        ArgumentNullException.ThrowIfNull(host);
        ArgumentNullException.ThrowIfNull(devices);
        ArgumentOutOfRangeException.ThrowIfZero(devices.Count);
        string[] names = [.. host.IsLive ? devices.Select(BlockName.Check) : devices.Select(device => Path.GetFileName(device))];
        return new Capture<TraceResult>(host, new BlktraceCapture(name, names, options));
    }
}

internal sealed partial class BlktraceCapture(string name, IReadOnlyList<string> devices, BlktraceOptions options)
    : CaptureTool<TraceResult>
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(500);

    // The number of events that blktrace says it dropped; null where it does not say.
    private static long? DroppedOf(StepResult step)
    {
        string text = string.Concat(
            new[] { step.StdoutPath, step.StderrPath }
                .Where(path => path is not null && !path.EndsWith(".gz", StringComparison.Ordinal))
                .Select(path => File.ReadAllText(path!))
        );
        MatchCollection totals = Dropped().Matches(text);
        return totals.Count == 0 ? null : totals.Sum(total => long.Parse(total.Groups[1].Value, CultureInfo.InvariantCulture));
    }

    // Total:  3590 events (dropped 0),  169 KiB data
    [GeneratedRegex(@"events \(dropped (\d+)\)")]
    private static partial Regex Dropped();

    public override TraceResult Replay(ReplayHost host)
    {
        StepResult step = host.RunAsync(Step()).GetAwaiter().GetResult();
        return TraceResult.OfBlktrace(step, DroppedOf(step));
    }

    public override async Task<ActiveCapture<TraceResult>> StartAsync(LiveHost host, CancellationToken cancellation)
    {
        if (options.Tool == BlktraceTool.Ftrace || (options.Tool == BlktraceTool.Any && HostTool.Find("blktrace") is null))
        {
            return await BlkTracer.StartAsync(host, devices, name, cancellation).ConfigureAwait(false);
        }

        // blktrace goes on without a word on its standard output, and keeps nothing.
        if (options.Tool == BlktraceTool.Any && !MappedFiles.WorkIn(host.Record))
        {
            return await BlkTracer
                .StartAsync(
                    host,
                    devices,
                    name,
                    cancellation,
                    $"blktrace could not: the file system of {host.Record} maps no files for writing"
                )
                .ConfigureAwait(false);
        }

        try
        {
            return await StartToolAsync(host, cancellation).ConfigureAwait(false);
        }
        catch (CommandException fault)
            when (options.Tool == BlktraceTool.Any && fault.Fault is CommandFault.Denied or CommandFault.TimedOut or CommandFault.Failed)
        {
            return await BlkTracer
                .StartAsync(host, devices, name, cancellation, $"blktrace could not: {fault.Message.ReplaceLineEndings(" ")}")
                .ConfigureAwait(false);
        }
    }

    private CommandStep Step()
    {
        var argv = new List<string> { "blktrace" };
        foreach (string device in devices)
        {
            argv.AddRange(["-d", "/dev/" + device.Replace('!', '/')]);
        }

        if (name == "blktrace")
        {
            argv.AddRange(["-o", devices[0]]);
        }

        if (options.BufferKiB is { } size)
        {
            argv.AddRange(["-b", size.ToString(CultureInfo.InvariantCulture)]);
        }

        if (options.Buffers is { } count)
        {
            argv.AddRange(["-n", count.ToString(CultureInfo.InvariantCulture)]);
        }

        argv.AddRange(["-D", name]);
        return new CommandStep(name, argv)
        {
            NeedsRoot = true,
            Purpose = name == "blktrace" ? $"binary trace of {devices[0]}" : "binary trace of all layers at once",
            Outputs = [name + "/"],
            StdoutFile = name + ".log",
        };
    }

    private async Task<ActiveCapture<TraceResult>> StartToolAsync(LiveHost host, CancellationToken cancellation)
    {
        RunningStep step = await host.StartAsync(Step()).ConfigureAwait(false);
        string folder = Path.Combine(step.WorkFolder, name);

        // blktrace sets the kernel up, starts a thread with a file for each CPU, prints refusals, and then lets the kernel trace: nothing
        // tells that last step, and no record is written out before a buffer is full, so it is given a moment.
        try
        {
            await Readiness
                .WaitAsync(
                    step,
                    () => Refused(step) || devices.All(device => IsSetUp(folder, device, host.Fingerprint.Cpus ?? 1)),
                    StartLimit,
                    cancellation
                )
                .ConfigureAwait(false);
        }
        catch
        {
            await step.WithdrawAsync().ConfigureAwait(false);
            throw;
        }

        await Task.Delay(Moment, cancellation).ConfigureAwait(false);
        if (Refused(step))
        {
            string tail = step.StderrTail;
            await step.WithdrawAsync().ConfigureAwait(false);
            throw new CommandException(
                CommandFault.Denied,
                $"{CommandStep.Show(step.Step.Argv)}: {tail}",
                CommandRemedy.For("blktrace", "Operation not permitted")
            );
        }

        return new StepCapture<TraceResult>(
            step,
            beforeStop: null,
            (result, _) => Task.FromResult(TraceResult.OfBlktrace(result, DroppedOf(result)))
        );
    }

    private static bool Refused(RunningStep step) =>
        step.StderrTail.Contains("FAILED to start", StringComparison.Ordinal) || CommandRemedy.IsDenied(step.StderrTail);

    private static bool IsSetUp(string folder, string device, int cpus) =>
        Directory.Exists(folder)
        && Directory.EnumerateFiles(folder, device + ".blktrace.*").Count() >= cpus
        && HostText.Line($"/sys/class/block/{device}/trace/enable") is null or "1";
}
