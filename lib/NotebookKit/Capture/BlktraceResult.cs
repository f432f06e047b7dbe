namespace NotebookKit;

/// <summary>What blktrace left, or ftrace's blk tracer in its place.</summary>
public sealed class BlktraceResult
{
    private readonly Lazy<BlockTrace> _trace;

    internal BlktraceResult(StepResult step, long? dropped)
    {
        Step = step.Step;
        Path =
            step.Files.Count == 0
                ? throw new RecordingException($"the step \"{step.Step.Name}\" left no trace files.")
                : System.IO.Path.GetDirectoryName(step.Files[0])!;
        Files = step.Files;
        Dropped = dropped;
        _trace = new Lazy<BlockTrace>(() => BlockTrace.Load(Path));
    }

    /// <summary>The step as recorded.</summary>
    public RecordedStep Step { get; }

    /// <summary>The folder of the per-CPU files, as <c>blkparse -D</c> takes it.</summary>
    public string Path { get; }

    /// <summary>The per-CPU files.</summary>
    public IReadOnlyList<string> Files { get; }

    /// <summary>Events that did not fit into the kernel's buffers, as the tool says; null where it does not say.</summary>
    public long? Dropped { get; }

    /// <summary>The trace; read when first asked for.</summary>
    /// <exception cref="CaptureFormatException">The files are empty or damaged.</exception>
    public BlockTrace Trace => _trace.Value;

    /// <inheritdoc/>
    public override string ToString() =>
        $"{Step.Name}: {Files.Count} files in {Path}, dropped {Dropped?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "unknown"}";
}

/// <summary>How blktrace captures.</summary>
public readonly record struct BlktraceOptions
{
    /// <summary>Creates the usual options.</summary>
    public BlktraceOptions() { }

    /// <summary>Size of one of the kernel's buffers, in KiB (<c>-b</c>); null for blktrace's own 512.</summary>
    public int? BufferKiB { get; init; }

    /// <summary>Number of buffers a CPU (<c>-n</c>); null for blktrace's own 4.</summary>
    public int? Buffers { get; init; }

    /// <summary>Which tool takes the events.</summary>
    public BlktraceTool Tool { get; init; } = BlktraceTool.Any;
}

/// <summary>What takes a block trace.</summary>
public enum BlktraceTool
{
    /// <summary>blktrace where it is installed and allowed, else ftrace's blk tracer.</summary>
    Any,

    /// <summary>blktrace, or an error.</summary>
    Blktrace,

    /// <summary>ftrace's blk tracer, which needs no tool at all.</summary>
    Ftrace,
}
