using NotebookKit.Blocks;

namespace NotebookKit;

/// <summary>Bios that continue another one and were not merged with it, for each device that issues requests, with the reason.</summary>
/// <remarks>
/// <para>A bio is adjacent when, on its device and with its operation, a bio queued before it ends where it begins (a back merge) or begins
/// where it ends (a front merge), at most <see cref="Within"/> earlier. Reads and writes count; flushes and discards do not.</para>
/// <para>Reasons are looked for in this order, and the first that holds counts: the size limit, for no other change would help; the
/// neighbour's completion before the bio came; its issue, or a flush of its plug; flags; another process's plug; pieces of memory;
/// merging switched off. What is left is unknown. The order of the kernel's own checks is another one
/// (blk_mq_sched_bio_merge, blk_attempt_plug_merge and blk_rq_merge_ok in block/blk-mq-sched.c and block/blk-merge.c).</para>
/// </remarks>
public sealed partial class MissedMerges
{
    /// <summary>A neighbour queued longer ago does not count: 1 s, for two I/Os so far apart are not one stream.</summary>
    public static readonly TimeSpan Within = TimeSpan.FromSeconds(1);

    // With fewer bios apart, no merge at all may be chance.
    private const int EnoughToInfer = 16;
    private const int SectorsPerPage = 8;
    private readonly BlockTrace _trace;

    internal MissedMerges(BlockTrace trace, IReadOnlyDictionary<BlockDevice, DeviceQueue> queues)
    {
        _trace = trace;
        State[] states =
        [
            .. Enumerable
                .Range(0, trace.Head.Devices.Count)
                .Select(device => new State(trace, device, queues.GetValueOrDefault(trace.Head.Devices[device]) ?? DeviceQueue.Unknown)),
        ];
        Follow(states);
        Devices = [.. states.Where(state => state is { Issues: true, Bios: > 0 }).Select(state => state.Result())];
    }

    /// <summary>One entry for each device that queued reads or writes and issues requests, in order of appearance.</summary>
    public IReadOnlyList<DeviceMissedMerges> Devices { get; }

    /// <summary>The entry of a device; null where it has none.</summary>
    public DeviceMissedMerges? this[BlockDevice device] => Devices.FirstOrDefault(entry => entry.Device == device);

    private void Follow(State[] states)
    {
        Bios bios = _trace.Bios;
        long? within = _trace.Unmatched.OutOfOrder == 0 ? Within.Ticks * 100 : null;
        var byEnd = new NeighbourTable(bios.QueueColumn, within);
        var byStart = new NeighbourTable(bios.QueueColumn, within);
        var unplugged = new Dictionary<int, long>();
        IReadOnlyList<(int NextBio, int Pid, long TimeNs)> unplugs = _trace.Census.Unplugs.All;
        int next = 0;
        for (int row = 0; row < bios.Count; row++)
        {
            for (; next < unplugs.Count && unplugs[next].NextBio <= row; next++)
            {
                unplugged[unplugs[next].Pid] = unplugs[next].TimeNs;
            }

            Judge(row);
        }

        void Judge(int row)
        {
            int device = bios.Device[row];
            int operation = OperationClass.Of(bios.Rwbs[row]);
            if (bios.Sectors[row] == 0 || operation is not (1 or 2) || !states[device].Issues)
            {
                return;
            }

            long start = bios.Sector[row];
            long end = start + bios.Sectors[row];
            int back = byEnd.Find(OutstandingTable.Key(device, operation, start));
            int front = byStart.Find(OutstandingTable.Key(device, operation, end));

            // Sectors beyond those of keys share keys with smaller ones.
            back = back >= 0 && bios.Sector[back] + bios.Sectors[back] == start ? back : Bios.None;
            front = front >= 0 && bios.Sector[front] == end ? front : Bios.None;
            states[device].Judge(row, back, front, unplugged);
            byEnd.Set(OutstandingTable.Key(device, operation, end), row);
            byStart.Set(OutstandingTable.Key(device, operation, start), row);
        }
    }

    private sealed class State(BlockTrace trace, int device, DeviceQueue queue)
    {
        // Asked for each bio, so not looked up by name each time.
        private readonly int? _noMerges = queue.NoMerges;
        private readonly long? _maxSectors = queue.MaxSectors;
        private readonly long? _maxSegments = queue.MaxSegments;
        private readonly long? _boundaryMask = queue.VirtualBoundaryMask;
        private readonly long[] _counts = new long[(int)MergeMiss.Gap + 1];
        private readonly List<long> _gaps = [];
        private readonly long? _inferredLimit =
            queue.MaxSectors is null && trace.ActionCounts[BlockAction.Split, trace.Head.Devices[device]] > 0
                ? trace.Merges[trace.Head.Devices[device]]?.SizeAtD.Max
                : null;

        public readonly bool Issues = trace.RequestRows[device].Count > 0;
        public long Bios;
        private long _merged;

        public void Judge(int bio, int back, int front, Dictionary<int, long> unplugged)
        {
            Bios++;
            Bios bios = trace.Bios;
            back = Recent(bio, back);
            front = Recent(bio, front);
            if (bios.Fate[bio] is BioFate.BackMerged or BioFate.FrontMerged || Together(bio, back) || Together(bio, front))
            {
                _merged++;
                return;
            }

            if (back < 0 && front < 0)
            {
                return;
            }

            // Of two neighbours the one that was nearer to a merge tells the reason: the later in the list of steps, the farther away.
            MergeMiss atBack = back < 0 ? MergeMiss.Gap : Reason(bio, back, unplugged);
            MergeMiss atFront = front < 0 ? MergeMiss.Gap : Reason(bio, front, unplugged);
            MergeMiss reason =
                back < 0 ? atFront
                : front < 0 ? atBack
                : (MergeMiss)Math.Min((int)atBack, (int)atFront);
            _counts[(int)reason]++;
            if (reason == MergeMiss.Gap)
            {
                _gaps.Add(bios.TimeNs[bio] - bios.CompleteNs[back < 0 ? front : back]);
            }
        }

