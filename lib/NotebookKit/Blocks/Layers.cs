using NotebookKit.Blocks;
using NotebookKit.Stats;

namespace NotebookKit;

/// <summary>One device of a stack, with the I/O that came into it and the I/O that it passed down.</summary>
/// <param name="Device">The device.</param>
/// <param name="Depth">0 for a device that nothing was mapped from above in this trace, one more for each layer below.</param>
/// <param name="Below">The devices that it maps to, by A events.</param>
/// <param name="SizeIn">Sizes of the bios queued on it; empty where the device itself was not traced.</param>
/// <param name="SizeOut">Sizes of what it passed down: its requests (D) on a drive, the
/// bios mapped from it (A) on a mapping device.</param>
/// <param name="Splits">Splits (X).</param>
/// <param name="Merges">Merges (M and F).</param>
/// <param name="IssuesRequests">True for a device with a driver's queue (D events).</param>
public sealed record Layer(
    BlockDevice Device,
    int Depth,
    IReadOnlyList<BlockDevice> Below,
    SizeHistogram SizeIn,
    SizeHistogram SizeOut,
    long Splits,
    long Merges,
    bool IssuesRequests
)
{
    /// <summary>Latency of the bios queued on it, Q to C, the layers below included; null where its Q or C was not traced.</summary>
    public PhaseSummary? Latency { get; init; }

    /// <summary>Latency of its requests, D to C: the device's own time; null on a mapping device.</summary>
    public PhaseSummary? DeviceLatency { get; init; }

    /// <summary>
    /// Median time that a bio spent in the layer itself, in ns: from its Q to its C, less the time from the first Q to the last C of the
    /// bios it became below. Null where no bio was followed down.
    /// </summary>
    public double? OwnP50Ns { get; init; }

    /// <summary>Mean number of bios between Q and C; null where none was seen.</summary>
    public double? DepthMean { get; init; }

    /// <summary>Largest number of bios between Q and C; null where none was seen.</summary>
    public int? DepthMax { get; init; }

    /// <summary>Mean number of requests between D and C; null on a mapping device.</summary>
    public double? RequestDepthMean { get; init; }

    /// <summary>Bytes queued; null where the device itself was not traced.</summary>
    public long? BytesIn => SizeIn.Count == 0 ? null : SizeIn.TotalSectors * Sector.Bytes;

    /// <summary>Bytes passed down; null where that was not traced.</summary>
    public long? BytesOut => SizeOut.Count == 0 ? null : SizeOut.TotalSectors * Sector.Bytes;

    /// <summary>Pieces that a bio was split into, on average: 1 where none was; null where the device itself was not traced.</summary>
    public double? SplitFactor => SizeIn.Count == 0 ? null : (double)(SizeIn.Count + Splits) / SizeIn.Count;

    /// <summary>Bios, or pieces of split ones, that one request carries on average: 1 where
    /// none was merged; null on a mapping device or where bios were not traced.</summary>
    public double? MergeFactor =>
        !IssuesRequests || SizeIn.Count == 0 || SizeOut.Count == 0 ? null : (double)(SizeIn.Count + Splits) / SizeOut.Count;

    /// <summary>How many pieces a bio left in: I/O out for I/O in, where the layer splits; null where one side was not traced.</summary>
    public double? OutForIn => SizeIn.Count == 0 || SizeOut.Count == 0 ? null : (double)SizeOut.Count / SizeIn.Count;

    /// <summary>True where the typical size out is smaller than the typical size in.</summary>
    public bool Shrinks => SizeIn.P50 is { } before && SizeOut.P50 is { } after && after < before;

    /// <summary>True where the typical size out is larger than the typical size in.</summary>
    public bool Grows => SizeIn.P50 is { } before && SizeOut.P50 is { } after && after > before;

    /// <summary>What the layer does to sizes, in words with its medians in sectors.</summary>
    public string Effect =>
        (SizeIn.P50, SizeOut.P50) switch
        {
            (null, { } after) => FormattableString.Invariant(
                $"{(IssuesRequests ? "issues" : "passes down")} {after}; what came in was not traced"
            ),
            ({ } before, null) => FormattableString.Invariant($"takes {before}; what it passes down was not traced"),
            ({ } before, { } after) when after < before => FormattableString.Invariant($"shrinks {before} to {after}"),
            ({ } before, { } after) when after > before => FormattableString.Invariant($"grows {before} to {after}"),
            ({ } before, _) => FormattableString.Invariant($"passes on {before}"),
            _ => "carries no data",
        };
}

