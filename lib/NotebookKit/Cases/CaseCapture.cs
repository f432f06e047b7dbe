using System.Globalization;
using NotebookKit.Capture;
using NotebookKit.Hosts;
using NotebookKit.Processes;

namespace NotebookKit.Cases;

/// <summary>Records a case on a live host as it is: block events of all layers, counters
/// every second, the settings of every queue.</summary>
/// <remarks>
/// Nothing of the host is changed but the tracing itself, which is journalled and put back. The tool is the best that there is: blktrace,
/// the kernel's blk tracer, perf, the tracepoints of tracefs. Where somebody else traces already it refuses. Where this process is not
/// root, sudo starts a helper that is; the command beside runs with the user's own rights.
/// </remarks>
internal sealed class CaseCapture
{
    /// <summary>What the helper for root is asked for.</summary>
    internal const string Asked = "capture";

    /// <summary>The step of the command beside.</summary>
    internal const string Workload = "workload";

    private const string By = "capture";
    private const long KeptOutput = 1 << 20; // a report of fio's has some KiB; what is a copy of the drive is nobody's report
    private readonly LiveHost _host;
    private readonly CaseCaptureOptions _options;
    private readonly IReadOnlyList<string> _devices;

    private CaseCapture(LiveHost host, IReadOnlyList<string> devices, CaseCaptureOptions options) =>
        (_host, _devices, _options) = (host, devices, options);

    /// <summary>Captures.</summary>
    /// <param name="device">The device, such as <c>nvme0n1</c>; every layer above and below it is captured too.</param>
    /// <param name="folder">The case's folder: not there yet, or empty.</param>
    /// <param name="options">How long, and beside which command.</param>
    /// <param name="cancellation">Ends the capture early; what was captured by then is kept.</param>
    /// <returns>What the capture cost.</returns>
    /// <exception cref="ArgumentException">There is no such device, or the folder holds something.</exception>
    /// <exception cref="CommandException">Root is missing and sudo refuses, somebody else traces, or no tool can capture here.</exception>
    public static async Task<CaptureCost> Of(
        string device,
        string folder,
        CaseCaptureOptions options,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        string name = BlockName.Check(device);
        IReadOnlyList<string> devices = DeviceStack.Of(name);
        if (options is { Command: [var program, ..], As: null } && FaultOf(program) is { } fault)
        {
            throw new ArgumentException($"{fault}: nothing was captured", nameof(options));
        }

        if (NewFolder.FaultOf(folder, NewFolder.OfCase) is { } full)
        {
            throw new ArgumentException(full, nameof(folder));
        }

        if (!Environment.IsPrivilegedProcess)
        {
            string[] how =
                options.Command.Count > 0
                    ? [Environment.CurrentDirectory, .. options.Command]
                    : [options.Seconds.ToString(CultureInfo.InvariantCulture)];
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation, CellStop.Token);
            await RootHelper.RunAsync([Asked, device, .. how], folder, options.Progress, stop.Token).ConfigureAwait(false);
            var taken = new CaseFolder(folder);
            return CaseDocument.CostOf(taken) with { Command = CommandOutcome.Of(taken) };
        }

        if (
            devices
                .Select(one => $"/sys/block/{one}/trace/enable")
                .FirstOrDefault(file => File.Exists(file) && File.ReadAllText(file).Trim() != "0") is
            { } traced
        )
        {
            throw new CommandException(
                CommandFault.Refused,
                $"{traced} is not 0: somebody else traces this device.",
                OtherRun.Remedy(null, OtherRun.IsTracing) ?? "End the other trace first; blktrace allows one a device."
            );
        }