        public DeviceMissedMerges Result()
        {
            bool inferred = _noMerges is null && _merged == 0 && _counts[(int)MergeMiss.Unknown] >= EnoughToInfer;
            if (inferred)
            {
                _counts[(int)MergeMiss.MergingOff] += _counts[(int)MergeMiss.Unknown];
                _counts[(int)MergeMiss.Unknown] = 0;
            }

            DeviceMissedMerges.Miss[] misses =
            [
                .. Enum.GetValues<MergeMiss>()
                    .Where(reason => _counts[(int)reason] > 0)
                    .Select(reason => new DeviceMissedMerges.Miss(_counts[(int)reason], Words(reason, inferred)) { Reason = reason })
                    .OrderByDescending(miss => miss.Bios),
            ];
            return new DeviceMissedMerges(
                trace.Head.Devices[device],
                Bios,
                _merged,
                misses,
                Quantiles.Median(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_gaps)),
                queue,
                _inferredLimit
            );
        }

        private string Words(MergeMiss reason, bool inferred) =>
            reason switch
            {
                MergeMiss.MergingOff when inferred => FormattableString.Invariant(
                    $"merging off (inferred: none of {_counts[(int)MergeMiss.MergingOff]} was merged)"
                ),
                MergeMiss.MergingOff => $"merging off (nomerges {_noMerges})",
                MergeMiss.SizeLimit when _maxSectors is { } most => FormattableString.Invariant($"size limit (max_sectors_kb {most / 2})"),
                MergeMiss.SizeLimit when _inferredLimit is { } most => FormattableString.Invariant(
                    $"size limit (inferred from splits: {most} sectors)"
                ),
                MergeMiss.SizeLimit => "size limit (the bio was split)",
                MergeMiss.DifferentFlags => "different flags",
                MergeMiss.SegmentLimits => "segment limits",
                MergeMiss.PlugFlushed => "plug already flushed",
                MergeMiss.OtherPlug => "in the plug of another process",
                MergeMiss.Gap => "gap between arrivals",
                _ => "unknown",
            };

        private int Recent(int bio, int neighbour) =>
            neighbour >= 0 && trace.Bios.TimeNs[bio] - trace.Bios.TimeNs[neighbour] <= Within.Ticks * 100
                ? neighbour
                : NotebookKit.Bios.None;

        private bool Together(int bio, int neighbour) =>
            neighbour >= 0
            && trace.Bios.SplitsColumn[bio] == 0
            && trace.Bios.SplitsColumn[neighbour] == 0
            && trace.Bios.Request[bio] >= 0
            && trace.Bios.Request[bio] == trace.Bios.Request[neighbour];

        private MergeMiss Reason(int bio, int neighbour, Dictionary<int, long> unplugged)
        {
            Bios bios = trace.Bios;
            Requests requests = trace.Requests;
            long now = bios.TimeNs[bio];
            int request = bios.Request[neighbour];
            long size = request < 0 ? bios.Sectors[neighbour] : requests.Sectors[request];
            long joined = Tail(neighbour, size) + bios.Sectors[bio];
            if (bios.SplitsColumn[bio] > 0 || joined > (_maxSectors ?? _inferredLimit ?? long.MaxValue))
            {
                return MergeMiss.SizeLimit;
            }

            if (bios.CompleteNs[neighbour] >= 0 && bios.CompleteNs[neighbour] <= now)
            {
                return MergeMiss.Gap;
            }

            bool scheduled = request >= 0 && requests.InsertColumn[request] >= 0 && requests.InsertColumn[request] <= now;
            if (
                (request >= 0 && requests.FirstIssueColumn[request] <= now)
                || (!scheduled && unplugged.TryGetValue(bios.Pid[neighbour], out long flushed) && flushed > bios.TimeNs[neighbour])
            )
            {
                return MergeMiss.PlugFlushed;
            }

            const Rwbs Unmergeable = Rwbs.Preflush | Rwbs.Fua;
            if (
                ((bios.Rwbs[bio] | bios.Rwbs[neighbour]) & Unmergeable) != 0
                || ((bios.Rwbs[bio] ^ bios.Rwbs[neighbour]) & Rwbs.Atomic) != 0
            )
            {
                return MergeMiss.DifferentFlags;
            }

            if (!scheduled && bios.Pid[bio] != bios.Pid[neighbour])
            {
                return MergeMiss.OtherPlug;
            }

            if (_noMerges == 2 || (_noMerges == 1 && scheduled))
            {
                return MergeMiss.MergingOff;
            }

            // In bytes; only the low bits matter.
            long joint = Math.Max(bios.Sector[bio], bios.Sector[neighbour]) << 9;
            return (joined + SectorsPerPage - 1) / SectorsPerPage > _maxSegments || (joint & (_boundaryMask ?? 0)) != 0
                ? MergeMiss.SegmentLimits
                : MergeMiss.Unknown;
        }

        // What is left at the end of a split neighbour is what the next bio could have joined.
        private long Tail(int neighbour, long size) =>
            trace.Bios.SplitsColumn[neighbour] > 0 && (_maxSectors ?? _inferredLimit) is > 0 and { } most
                ? ((trace.Bios.Sectors[neighbour] - 1L) % most) + 1
                : size;
    }
}
