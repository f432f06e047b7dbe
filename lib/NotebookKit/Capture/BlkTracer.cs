using System.Globalization;
using NotebookKit.Hosts;

namespace NotebookKit.Capture;

/// <summary>Takes a block trace with ftrace's blk tracer, and writes the per-CPU files that blktrace would have written.</summary>
/// <remarks>
/// The kernel allows this tracer in the top instance of tracefs alone (an instance of one's own offers only function and nop), so it is
/// used only where nobody else traces there, and every setting is put back. Source: kernel/trace/blktrace.c.
/// </remarks>
internal sealed class BlkTracer : ActiveCapture<TraceResult>
{
    private const int BufferKiB = 8192; // a CPU: some 80,000 events before the reader falls behind
    private readonly LiveHost _host;
    private readonly CommandStep _step;
    private readonly string _name;
    private readonly string _tracefs;
    private readonly string _folder;
    private readonly HostClock _start = HostClock.Now();
    private readonly List<HostChange> _settings = [];
    private readonly List<HostChange> _switches = [];
    private readonly List<BlktraceFileWriter> _writers = [];
    private readonly List<TracePipe> _pipes = [];
    private readonly TracingTurn _turn;
    private long _taken;
    private volatile bool _isFull;
    private bool _isOver;

    private BlkTracer(LiveHost host, CommandStep step, string tracefs, TracingTurn turn)
    {
        (_host, _step, _tracefs, _turn) = (host, step, tracefs, turn);
        _name = host.BeginOwn(step);
        _folder = Directory.CreateDirectory(Path.Combine(host.Record, _name)).FullName;
    }

    public static async Task<ActiveCapture<TraceResult>> StartAsync(
        LiveHost host,
        IReadOnlyList<string> devices,
        string name,
        CancellationToken cancellation,
        string? because = null
    )
    {
        string tracefs = TraceFs.Require(host);
        if (!File.ReadAllText(tracefs + "/available_tracers").Split(' ').Contains("blk"))
        {
            throw new CommandException(
                CommandFault.Denied,
                "this kernel has no blk tracer (CONFIG_BLK_DEV_IO_TRACE).",
                "Ftrace and PerfBlock take the block tracepoints instead."
            );
        }

        TracingTurn turn = await TracingTurn.TakeAsync(tracefs, cancellation).ConfigureAwait(false);
        BlkTracer? tracer = null;
        try
        {
            RefuseWhereInUse(tracefs, devices);
            var step = new CommandStep(name, ["ftrace:blk", .. devices.SelectMany(device => (string[])["-d", "/dev/" + device])])
            {
                Purpose = "binary block trace by ftrace's blk tracer" + (because is null ? "" : $"; {because}"),
            };
            tracer = new BlkTracer(host, step, tracefs, turn);
            tracer.Begin(devices);
            return tracer;
        }
        catch
        {
            if (tracer is not null)
            {
                await tracer.DisposeAsync().ConfigureAwait(false);
            }

            turn.Dispose();
            throw;
        }
    }

    public override async Task<TraceResult> StopAsync(WorkloadRun workload)
    {
        Undo(_switches);
        await Task.WhenAll(_pipes.Select(pipe => pipe.DrainAsync())).ConfigureAwait(false);
        long dropped = TraceFs.Lost(_tracefs);
        Undo(_settings);
        long records = _writers.Sum(writer => writer.Records);
        long foreign = _writers.Sum(writer => writer.Foreign);
        StepResult result = Close(_isFull ? $"more than {_host.Options.MaxStepBytes >> 20} MiB: what followed is not in the trace" : null);
        if (records == 0 && foreign > 0)
        {
            throw new CommandException(
                CommandFault.Failed,
                $"ftrace's blk tracer gave {foreign} records of none of the devices: this kernel (6.19 or later) lays them out in another way.",
                "Trace with blktrace itself or perf on this kernel (Ftrace or PerfBlock in a notebook)."
            );
        }

        return TraceResult.OfBlktrace(result, dropped);
    }

    // Also where stopping failed half-way. A change that cannot be undone here stays with the host, which tries again and says so.
    public override async ValueTask DisposeAsync()
    {
        if (_isOver)
        {
            return;
        }

        _switches.ForEach(change => change.TryUndo());
        foreach (TracePipe pipe in _pipes)
        {
            await pipe.DisposeAsync().ConfigureAwait(false);
        }

        Enumerable.Reverse(_settings).ToList().ForEach(change => change.TryUndo());
        Close("the capture was broken off");
    }

