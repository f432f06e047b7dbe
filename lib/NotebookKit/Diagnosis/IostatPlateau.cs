using NotebookKit.Display;

namespace NotebookKit.Diagnosis;

/// <summary>Intervals of one device in which the rate stayed while I/O waited, and what they are on average.</summary>
/// <param name="device">The device.</param>
/// <param name="on">Its intervals, one at least.</param>
internal sealed class IostatPlateau(string device, IostatLoad[] on)
{
    /// <summary>I/Os a second.</summary>
    public double Rate { get; } = on.Average(row => row.PerSecond);

    /// <summary>KiB an I/O.</summary>
    public double KiB { get; } = on.Average(row => row.KiBPerSecond) / on.Average(row => row.PerSecond);

    /// <summary>I/Os in hand.</summary>
    public double Depth { get; } = on.Average(row => row.AquSz!.Value);

    /// <summary>The wait of one, in ms.</summary>
    public double AwaitMs { get; } = on.Average(row => row.WaitMsPerSecond / row.PerSecond);

    /// <summary>Whether I/Os are so large that bytes are what a limit would count.</summary>
    public bool Bytes => KiB >= 64;

    /// <summary>The rate in <see cref="Unit"/>.</summary>
    public double Level => Bytes ? Rate * KiB / 1024 : Rate;

    /// <summary>IOPS or MiB/s.</summary>
    public string Unit => Bytes ? "MiB/s" : "IOPS";

    /// <summary>A finding about it, with its numbers and rows.</summary>
    public Finding Told(string statement, string kind, Severity severity, string source) =>
        new(statement)
        {
            Kind = kind,
            Device = device,
            Severity = severity,
            Value = Level,
            Unit = Unit,
            Denominator = FindingDenominator.Request,
            Numbers =
            [
                new(on[0].Reads is null && on[0].Writes is null ? "tps" : "r/s + w/s", Rate, "1/s"),
                new("await", AwaitMs, "ms"),
                new("rate x await", Rate * AwaitMs / 1000, "I/Os"),
                new("aqu-sz", Depth, "I/Os"),
                new("KiB an I/O", KiB, "KiB"),
                new("intervals", on.Length),
            ],
            Evidence =
            [
                new FindingEvidence(
                    source,
                    FormattableString.Invariant(
                        $"{on.Length} {(on.Length == 1 ? "row" : "rows")} of {device}: {ThreeDigits.Measured(Rate)}/s x {ThreeDigits.Measured(AwaitMs)} ms = {ThreeDigits.Measured(Rate * AwaitMs / 1000)}; aqu-sz {ThreeDigits.Measured(Depth)}"
                    )
                ),
            ],
        };
}
