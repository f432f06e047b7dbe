using NotebookKit.Blocks;
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
        foreach (Layer layer in drive.LayersAbove)
        {
            int index = trace.Head.Devices.Find(layer.Device);
            if (layer.Latency is not { } usual || trace.QueueDepth.Steps(layer.Device, DepthOf.Queued)?.Times is not { } times)
            {
                continue;
            }

            List<(long FromNs, long ToNs)> gaps =
            [
                .. StallRule.Find(times).Where(gap => gap.ToNs - gap.FromNs >= TimesTheUsual * usual.P50Ns),
            ];
            (long FromNs, long ToNs)? last = ToTheEnd(trace, index, drive.RecordedUntilNs);
            if (last is { } open)
            {
                gaps.Add(open);
            }

            if (gaps.Count == 0)
            {
                continue;
            }

            gaps = NothingBelow(trace, index, gaps);
            double total = gaps.Sum(gap => gap.ToNs - gap.FromNs) / NsIn.Second;
            if (gaps.Count == 0 || (gaps.Count < 2 && total < LeastShare * drive.Seconds))
            {
                continue;
            }

            yield return Named(trace, drive, layer, usual, [.. gaps], total, toTheEnd: gaps[^1] == last);
        }
    }

    // Bios that wait when the recording ends, and nothing of the layer's was answered since the oldest of them came.
    private static (long FromNs, long ToNs)? ToTheEnd(BlockTrace trace, int layer, long endNs)
    {
        Bios bios = trace.Bios;
        (long lastC, long oldest) = (long.MinValue, long.MaxValue);
        RowSet rows = trace.BioRows[layer];
        for (int place = 0; place < rows.Count; place++)
        {
            long ended = bios.CompleteColumn[rows[place]];
            lastC = Math.Max(lastC, ended);
            oldest = ended < 0 ? Math.Min(oldest, bios.QueueColumn[rows[place]]) : oldest;
        }

        // A completion after it shows that completions get lost one by one, or that bios pass each other.
        return oldest != long.MaxValue && oldest >= lastC && lastC >= 0 && endNs - oldest >= HungRule.LeastNs ? (oldest, endNs) : null;
    }

    // What the layer itself handed down counts, and not what others ask of the drives: where A events tell which that is.
    private static List<(long FromNs, long ToNs)> NothingBelow(BlockTrace trace, int layer, List<(long FromNs, long ToNs)> gaps)
    {
        Bios bios = trace.Bios;
        long[] from = [.. gaps.Select(gap => gap.FromNs)];
        var busy = new double[gaps.Count];
        bool tied = false;
        for (int row = 0; row < bios.Count; row++)
        {
            if (bios.ParentColumn[row] is >= 0 and int parent && bios.Device[parent] == layer)
            {
                tied = true;
                long ends = bios.CompleteColumn[row] < 0 ? long.MaxValue : bios.CompleteColumn[row];
                int found = Array.BinarySearch(from, bios.QueueColumn[row]);
                for (int gap = Math.Max(0, (found >= 0 ? found : ~found) - 1); gap < from.Length && from[gap] < ends; gap++)
                {
                    busy[gap] += Math.Max(0, Math.Min(ends, gaps[gap].ToNs) - (double)Math.Max(bios.QueueColumn[row], from[gap]));
                }
            }
        }

        DepthSteps[] below = tied
            ? []
            :
            [
                .. trace
                    .Devices.All.Where(device => device.IsDrive)
                    .SelectMany(device => new[] { DepthOf.Issued, DepthOf.Queued }.Select(of => trace.QueueDepth.Steps(device.Device, of)))
                    .OfType<DepthSteps>(),
            ];
        return
        [
            .. gaps.Index()
                .Where(gap =>
                {
                    double most = BusyBelow * (gap.Item.ToNs - gap.Item.FromNs);
                    return tied ? busy[gap.Index] <= most : below.All(steps => steps.BusyOver(gap.Item.FromNs, gap.Item.ToNs) <= most);
                })
                .Select(gap => gap.Item),
        ];
    }

    private static Finding Named(
        BlockTrace trace,
        DriveFacts drive,
        Layer layer,
        PhaseSummary usual,
        (long FromNs, long ToNs)[] gaps,
        double total,
        bool toTheEnd
    )
    {
        string name = trace.Labels.Device(layer.Device);
        string? target = drive.TargetsOf(layer.Device);
        double longest = gaps.Max(gap => gap.ToNs - gap.FromNs) / NsIn.Ms;
        return new(
            FormattableString.Invariant(
                $"The layer {name} holds its bios and hands nothing down for up to {longest:0} ms, {gaps.Length} {(gaps.Length == 1 ? "time" : "times")}{(toTheEnd ? ", to the end of the recording" : "")}{(target is null ? "" : $" (target {target})")}: the drives below get nothing of it meanwhile; in between it takes {ThreeDigits.Text(usual.P50Ns / NsIn.Ms)} ms."
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
                    $"no C of {name}, and nothing of it in hand below, from "
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
                "a drive that stalls: nothing was asked of it by this layer meanwhile",
            ],
            LeftOpen =
                "what it waited for: the device suspended (dmsetup suspend, a snapshot being made, a table reloaded), or a target that queues while it has no path",
            Confidence = new(ConfidenceLevel.High, "both layers were traced"),
        };
    }
}
