using NotebookKit.Display;
using NotebookKit.Stats;

namespace NotebookKit.Diagnosis;

/// <summary>Times in which a mapping layer held bios and handed nothing down: it was
/// suspended, or queued for a path that was gone.</summary>
internal static class SuspendedRule
{
    private const double BusyBelow = 0.05;

    // As a stall of the drive: once is seldom, and a layer that takes as long for each bio is another finding.
    private const double LeastShare = 0.05;
    private const double TimesTheUsual = 5;

    public static IEnumerable<Finding> Of(BlockTrace trace, DriveFacts drive)
    {
        DepthSteps[]? below = null;
        foreach (Layer layer in drive.LayersAbove)
        {
            if (layer.Latency is not { } usual || trace.QueueDepth.Steps(layer.Device, DepthOf.Queued)?.Times is not { } times)
            {
                continue;
            }

            (long FromNs, long ToNs)[] gaps = [.. StallRule.Find(times).Where(gap => gap.ToNs - gap.FromNs >= TimesTheUsual * usual.P50Ns)];
            if (gaps.Length == 0)
            {
                continue;
            }

            below ??=
            [
                .. trace
                    .Devices.All.Where(device => device.IsDrive)
                    .SelectMany(device => new[] { DepthOf.Issued, DepthOf.Queued }.Select(of => trace.QueueDepth.Steps(device.Device, of)))
                    .OfType<DepthSteps>(),
            ];
            gaps = [.. gaps.Where(gap => below.All(steps => steps.BusyOver(gap.FromNs, gap.ToNs) <= BusyBelow * (gap.ToNs - gap.FromNs)))];
            double total = gaps.Sum(gap => gap.ToNs - gap.FromNs) / NsIn.Second;
            if (gaps.Length == 0 || (gaps.Length < 2 && total < LeastShare * drive.Seconds))
            {
                continue;
            }

            yield return Named(trace, drive, layer, usual, gaps, total);
        }
    }

    private static Finding Named(
        BlockTrace trace,
        DriveFacts drive,
        Layer layer,
        PhaseSummary usual,
        (long FromNs, long ToNs)[] gaps,
        double total
    )
    {
        string name = trace.Labels.Device(layer.Device);
        string? target = drive.TargetsOf(layer.Device);
        double longest = gaps.Max(gap => gap.ToNs - gap.FromNs) / NsIn.Ms;
        return new(
            FormattableString.Invariant(
                $"The layer {name} holds its bios and hands nothing down for up to {longest:0} ms, {gaps.Length} {(gaps.Length == 1 ? "time" : "times")}{(target is null ? "" : $" (target {target})")}: the drives below have nothing to do meanwhile; in between it takes {ThreeDigits.Text(usual.P50Ns / NsIn.Ms)} ms."
            )
        )
        {
            Kind = FindingKind.DmDelay,
            Severity = Severity.Critical,
            Value = total / drive.Seconds * 100,
            Unit = "% of the time",
            Denominator = FindingDenominator.Bio,
            Numbers =
            [
                new("times", gaps.Length),
                new("longest", longest, "ms"),
                new("median Q2C of the layer", usual.P50Ns / NsIn.Ms, "ms"),
            ],
            Evidence =
            [
                new FindingEvidence(
                    drive.Source,
                    $"no C of {name}, and nothing in hand below, from "
                        + string.Join(
                            ", ",
                            gaps.Take(6)
                                .Select(gap =>
                                    FormattableString.Invariant(
                                        $"{(gap.FromNs - trace.StartNs) / NsIn.Second:0.000} to {(gap.ToNs - trace.StartNs) / NsIn.Second:0.000} s"
                                    )
                                )
                        )
                        + (gaps.Length > 6 ? " and so on" : "")
                ),
                .. target is null ? [] : new[] { new FindingEvidence("dmsetup table", $"{name}: {target}") },
            ],
            Remedy =
                $"see what suspends {name} at these times (dmsetup info, a snapshot being made, a table reloaded), and whether its target queues while it has no path",
            RivalsRuledOut =
            [
                "an application that pauses: bios were waiting in the layer throughout",
                "a drive that stalls: nothing was asked of it meanwhile",
            ],
            LeftOpen =
                "what it waited for: the device suspended (dmsetup suspend, a snapshot being made, a table reloaded), or a target that queues while it has no path",
            Confidence = new(ConfidenceLevel.High, "both layers were traced"),
        };
    }
}