/// <summary>An edge of the stack: bios mapped from one device to the one below (A events).</summary>
/// <param name="From">The upper device.</param>
/// <param name="To">The lower device.</param>
/// <param name="Remaps">Number of A events.</param>
/// <param name="Sectors">Their sectors.</param>
internal sealed record StackEdge(BlockDevice From, BlockDevice To, long Remaps, long Sectors);

/// <summary>The stack of devices that a trace shows, top first, with the layer at which the I/O changes its size.</summary>
/// <remarks>
/// The order comes from A events. A device that was not traced itself shows only as the upper end of an edge. On kernels since 5.x a
/// device-mapper target that splits shows X on the upper device and small bios below it; whether the drive merges them again is the
/// drive's <see cref="Layer.Grows"/>.
/// </remarks>
public sealed partial class Layers
{
    private readonly BlockTrace _trace;
    private readonly Lazy<BioFamily> _family;

    internal Layers(BlockTrace trace)
    {
        _trace = trace;
        _family = new Lazy<BioFamily>(() => new BioFamily(trace.Bios));
        DeviceTable devices = trace.Head.Devices;
        IReadOnlyCollection<(int From, int To)> edges = trace.Census.Remaps.Edges;
        Edges = trace.Census.Remaps.ToStack(devices);
        SideBySide.Do(
            trace.Bios.Count,
            () => trace.Phases.Get(Phase.Q2C, Denominator.Bio),
            () => trace.Phases.Get(Phase.D2C, Denominator.Request),
            () => Outstanding(DepthOf.Queued),
            () => Outstanding(DepthOf.Issued)
        );
        trace.GiveBack();
        int[] depth = Depths(devices.Count, edges);
        ILookup<int, (int From, int To)> below = edges.ToLookup(edge => edge.From);
        All =
        [
            .. Enumerable
                .Range(0, devices.Count)
                .Select(device => Make(device, depth[device], trace.Census.MappedFrom(device), below[device], trace.BioRows[device]))
                .Where(layer => layer.SizeIn.Count + layer.SizeOut.Count > 0)
                .OrderBy(layer => layer.Depth)
                .ThenBy(layer => layer.Device.Major)
                .ThenBy(layer => layer.Device.Minor),
        ];

        void Outstanding(DepthOf of)
        {
            foreach (BlockDevice device in Enumerable.Range(0, devices.Count).Select(index => devices[index]))
            {
                trace.QueueDepth.Steps(device, of);
            }
        }
    }

    /// <summary>Every device that carried data, top first.</summary>
    public IReadOnlyList<Layer> All { get; }

    /// <summary>The devices from which A events lead down to a device, however many layers there are between.</summary>
    internal HashSet<BlockDevice> Above(BlockDevice device)
    {
        var above = new HashSet<BlockDevice>();
        var open = new Stack<BlockDevice>([device]);
        while (open.TryPop(out BlockDevice lower))
        {
            foreach (StackEdge edge in Edges.Where(edge => edge.To == lower && edge.From != device && above.Add(edge.From)))
            {
                open.Push(edge.From);
            }
        }

        return above;
    }

    /// <summary>The edges of the stack, the busiest first.</summary>
    internal IReadOnlyList<StackEdge> Edges { get; }

    /// <summary>The topmost layer at which sizes shrink; null where none does, as far as the trace shows.</summary>
    public Layer? ShrinksAt => All.FirstOrDefault(layer => layer.Shrinks);

