using NotebookKit.Blocks;
using NotebookKit.Formats;
using NotebookKit.Stats;

namespace NotebookKit.Diagnosis;

/// <summary>What the rules look at: one drive over the whole of a trace.</summary>
internal sealed class DriveFacts
{
    private const int ExtendedMajor = 259;
    private readonly Lazy<DepthEffect?> _depthEffect;
    private readonly Lazy<Ceiling?> _ceiling;
    private readonly Dictionary<long, TagWait?> _tagWait = [];

    public DriveFacts(BlockTrace trace, BlockDevice device, DeviceQueue queue, string source, DeviceMap? devices)
    {
        (Trace, Device, Queue, Source, Devices) = (trace, device, queue, source, devices);
        Index = trace.Head.Devices.Find(device);
        Merges = trace.Merges[device]!;
        SideBySide.Do(
            trace.Requests.Count,
            () => trace.QueueDepth.Steps(device),
            () => trace.QueueDepth.Steps(device, DepthOf.Queued),
            () => trace.Phases.Get(Phase.D2C, Denominator.Request)
        );
        (Whole, IssueNeighbours neighbours) = Features.OfWhole(trace, device);
        Missed = (long)Math.Round((Whole["missed_merge_share"] ?? 0) * Whole.Bios);
        _depthEffect = new Lazy<DepthEffect?>(() => Diagnosis.DepthEffect.Of(this));
        _ceiling = new Lazy<Ceiling?>(() => Diagnosis.Ceiling.Find(trace, device));
        AdjacentIssues = neighbours.OutstandingRequests;
        AdjacentRequests = neighbours.Requests;
    }

    public BlockTrace Trace { get; }

    public BlockDevice Device { get; }

    public int Index { get; }

    public DeviceQueue Queue { get; }

    /// <summary>The capture's name.</summary>
    public string Source { get; }

    /// <summary>What dmsetup and lsblk say of the devices; null where not given.</summary>
    public DeviceMap? Devices { get; }

    public string Name => Trace.Labels.Device(Device);

    /// <summary>The devices that handed I/O down to this one; null for every one of the trace.</summary>
    public IReadOnlySet<BlockDevice>? Above { get; init; }

    /// <summary>Until when the recorder is known to have run, on the trace's clock; the
    /// last event's time where that is not known.</summary>
    public long RecordedUntilNs
    {
        get => field == 0 ? Trace.EndNs : field;
        init => field = Math.Max(value, Trace.EndNs);
    }

    /// <summary>The layers that are judged with this drive.</summary>
    public IEnumerable<Layer> LayersAbove =>
        Trace.Layers.All.Where(layer => !layer.IssuesRequests && Above?.Contains(layer.Device) != false);

    public DeviceMerges Merges { get; }

    /// <summary>The features over the whole trace.</summary>
    public FeatureRow Whole { get; }

    /// <summary>What D2C does as more are outstanding; null where the depth does not vary enough to tell.</summary>
    public DepthEffect? DepthEffect => _depthEffect.Value;

    /// <summary>The plateau of the drive's rate; null where it has none.</summary>
    public Ceiling? Ceiling => _ceiling.Value;

    /// <summary>How long bios wait while as many requests as there are lie in hand; null where no bio has Q, G and C.</summary>
    public TagWait? TagWait(long places)
    {
        lock (_tagWait)
        {
            return _tagWait.TryGetValue(places, out TagWait? known) ? known : _tagWait[places] = Blocks.TagWait.Of(Trace, Index, places);
        }
    }

    public bool HasBios => Merges.Bios > 0;

    /// <summary>Bios that touched one still waiting and got a request of their own all the same.</summary>
    public long Missed { get; }

    /// <summary>Bios that merged.</summary>
    public long Merged => Merges.BackMerges + Merges.FrontMerges;

    /// <summary>The share of mergeable bios that did not merge; null where none could have.</summary>
    public double? MissedOfMergeable => Missed + Merged == 0 ? null : (double)Missed / (Missed + Merged);

    /// <summary>Requests issued while a request with adjacent sectors and the same operation was outstanding.</summary>
    public long AdjacentIssues { get; }

    /// <summary>Requests beside one issued shortly before, outstanding or not.</summary>
    public long AdjacentRequests { get; }

    /// <summary>Median size at D, in sectors.</summary>
    public double SizeAtD => Whole["size_d_p50"] ?? 0;

