namespace NotebookKit;

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