    private void Begin(IReadOnlyList<string> devices)
    {
        Dictionary<uint, string> numbers = devices.ToDictionary(Number);
        Set("trace_clock", "mono"); // blktrace's own clock, and perf's with -k mono
        Set("tracing_on", "1");
        Set("options/bin", "1");
        Set("options/context-info", "0");
        Set("buffer_size_kb", BufferKiB.ToString(CultureInfo.InvariantCulture));
        Set("current_tracer", "blk");
        foreach (int cpu in TraceFs.Cpus(_tracefs))
        {
            var writer = new BlktraceFileWriter(_tracefs, _folder, cpu, numbers);
            _writers.Add(writer);
            if (cpu == 0)
            {
                writer.WriteTime(HostClock.Now());
            }

            _pipes.Add(
                new TracePipe(
                    string.Create(CultureInfo.InvariantCulture, $"{_tracefs}/per_cpu/cpu{cpu}/trace_pipe"),
                    bytes => Take(writer, bytes)
                )
            );
        }

        foreach (string device in devices)
        {
            _switches.Add(_host.Change($"/sys/block/{device}/trace/enable", "1"));
        }
    }

    // What goes beyond the bound is read and thrown away: the kernel's buffers would overflow in its place.
    private void Take(BlktraceFileWriter writer, ReadOnlySpan<byte> bytes)
    {
        if (Interlocked.Add(ref _taken, bytes.Length) > _host.Options.MaxStepBytes)
        {
            _isFull = true;
            return;
        }

        writer.Take(bytes);
    }

    private void Set(string file, string value)
    {
        string path = $"{_tracefs}/{file}";
        if (KernelSetting.Read(path) != value)
        {
            _settings.Add(_host.Change(path, value, mayRound: file == "buffer_size_kb"));
        }
    }

    private static void Undo(List<HostChange> changes)
    {
        foreach (HostChange change in Enumerable.Reverse(changes))
        {
            change.Dispose();
        }

        changes.Clear();
    }

    private StepResult Close(string? stopped = null)
    {
        _isOver = true;
        _writers.ForEach(writer => writer.Dispose());
        _turn.Dispose();
        return _host.EndOwn(
            _step,
            _name,
            _start,
            [.. Directory.EnumerateFiles(_folder).Select(file => Path.GetRelativePath(_host.Record, file)).Order(StringComparer.Ordinal)],
            stopped
        );
    }

    /// <summary>Refuses where somebody else traces: the blk tracer would spoil that, and blktrace be spoilt by it.</summary>
    /// <exception cref="CommandException">Another tracer is active, or a device is traced already.</exception>
    public static void RefuseWhereActive(string tracefs, IReadOnlyList<string> devices)
    {
        string tracer = File.ReadAllText(tracefs + "/current_tracer").Trim();
        string events = File.ReadAllText(tracefs + "/events/enable").Trim();
        if (tracer != "nop" || events != "0")
        {
            throw new CommandException(
                CommandFault.Refused,
                $"somebody else traces in {tracefs} (current_tracer is {tracer}, events/enable is {events}); the blk tracer would spoil that.",
                OtherRun.Remedy(null, OtherRun.IsTracing)
                    ?? "End that trace (`trace-cmd reset`, or write nop to current_tracer), or trace with perf (PerfBlock in a notebook)."
            );
        }

        foreach (string device in devices)
        {
            string path = $"/sys/block/{device}/trace/enable";
            if (!File.Exists(path))
            {
                throw new CommandException(
                    CommandFault.Refused,
                    $"{device} has no {path}: only whole disks can be traced in this way.",
                    "Name the disk, not a partition."
                );
            }

            if (File.ReadAllText(path).Trim() != "0")
            {
                throw new CommandException(
                    CommandFault.Refused,
                    $"{device} is traced already ({path} is 1).",
                    OtherRun.Remedy(null, OtherRun.IsTracing) ?? "End the other blktrace."
                );
            }
        }
    }

    private static void RefuseWhereInUse(string tracefs, IReadOnlyList<string> devices)
    {
        RefuseWhereActive(tracefs, devices);
        if (TraceFs.Kept(tracefs) is > 0 and var kept)
        {
            throw new CommandException(
                CommandFault.Refused,
                $"{tracefs} holds {kept} events of an earlier trace that nobody has read; the blk tracer would throw them away.",
                $"Keep them (`cat {tracefs}/trace > FILE`) and empty it (`echo > {tracefs}/trace`), or trace with perf (PerfBlock in a notebook)."
            );
        }
    }

    // The kernel's MKDEV: 12 bits of major, 20 of minor, as blktrace records carry it.
    private static uint Number(string device)
    {
        string[] numbers = File.ReadAllText($"/sys/block/{device}/dev").Trim().Split(':');
        return (uint.Parse(numbers[0], CultureInfo.InvariantCulture) << 20) | uint.Parse(numbers[1], CultureInfo.InvariantCulture);
    }
}