    /// <summary>True where the drive is known to be no disk: by its setting, its name, or its major number, which is NVMe's for whole
    /// drives (a disk's has 259 for partitions alone, and those issue no requests).</summary>
    public bool IsFlash =>
        Queue.Rotational == false
        || Name.StartsWith("nvme", StringComparison.Ordinal)
        || (Queue.Rotational is null && Device.Major == ExtendedMajor);

    /// <summary>D2C of each kind of operation for itself, the most frequent first: a median over reads and discards
    /// is of neither.</summary>
    public IReadOnlyList<OperationLatency> Kinds =>
        field ??= [.. Trace.Operations.Where(one => one.Device == Device).OrderByDescending(one => one.D2C.N)];

    /// <summary>The kind that stands for the drive: what moves data, the most frequent; null where nothing completed.</summary>
    public OperationLatency? Usual => Kinds.FirstOrDefault(one => IoKind.Moves(one.Kind)) ?? (Kinds.Count > 0 ? Kinds[0] : null);

    /// <summary>Its median D2C in ms; 0 where nothing completed.</summary>
    public double UsualMs => (Usual?.D2C.P50Ns ?? 0) / NsIn.Ms;

    /// <summary>What it is, such as <c>reads</c>.</summary>
    public string UsualWords => Usual is { } usual ? IoKind.Words(usual.Kind) : "requests";

    /// <summary>The median size of one kind, in sectors.</summary>
    public double SectorsOf(int kind)
    {
        var sizes = new SizeHistogram();
        Requests requests = Trace.Requests;
        RowSet rows = Trace.RequestRows[Index];
        for (int place = 0; place < rows.Count; place++)
        {
            uint sectors = requests.SectorsColumn[rows[place]];
            if (IoKind.Of(requests.RwbsColumn[rows[place]], sectors) == kind)
            {
                sizes.Add(sectors);
            }
        }

        return sizes.P50 ?? 0;
    }

    /// <summary>What moving the data of a usual request may take at 100 KiB a ms, which is slow for any drive.</summary>
    public double TransferMs => TransferMsOf(SizeAtD);

    /// <summary>The same of so many sectors.</summary>
    public static double TransferMsOf(double sectors) => sectors / 2 / 100;

    /// <summary>Seconds between the first and last event.</summary>
    public double Seconds => Trace.DurationNs / NsIn.Second;

    /// <summary>Small beside what the drive takes; 32 KiB where that is not known. No
    /// size is hard-coded: a snapshot's chunk can be any.</summary>
    public bool IsSmall => SizeAtD > 0 && SizeAtD <= (Queue.MaxHwSectorsKiB is { } largest ? Math.Min(64, largest * 2 / 4) : 64);

    /// <summary>Share of the bios that touch the one before; without Q, of the requests that touch one issued shortly before.</summary>
    public double Sequential => Whole["sequential_share"] ?? (Merges.Requests == 0 ? 0 : (double)AdjacentRequests / Merges.Requests);

    public bool IsSequential => Sequential >= 0.5;

    public bool IsRandom => Sequential < 0.2;

    /// <summary>The targets of a mapping device as <c>dmsetup table</c> gives them, such
    /// as <c>delay 259:0 4096 25</c>, a key left out; null where not known.</summary>
    public string? TargetsOf(BlockDevice device)
    {
        DmTarget[] targets = [.. Devices?.Devices.Where(mapped => mapped.Number == device).SelectMany(mapped => mapped.Targets) ?? []];
        return targets.Length == 0 ? null : string.Join("; ", targets.Select(target => $"{target.Kind} {Shown(target)}".TrimEnd()));
    }

    // dmsetup table --showkeys prints crypt's key, which no verdict may carry on; without the option it is as many zeros.
    private static string Shown(DmTarget target) =>
        target.Kind == "crypt" && target.Arguments.Split(' ', 3) is [var cipher, var key, var rest] && !key.StartsWith(':')
            ? $"{cipher} (key) {rest}"
            : target.Arguments;

    /// <summary>True where a device is the origin of a snapshot; false where dmsetup was not given.</summary>
    public bool HasSnapshotOrigin =>
        Devices?.Devices.Any(mapped => mapped.Targets.Any(target => target.Kind == "snapshot-origin")) ?? false;

    /// <summary>Evidence from this capture.</summary>
    public FindingEvidence Evidence(string rows) => new(Source, $"{rows}, device {Name}");
}
