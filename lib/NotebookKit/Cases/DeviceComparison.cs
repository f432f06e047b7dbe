namespace NotebookKit.Cases;

/// <summary>What changed on one drive from a good case to this one.</summary>
/// <param name="Device">The drive, as this case calls it.</param>
/// <param name="Traces">Its measures in both; the good case is the first side.</param>
internal sealed record DeviceComparison(string Device, TraceComparison Traces)
{
    /// <summary>The largest changes in a sentence.</summary>
    public override string ToString() => $"{Device}: {Traces.Verdict}";
}