        var made = new CaseFolder(folder);
        string recordingName = Summaries.PileNames.Part($"{Environment.MachineName}-{devices[0]}");
        string title =
            $"{Environment.MachineName}: {devices[0]}{(devices.Count > 1 ? $" and {devices.Count - 1} layers" : "")}, {(options.Command.Count > 0 ? CommandStep.Show(options.Command) : $"{options.Seconds} s")}";
        var live = new LiveOptions
        {
            Title = title,
            MaxStepBytes = options.MostBytes,
            MountTracefs = true,
            Progress = options.Progress,
            Timeout = TimeSpan.FromDays(1),
        };
        try
        {
            await using LiveHost host = Host.Live(
                Path.Combine(made.RecordingsFolder, recordingName),
                DeviceStack.DriveOf(devices[0]),
                live
            );

            // From here on the folder is a case, though the capture be broken off.
            CaseRecording[] recordings = [new CaseRecording(recordingName, Environment.MachineName, host.Fingerprint.Kernel)];
            CaseDocument.Write(made, title, By, recordings, []);
            CaptureCost cost = await new CaseCapture(host, devices, options)
                .RunAsync(PartOf(name, devices[0]), cancellation)
                .ConfigureAwait(false);
            CaseDocument.Write(made, title, By, recordings, [], cost);
            return cost with { Command = CommandOutcome.Of(made) };
        }
        finally
        {
            SudoOwner.Give(made.Path);
        }
    }

    /// <summary>The folder of a case where none is named: after the device and the time.</summary>
    /// <param name="device">The device.</param>
    public static string UsualFolder(string device) =>
        string.Create(CultureInfo.InvariantCulture, $"case-{Path.GetFileName(device)}-{DateTimeOffset.Now:yyyyMMdd-HHmmss}");

    // A partition's own I/O cannot be told apart before it is mapped to the drive, where what matters happens.
    private static IEnumerable<string> PartOf(string device, string disk) =>
        device == disk ? [] : [$"{device} is a partition of {disk}: the whole drive is traced, with the I/O of its other partitions"];

    // Looked for before anything starts, not when three tracers were tried beside it.
    private static string? FaultOf(string program) =>
        HostTool.Find(program) is not { } path
            ? $"there is no program \"{program}\" here"
                + (program.Contains('/', StringComparison.Ordinal) ? "" : " (looked along PATH and in /usr/sbin)")
        : !OperatingSystem.IsWindows()
        && (File.GetUnixFileMode(path) & (UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) == 0
            ? $"{path} is no program: it may not be executed"
        : null;

    private async Task<CaptureCost> RunAsync(IEnumerable<string> notes, CancellationToken cancellation)
    {
        if (TraceFs.Require(_host) is { } tracefs)
        {
            BlkTracer.RefuseWhereActive(tracefs, _devices);
        }

        foreach (string device in _devices)
        {
            _host.QueueAttributes(device);
        }

        List<string> without = [.. notes, .. Stack()];
        without.ForEach(note => _options.Progress?.Invoke($"note: {note}"));
        var meter = CaptureMeter.Start();
        (string tool, WorkloadRun run) = await TraceAsync(without, cancellation).ConfigureAwait(false);
        without.AddRange(
            _devices
                .Where(IsGone)
                .Select(gone =>
                    $"{Path.GetFileName(gone)} was gone when the trace ended: what it did not answer, and when it went, is not in this case"
                )
        );
        return meter.Stop(_host.Record, tool, run, without);
    }

    // A loop device that was detached keeps its folder, and has no size.
    private static bool IsGone(string device) => HostText.Line($"/sys/class/block/{Path.GetFileName(device)}/size") is null or "0";

    // lsblk may be missing on a small host: the trace is worth having without.
    private IEnumerable<string> Stack()
    {
        try
        {
            _host.BlockStack();
            return [];
        }
        catch (Exception fault) when (fault is CommandException or CaptureFormatException)
        {
            return [$"which device lies on which is not recorded: {FirstLine.Of(fault)}"];
        }
    }

    private async Task<(string Tool, WorkloadRun Run)> TraceAsync(List<string> without, CancellationToken cancellation)
    {
        (string Name, Func<Task<(string, WorkloadRun)>> Run)[] tools =
        [
            (
                "blktrace",
                () =>
                    WithAsync(
                        _devices.Count == 1 ? _host.Blktrace(_devices[0]) : _host.Blktrace(_devices),
                        trace => trace.Step.Argv[0] == "blktrace" ? "blktrace" : "the kernel's blk tracer",
                        cancellation
                    )
            ),
            ("perf", () => WithAsync(_host.PerfBlock(everyEvent: true), _ => "perf", cancellation)),
            ("tracefs", () => WithAsync(_host.Ftrace(), _ => "the tracepoints of tracefs", cancellation)),
        ];
        CommandException? last = null;
        foreach ((string name, Func<Task<(string, WorkloadRun)>> run) in tools)
        {
            try
            {
                return await run().ConfigureAwait(false);
            }
            catch (CommandException fault) when (!_host.Has(Workload) && !_host.Has(Watched))
            {
                without.Add($"{name} could not: {FirstLine.Of(fault)}");
                last = fault;
            }
        }

        throw last!;
    }

    // A time that passes is nobody's work: what is timed in a recording is.
    private const string Watched = "watched";

    private async Task<(string Tool, WorkloadRun Run)> WithAsync<T>(Capture<T> trace, Func<T, string> tool, CancellationToken cancellation)
    {
        Capture<(T Trace, TableCapture Counters)> all = trace.And(_host.DiskStatsEvery());
        ((T captured, TableCapture _), WorkloadRun run) = await (
            _options.Command.Count > 0
                ? all.Run(
                    new CommandStep(Workload, _options.Command)
                    {
                        As = _options.As,
                        TypedIn = _options.As is null ? Environment.CurrentDirectory : null,
                        KeptOutput = KeptOutput,
                        MayFail = true,
                        Purpose = "the workload",
                    },
                    cancellation
                )
                : all.Watch(
                    new CommandStep(Watched, "time:seconds", _options.Seconds.ToString(CultureInfo.InvariantCulture))
                    {
                        Purpose = "the time that is watched",
                    },
                    TimeSpan.FromSeconds(_options.Seconds),
                    cancellation
                )
        ).ConfigureAwait(false);
        return (tool(captured), run);
    }
}
