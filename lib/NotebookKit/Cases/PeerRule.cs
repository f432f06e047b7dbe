using NotebookKit.Blocks;
using NotebookKit.Diagnosis;
using NotebookKit.Display;

namespace NotebookKit.Cases;

/// <summary>A drive that is slow beside the others under the same layer: a member of a RAID, a path of a multipath device.</summary>
/// <remarks>Peers get I/O of one kind from one layer, so they are each other's yardstick. The method: Lu and others, "Perseus: A Fail-Slow
/// Detection Framework for Cloud Storage Systems", FAST 2023.</remarks>
internal static class PeerRule
{
    // Below this, drives of one model differ too: by wear, by place, by what else they do.
    private const double Times = 3;

    // And below this nobody waits for the difference.
    private const double LeastMs = 0.2;

    // Paths that stand by are asked only whether they live.
    private const double LeastShareOfAPath = 0.1;

    // sd, and NVMe with its partitions (Documentation/admin-guide/devices.txt): SATA and SAS answer later than NVMe by nature.
    private const int ScsiMajor = 8;
    private const int ExtendedMajor = 259;

    // A disk reads in a row ten times as fast as here and there.
    private const double SameOrder = 0.3;

    /// <summary>Judges all drives of a trace.</summary>
    /// <param name="trace">The trace, the layer above the drives included.</param>
    /// <param name="source">The capture's name in the evidence.</param>
    /// <param name="queueOf">A drive's settings; null where not known.</param>
    /// <param name="host">What the host says of its devices.</param>
    public static IEnumerable<(BlockDevice Device, Finding Finding)> Of(
        BlockTrace trace,
        string source,
        Func<BlockDevice, DeviceQueue?> queueOf,
        DeviceMap host
    )
    {
        foreach (IGrouping<BlockDevice, StackEdge> layer in trace.Layers.Edges.GroupBy(edge => edge.From))
        {
            BlockDevice[] below = [.. layer.Select(edge => edge.To).Distinct()];
            MappedDevice? upper = host.Devices.FirstOrDefault(device => device.Number == layer.Key);
            if (below.Length < 2 || IsTiered(upper))
            {
                continue;
            }

            // Of one operation: a member that discards is not slow beside one that reads.
            int kind = trace
                .Operations.Where(of => below.Contains(of.Device) && IoKind.Moves(of.Kind))
                .GroupBy(of => of.Kind)
                .Select(of => (Kind: of.Key, N: of.Sum(one => one.D2C.N)))
                .OrderByDescending(of => of.N)
                .FirstOrDefault()
                .Kind;
            bool paths = upper is { Kind: "mpath" } || upper?.Targets.Any(target => target.Kind == "multipath") == true;
            PeerMeasure[] members =
            [
                .. below
                    .Select(device => new PeerMeasure(trace, device, kind, queueOf(device)))
                    .Where(member => member.Count >= PeerMeasure.Fewest),
            ];
            foreach (PeerMeasure member in members)
            {
                if (paths && member.Count < LeastShareOfAPath * members.Max(one => one.Count))
                {
                    continue;
                }

                PeerMeasure[] others = [.. members.Where(other => other != member)];
                (double OwnMs, double OtherMs, int Count, bool IsAll)[] against =
                [
                    .. others.Where(other => IsLike(member, other)).Select(member.Against).OfType<(double, double, int, bool)>(),
                ];
                if (
                    against.Length > 0
                    && against.All(one => one.OtherMs > 0 && one.OwnMs >= Times * one.OtherMs && one.OwnMs - one.OtherMs >= LeastMs)
                )
                {
                    yield return (
                        member.Device,
                        Named(trace, layer.Key, member.Device, paths, IoKind.Words(kind), against, others.Length, source)
                    );
                }
                else if (
                    member.IsDisk == true
                    && others
                        .Where(other => other.IsDisk == false)
                        .Select(member.Against)
                        .OfType<(double OwnMs, double OtherMs, int, bool)>()
                        is var flash
                    && flash.Any()
                    && flash.All(one => one.OwnMs >= Times * one.OtherMs)
                )
                {
                    yield return (member.Device, BesideFlash(trace, layer.Key, member.Device, IoKind.Words(kind), flash.First(), source));
                }
            }
        }
    }

