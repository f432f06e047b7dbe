using System.Globalization;

namespace NotebookKit;

/// <summary>What a tool that traces block events left: blktrace, perf record or ftrace.</summary>
public sealed class TraceResult
{
    private readonly Lazy<BlockTrace> _trace;

    internal TraceResult(RecordedStep step, string path)
    {
        (Step, Path, Files) = (step, path, [path]);
        _trace = new Lazy<BlockTrace>(() => BlockTrace.Open(Path));
    }

    /// <summary>The step as recorded.</summary>
    public RecordedStep Step { get; }

    /// <summary>What the trace is read from: the folder of blktrace's per-CPU files, as <c>blkparse -D</c> takes it; perf.data, or
    /// perf script's text where the recording holds that alone; ftrace's text, as trace_pipe gives it.</summary>
    public string Path { get; }

    /// <summary>The files: of blktrace one a CPU.</summary>
    public IReadOnlyList<string> Files { get; internal init; }

    /// <summary>perf script's text; null of other tools, and where it was not made.</summary>
    public string? ScriptPath { get; internal init; }

    /// <summary>Events that did not fit into the kernel's buffers, as blktrace says; null where no tool says it.</summary>
    public long? Dropped { get; internal init; }

    /// <summary>The trace; read when first asked for.</summary>
    /// <exception cref="CaptureFormatException">The files are empty or damaged, or hold no block event.</exception>
    public BlockTrace Trace => _trace.Value;

    /// <inheritdoc/>
    public override string ToString() =>
        Files.Count > 1
            ? $"{Step.Name}: {Files.Count} files in {Path}, dropped {Dropped?.ToString(CultureInfo.InvariantCulture) ?? "unknown"}"
            : $"{Step.Name}: {Path}";

    internal static TraceResult OfBlktrace(StepResult step, long? dropped) =>
        new(
            step.Step,
            step.Files.Count == 0
                ? throw new RecordingException($"the step \"{step.Step.Name}\" left no trace files.")
                : System.IO.Path.GetDirectoryName(step.Files[0])!
        )
        {
            Files = step.Files,
            Dropped = dropped,
        };

    internal static TraceResult OfPerf(StepResult? data, StepResult? script)
    {
        string? text = script?.StdoutPath;
        return new TraceResult(
            data?.Step ?? script?.Step ?? throw new RecordingException("perf left neither perf.data nor its text."),
            data?.Files is [var file, ..] ? file : text!
        )
        {
            ScriptPath = text,
        };
    }
}