    /// <summary>The topmost layer at which sizes grow, by merging; null where none does.</summary>
    public Layer? GrowsAt => All.FirstOrDefault(layer => layer.Grows);

    /// <summary>The layer of a device; null where it carried no data.</summary>
    public Layer? this[BlockDevice device] => All.FirstOrDefault(layer => layer.Device == device);

    /// <summary>A bio, the bios above that it came from, and all that it became below: one row each, in order of arrival.</summary>
    /// <param name="bio">A row of <see cref="BlockTrace.Bios"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such bio.</exception>
    public IReadOnlyList<int> Follow(int bio)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bio);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(bio, _trace.Bios.Count);
        var rows = new List<int>();
        for (int up = _trace.Bios.ParentColumn[bio]; up >= 0; up = _trace.Bios.ParentColumn[up])
        {
            rows.Add(up);
        }

        // A parent always comes before its children, so the list grows downwards and ends.
        int from = rows.Count;
        rows.Add(bio);
        for (int at = from; at < rows.Count; at++)
        {
            rows.AddRange(_family.Value.Of(rows[at]));
        }

        rows.Sort();
        return rows;
    }

    private Layer Make(int index, int depth, SizeHistogram mapped, IEnumerable<(int From, int To)> edges, RowSet rows)
    {
        BlockDevice device = _trace.Head.Devices[index];
        DeviceMerges? merges = _trace.Merges[device];
        bool issues = merges is { Requests: > 0 };
        return new Layer(
            device,
            depth,
            [.. edges.Select(edge => _trace.Head.Devices[edge.To])],
            merges?.SizeAtQ ?? new SizeHistogram(),
            issues ? merges!.SizeAtD : mapped,
            _trace.ActionCounts[BlockAction.Split, device],
            _trace.ActionCounts[BlockAction.BackMerge, device] + _trace.ActionCounts[BlockAction.FrontMerge, device],
            issues
        )
        {
            Latency = _trace.Phases.Get(issues ? Phase.Q2C : Phase.Q2Cdm, Denominator.Bio, device),
            DeviceLatency = _trace.Phases.Get(Phase.D2C, Denominator.Request, device),
            OwnP50Ns = edges.Any() ? Own(rows) : null,
            DepthMean = _trace.QueueDepth.Steps(device, DepthOf.Queued)?.Mean,
            DepthMax = _trace.QueueDepth.Steps(device, DepthOf.Queued)?.Max,
            RequestDepthMean = _trace.QueueDepth.Steps(device)?.Mean,
        };
    }

    private double? Own(RowSet rows)
    {
        Bios bios = _trace.Bios;
        var own = new List<long>();
        for (int place = 0; place < rows.Count; place++)
        {
            int row = rows[place];
            if (bios.CompleteNs[row] < 0)
            {
                continue;
            }

            long first = long.MaxValue;
            long last = Bios.None;
            bool whole = true;
            foreach (int child in _family.Value.Of(row))
            {
                first = Math.Min(first, bios.TimeNs[child]);
                last = Math.Max(last, bios.CompleteNs[child]);
                whole &= bios.CompleteNs[child] >= 0;
            }

            if (last >= 0 && whole)
            {
                own.Add(bios.CompleteNs[row] - bios.TimeNs[row] - (last - first));
            }
        }

        return Quantiles.Median(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(own));
    }

    // The longest way from the top; as many rounds as devices end it even if a corrupt trace maps in a circle.
    private static int[] Depths(int devices, IEnumerable<(int From, int To)> edges)
    {
        var depth = new int[devices];
        bool deeper = true;
        for (int round = 0; deeper && round < devices; round++)
        {
            deeper = false;
            foreach ((int from, int to) in edges)
            {
                int before = depth[to];
                depth[to] = Math.Min(devices, Math.Max(before, from == to ? 0 : depth[from] + 1));
                deeper |= depth[to] > before;
            }
        }

        return depth;
    }
}