    // A fast device in front of a slow one: they are not meant to be alike.
    private static bool IsTiered(MappedDevice? layer) =>
        layer is not null
        && (
            layer.Kind == "bcache"
            || layer.Name.StartsWith("bcache", StringComparison.Ordinal)
            || layer.Targets.Any(target => target.Kind is "cache" or "writecache")
        );

    // A disk is no yardstick for flash, NVMe none for SATA, nor one that reads in a row for one that reads here and there.
    private static bool IsLike(PeerMeasure member, PeerMeasure other) =>
        !(member.IsDisk == true && other.IsDisk == false)
        && !(member.Device.Major == ScsiMajor && other.Device.Major == ExtendedMajor)
        && (member.IsDisk == false || Math.Abs(member.InRow - other.InRow) <= SameOrder || member.InRow > other.InRow);

    private static Finding BesideFlash(
        BlockTrace trace,
        BlockDevice layer,
        BlockDevice device,
        string words,
        (double OwnMs, double OtherMs, int Count, bool IsAll) against,
        string source
    ) =>
        new(
            FormattableString.Invariant(
                $"{trace.NameOf(device)} is a rotating disk beside flash under {trace.NameOf(layer)}: median D2C of {words} {ThreeDigits.Measured(against.OwnMs)} ms, of the flash {ThreeDigits.Measured(against.OtherMs)} ms."
            )
        )
        {
            Kind = FindingKind.UnlikeMember,
            Severity = Severity.Notice,
            Value = against.OwnMs / against.OtherMs,
            Unit = $"times its peers' D2C of {words}",
            Denominator = FindingDenominator.Request,
            Evidence = [new FindingEvidence(source, FormattableString.Invariant($"{against.Count:N0} {words} with D and C"))],
            LeftOpen =
                "whether they should meet: a mirror waits for the disk at each write (mdadm --write-mostly with --write-behind), a volume where its blocks lie, a cache for what it misses",
            Confidence = new(ConfidenceLevel.High, "queue/rotational says which is which"),
        };

    private static Finding Named(
        BlockTrace trace,
        BlockDevice layer,
        BlockDevice device,
        bool paths,
        string words,
        (double OwnMs, double OtherMs, int Count, bool IsAll)[] against,
        int others,
        string source
    )
    {
        (double median, double peers, int count) = (
            Quantiles.Median([.. against.Select(one => one.OwnMs)])!.Value,
            Quantiles.Median([.. against.Select(one => one.OtherMs)])!.Value,
            against.Max(one => one.Count)
        );
        string alike = Array.TrueForAll(against, one => one.IsAll) ? "" : " of equal size";
        return new(
            FormattableString.Invariant(
                $"{trace.NameOf(device)} is the slow one of the {others + 1} {(paths ? "paths" : "drives")} under {trace.NameOf(layer)}: median D2C of {words}{alike} {ThreeDigits.Measured(median)} ms, the others {ThreeDigits.Measured(peers)} ms."
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
            Remedy = paths
                ? $"take the path {DeviceNode.NameOf(trace.NameOf(device))} out for now (multipathd fail path {DeviceNode.NameOf(trace.NameOf(device))}), and examine its port, cable, switch and controller"
                : null,
            RivalsRuledOut =
            [
                "a load that is slow everywhere: its peers get I/O from the same layer and answer sooner",
                "larger requests: those compared are of one size",
                .. paths ? new[] { "a slow medium: all paths lead to the same one" } : [],
            ],
            LeftOpen = paths
                ? "why: port, cable, switch or controller on that way; multipath -ll and the counters of the ports tell"
                : "why: medium, firmware, link or controller; the drive's own log tells",
            Confidence = new(
                against.Length >= 2 ? ConfidenceLevel.High : ConfidenceLevel.Medium,
                against.Length >= 2 ? "several peers under one layer agree" : "one peer alone is the yardstick"
            ),
        };
    }
}
