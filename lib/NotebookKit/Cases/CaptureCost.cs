namespace NotebookKit.Cases;

/// <summary>What a capture took of the host.</summary>
/// <param name="Tool">What traced.</param>
/// <param name="Seconds">How long it traced.</param>
/// <param name="CpuSeconds">Processor time of this program and of the tools, from the start of the capture to its end, which is longer than
/// it traced; the kernel's own work on each event is not in it.</param>
/// <param name="Bytes">What was written.</param>
/// <param name="Without">What could not be captured, and why, one sentence each.</param>
internal sealed record CaptureCost(string Tool, double Seconds, double CpuSeconds, long Bytes, IReadOnlyList<string> Without)
{
    /// <summary>How the command ended beside which was captured; null where there was none.</summary>
    public CommandOutcome? Command { get; init; }

    /// <summary>The cost in a sentence, and what is missing.</summary>
    public override string ToString() =>
        FormattableString.Invariant(
            $"{Tool} traced for {Seconds:0.0} s: {Bytes / 1048576.0:0.0} MiB written, {CpuSeconds:0.0} s of processor time for the tools from start to end (the kernel's own work on each event is not in it)."
        ) + string.Concat(Without.Select(one => $"\nnote: {one}"));
}
