using System.Globalization;
using System.Text.RegularExpressions;
using NotebookKit.Hosts;

namespace NotebookKit.Capture;

/// <summary>The capture tools of a host, as extension methods: the same call runs the tool on a live host and gives the recorded result in replay.</summary>
public static partial class HostCaptures
{
    /// <summary>
    /// Takes a binary block trace with <c>blktrace</c> (blktrace(8)), or with ftrace's blk tracer where blktrace is missing or refused.
    /// </summary>
    /// <param name="host">The host.</param>
    /// <param name="device">The device, such as <c>nvme0n1</c>.</param>
    /// <param name="options">Buffers and tool.</param>
    /// <returns>Ready to capture while a workload runs.</returns>
    /// <exception cref="ArgumentException">Live: there is no such device.</exception>
    public static Capture<BlktraceResult> Blktrace(this Host host, string device, BlktraceOptions? options = null) => Blktrace(host, [device], options);

    /// <summary>Traces several devices at once, such as all layers of a stack.</summary>
    /// <param name="host">The host.</param>
    /// <param name="devices">The devices, such as <c>dm-0</c> and <c>nvme0n1</c>.</param>
    /// <param name="options">Buffers and tool.</param>
    /// <returns>Ready to capture while a workload runs.</returns>
    /// <exception cref="ArgumentException">No device is named, or live: there is no such device.</exception>
    public static Capture<BlktraceResult> Blktrace(this Host host, IReadOnlyList<string> devices, BlktraceOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(host);
        ArgumentNullException.ThrowIfNull(devices);
        ArgumentOutOfRangeException.ThrowIfZero(devices.Count);
        string[] names = [.. host.IsLive ? devices.Select(BlockName.Check) : devices.Select(device => Path.GetFileName(device))];
        return new Capture<BlktraceResult>(host, new BlktraceCapture(names, options ?? new BlktraceOptions()));
    }
}

internal sealed partial class BlktraceCapture(IReadOnlyList<string> devices, BlktraceOptions options) : CaptureTool<BlktraceResult>
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(10);

    // The number of events that blktrace says it dropped; null where it does not say.
    private static long? DroppedOf(StepResult step)
    {
        string text = string.Concat(new[] { step.StdoutPath, step.StderrPath }.Where(path => path is not null && !path.EndsWith(".gz", StringComparison.Ordinal)).Select(path => File.ReadAllText(path!)));
        MatchCollection totals = Dropped().Matches(text);
        return totals.Count == 0 ? null : totals.Sum(total => long.Parse(total.Groups[1].Value, CultureInfo.InvariantCulture));
    }

    // Total:  3590 events (dropped 0),  169 KiB data
    [GeneratedRegex(@"events \(dropped (\d+)\)")]
    private static partial Regex Dropped();

    public override BlktraceResult Replay(ReplayHost host)
    {
        StepResult step = host.RunAsync(Step()).GetAwaiter().GetResult();
        return new BlktraceResult(step, DroppedOf(step));
    }

    public override async Task<ActiveCapture<BlktraceResult>> StartAsync(LiveHost host, CancellationToken cancellation)
    {
        if (options.Tool == BlktraceTool.Ftrace || (options.Tool == BlktraceTool.Any && HostTool.Find("blktrace") is null))
        {
            return await BlkTracer.StartAsync(host, devices, Name, cancellation).ConfigureAwait(false);
        }

        try
        {
            return await StartToolAsync(host, cancellation).ConfigureAwait(false);
        }
        catch (CommandException fault) when (options.Tool == BlktraceTool.Any && fault.Fault is CommandFault.Denied or CommandFault.TimedOut or CommandFault.Failed)
        {
            return await BlkTracer.StartAsync(host, devices, Name, cancellation, $"blktrace could not: {fault.Message.ReplaceLineEndings(" ")}").ConfigureAwait(false);
        }
    }

    private string Name => devices.Count == 1 ? "blktrace" : "blktrace-dm";

    private string Folder => Name + "/";

    private CommandStep Step()
    {
        var argv = new List<string> { "blktrace" };
        foreach (string device in devices)
        {
            argv.AddRange(["-d", "/dev/" + device.Replace('!', '/')]);
        }

        if (devices.Count == 1)
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

        argv.AddRange(["-D", Name]);
        return new CommandStep(Name, argv)
        {
            NeedsRoot = true,
            Purpose = devices.Count == 1 ? $"binary trace of {devices[0]}" : "binary trace of all layers at once",
            Outputs = [Folder],
        };
    }

    private async Task<ActiveCapture<BlktraceResult>> StartToolAsync(LiveHost host, CancellationToken cancellation)
    {
        RunningStep step = await host.StartAsync(Step()).ConfigureAwait(false);
        string folder = Path.Combine(step.WorkFolder, Name);

        // blktrace runs one thread a CPU and prints its refusals; its first record, the wall-clock time, shows that the kernel traces.
        try
        {
            await Readiness.WaitAsync(step, () => Refused(step) || devices.All(device => Bytes(folder, device) > 0), StartLimit, cancellation).ConfigureAwait(false);
        }
        catch
        {
            await step.WithdrawAsync().ConfigureAwait(false);
            throw;
        }

        if (Refused(step))
        {
            string tail = step.StderrTail;
            await step.WithdrawAsync().ConfigureAwait(false);
            throw new CommandException(CommandFault.Denied, $"{CommandStep.Show(step.Step.Argv)}: {tail}", CommandRemedy.For("blktrace", "Operation not permitted"));
        }

        return new StepCapture<BlktraceResult>(step, beforeStop: null, (result, _) => Task.FromResult(new BlktraceResult(result, DroppedOf(result))));
    }

    private static bool Refused(RunningStep step) =>
        step.StderrTail.Contains("FAILED to start", StringComparison.Ordinal) || CommandRemedy.IsDenied(step.StderrTail);

    private static long Bytes(string folder, string device) => Directory.Exists(folder)
        ? Directory.EnumerateFiles(folder, device + ".blktrace.*").Sum(file => new FileInfo(file).Length)
        : 0;
}
