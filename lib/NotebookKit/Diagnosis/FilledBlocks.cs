using NotebookKit.Display;
using NotebookKit.Stats;

namespace NotebookKit.Diagnosis;

/// <summary>Blocks that a thin pool fills before the first write into each: with zeros, or with what a snapshot shares.</summary>
/// <remarks>
/// <c>schedule_zero</c> and <c>schedule_copy</c> (drivers/md/dm-thin.c) hand the block to kcopyd,
/// and the write waits for it. What kcopyd writes enters the stack below the volume, so no A event
/// leads from the volume to it; what gives it away is that the write which follows lies inside.
/// </remarks>
internal sealed record FilledBlocks(
    BlockDevice Volume,
    long Writes,
    long WriteSectors,
    long Filled,
    long FilledSectors,
    long WritesInside,
    bool Copied
)
{
    private const double LeastShare = 0.2;

    // Fills under way or just ended: a pool has no more at once.
    private const int Remembered = 64;

    public static FilledBlocks? Of(DriveFacts at)
    {
        Bios bios = at.Trace.Bios;
        var fills = new Queue<(long Sector, uint Sectors)>();
        var mapped = new HashSet<int>(
            at.LayersAbove.Where(layer => layer.Below.Count > 0).Select(layer => at.Trace.Head.Devices.Find(layer.Device))
        );
        if (mapped.Count == 0 || !bios.Operations.Any(Rwbs.Write))
        {
            return null;
        }

        var below = new HashSet<int>(
            at.Trace.Layers.Edges.Where(edge => mapped.Contains(at.Trace.Head.Devices.Find(edge.From)))
                .Select(edge => at.Trace.Head.Devices.Find(edge.To))
        );
        var inside = new Dictionary<int, long>();
        (long writes, long sectors, long filled, long filledSectors, long reads) = (0, 0, 0, 0, 0);
        for (int row = 0; row < bios.Count; row++)
        {
            if (bios.Device[row] != at.Index || bios.Sectors[row] == 0)
            {
                continue;
            }

            Rwbs operation = bios.Rwbs[row] & Rwbs.OperationMask;
            int root = Root(bios, row);
            // On the pool's data device: below the volume, above nothing but its own mapping.
            bool midway = below.Contains(bios.Device[root]) && (root == row || IsKernels(at.Trace.Head.Names[bios.Name[root]]));
            if (midway)
            {
                reads += operation == Rwbs.Read ? 1 : 0;
                if (operation is Rwbs.Write or Rwbs.WriteZeroes)
                {
                    (filled, filledSectors) = (filled + 1, filledSectors + bios.Sectors[row]);
                    fills.Enqueue((bios.Sector[row], bios.Sectors[row]));
                    if (fills.Count > Remembered)
                    {
                        fills.Dequeue();
                    }
                }
            }
            else if (operation == Rwbs.Write && root != row)
            {
                (writes, sectors) = (writes + 1, sectors + bios.Sectors[row]);
                (long from, uint length) = (bios.Sector[row], bios.Sectors[row]);
                if (fills.Any(fill => fill.Sectors > length && fill.Sector <= from && fill.Sector + fill.Sectors >= from + length))
                {
                    inside[bios.Device[root]] = inside.GetValueOrDefault(bios.Device[root]) + 1;
                }
            }
        }

        long all = inside.Values.Sum();
        return all < Diagnose.FewestRequests || all < LeastShare * writes
            ? null
            : new FilledBlocks(
                at.Trace.Head.Devices[inside.MaxBy(one => one.Value).Key],
                writes,
                sectors,
                filled,
                filledSectors,
                all,
                reads > filled / 2
            );
    }

    /// <summary>True for a finding that says so of a volume.</summary>
    public static bool IsSaidOf(Finding finding, string volume) =>
        finding.Kind == FindingKind.Amplification
        && finding.Statement.Contains($" writes to {volume} are the first into their block", StringComparison.Ordinal);

    public Finding ToFinding(DriveFacts at)
    {
        string name = at.Trace.Labels.Device(Volume);
        string? target = at.TargetsOf(Volume);
        double times = (double)(WriteSectors + FilledSectors) / WriteSectors;
        return new Finding(
            FormattableString.Invariant(
                $"{WritesInside:N0} of {Writes:N0} writes to {name} are the first into their block, which is {(Copied ? "copied" : "filled with zeros")} before: {WriteSectors / Sector.InMiB:0.#} MiB become {(WriteSectors + FilledSectors) / Sector.InMiB:0.#} MiB at {at.Name}, {ThreeDigits.Text(times)} times the data."
            )
        )
        {
            Kind = FindingKind.Amplification,
            Severity = Severity.Notice,
            Value = times,
            Unit = "times the data written",
            Denominator = FindingDenominator.Bio,
            Numbers =
            [
                new("writes", Writes),
                new("of them into a block just filled", WritesInside),
                new("blocks filled", Filled),
                new("written", WriteSectors / Sector.InMiB, "MiB"),
                new("filled", FilledSectors / Sector.InMiB, "MiB"),
            ],
            Evidence =
            [
                at.Evidence(
                    FormattableString.Invariant(
                        $"{Filled:N0} writes that no A event leads to from {name}, each around a write that follows"
                    )
                ),
                .. target is null ? [] : new[] { new FindingEvidence("dmsetup table", $"{name}: {target}") },
            ],
            RivalsRuledOut = ["an application that writes more: these writes enter below the volume"],
            LeftOpen =
                "how much of it recurs: a block is filled once; smaller blocks (chunk size), or a pool that does not zero (lvchange --zero n), write less",
            Confidence = new(ConfidenceLevel.High, "each such write lies inside the block that was written just before it"),
        };
    }

    private static int Root(Bios bios, int row)
    {
        while (bios.ParentColumn[row] >= 0)
        {
            row = bios.ParentColumn[row];
        }

        return row;
    }

    private static bool IsKernels(string name) =>
        name.StartsWith("kworker", StringComparison.Ordinal)
        || name.StartsWith("kcopyd", StringComparison.Ordinal)
        || name.StartsWith("dm-thin", StringComparison.Ordinal)
        || name.StartsWith("dm_thin", StringComparison.Ordinal);
}
