namespace NotebookKit.Blocks;

/// <summary>One device of a capture that was summed up in one pass.</summary>
/// <param name="Device">Its numbers.</param>
/// <param name="Kind">As <see cref="TraceDevice.Kind"/>.</param>
/// <param name="Events">Number of events.</param>
/// <param name="Bios">Q events, flushes included.</param>
/// <param name="Requests">Requests that were followed from D, flushes that completed included.</param>
/// <param name="Completions">C events.</param>
/// <param name="DepthMean">Requests that completed, between D and C on average over the whole capture; null where none did.</param>
internal sealed record StreamedDeviceSummary(
    BlockDevice Device,
    string Kind,
    long Events,
    long Bios,
    long Requests,
    long Completions,
    double? DepthMean
)
{
    /// <summary>One line.</summary>
    public override string ToString() =>
        FormattableString.Invariant(
            $"{Device} {(Kind == "unknown" ? "of unknown kind" : Kind)}: {Bios:N0} bios, {Requests:N0} requests, {Completions:N0} completions"
        ) + (DepthMean is { } depth ? FormattableString.Invariant($", depth mean {depth:0.0} requests (of those that completed)") : "");
}
