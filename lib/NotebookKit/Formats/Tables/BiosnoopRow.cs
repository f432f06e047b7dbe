namespace NotebookKit.Formats;

/// <summary>One I/O as <c>biosnoop</c> prints it, when it completes.</summary>
/// <param name="Device">The disk's name.</param>
/// <param name="Operation">R or W, or the kernel's letters; null where the variant has none.</param>
/// <param name="Process">Who issued it.</param>
/// <param name="Seconds">When it completed, from the first line on.</param>
/// <param name="Bytes">Its length; null where the variant has none.</param>
/// <param name="QueuedMs">From its insert to its issue; null without <c>-Q</c>.</param>
/// <param name="LatencyMs">From its issue to its completion.</param>
internal sealed record BiosnoopRow(
    string Device,
    string? Operation,
    string Process,
    double Seconds,
    long? Bytes,
    double? QueuedMs,
    double LatencyMs
);
