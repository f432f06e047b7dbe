using NotebookKit.Blocks;
using NotebookKit.Diagnosis;
using NotebookKit.Display;
using NotebookKit.Stats;

namespace NotebookKit.Cases;

/// <summary>A drive that is slow beside the others under the same layer: a member of a RAID, a path of a multipath device.</summary>
/// <remarks>Peers get I/O of one kind from one layer, so they are each other's yardstick. The method: Lu and others, "Perseus: A Fail-Slow
/// Detection Framework for Cloud Storage Systems", FAST 2023.</remarks>
internal static class PeerRule
{
    private const int FewestRequests = 20;

    // Below this, drives of one model differ too: by wear, by place, by what else they do.
    private const double Times = 3;

    /// <summary>Judges all drives of a trace.</summary>
    /// <param name="trace">The trace, the layer above the drives included.</param>
    /// <param name="source">The capture's name in the evidence.</param>
    public static IEnumerable<(BlockDevice Device, Finding Finding)> Of(BlockTrace trace, string source)
    {
        foreach (IGrouping<BlockDevice, StackEdge> layer in trace.Layers.Edges.GroupBy(edge => edge.From))
        {
            // Of one operation: a member that discards is not slow beside one that reads.
            BlockDevice[] below = [.. layer.Select(edge => edge.To).Distinct()];
            int kind = trace
                .Operations.Where(of => below.Contains(of.Device) && IoKind.Moves(of.Kind))
                .GroupBy(of => of.Kind)
                .Select(of => (Kind: of.Key, N: of.Sum(one => one.D2C.N)))
                .OrderByDescending(of => of.N)
                .FirstOrDefault()
                .Kind;
            (BlockDevice Device, double MedianMs, int Count)[] members =
            [
                .. below.Select(device => Measure(trace, device, kind)).Where(member => member.Count >= FewestRequests),
            ];
            foreach ((BlockDevice device, double median, int count) in members)
            {
                double[] others = [.. members.Where(member => member.Device != device).Select(member => member.MedianMs)];
                if (Quantiles.Median(others) is { } peers && peers > 0 && median >= Times * peers && median >= Times * others.Max())
                {
                    yield return (device, Named(trace, layer.Key, device, IoKind.Words(kind), median, peers, others.Length, count, source));
                }
            }
        }
    }

    private static (BlockDevice Device, double MedianMs, int Count) Measure(BlockTrace trace, BlockDevice device, int kind) =>
        trace.Operations.FirstOrDefault(of => of.Device == device && of.Kind == kind)?.D2C is { } d2c
            ? (device, d2c.P50Ns / NsIn.Ms, (int)d2c.N)
            : (device, 0, 0);

    private static Finding Named(
        BlockTrace trace,
        BlockDevice layer,
        BlockDevice device,
        string words,
        double median,
        double peers,
        int others,
        int count,
        string source
    ) =>
        new(
            FormattableString.Invariant(
                $"{trace.NameOf(device)} is the slow one of the {others + 1} drives under {trace.NameOf(layer)}: median D2C of {words} {ThreeDigits.Measured(median)} ms, the others {ThreeDigits.Measured(peers)} ms."
            )
        )
        {
            Kind = FindingKind.SlowMember,
            Severity = Severity.Critical,
            Value = median / peers,
            Unit = $"times its peers' D2C of {words}",
            Denominator = FindingDenominator.Request,
            Numbers = [new($"median D2C of {words}", median, "ms"), new("median D2C of the others", peers, "ms"), new(words, count)],
            Evidence =
            [
                new FindingEvidence(source, FormattableString.Invariant($"{count:N0} {words} of {trace.NameOf(device)} with D and C")),
            ],
            RivalsRuledOut = ["a load that is slow everywhere: its peers get I/O from the same layer and answer sooner"],
            LeftOpen = "why: medium, firmware, link or controller; the drive's own log tells",
            Confidence = new(
                others >= 2 ? ConfidenceLevel.High : ConfidenceLevel.Medium,
                others >= 2 ? "several peers under one layer agree" : "one peer alone is the yardstick"
            ),
        };
}
