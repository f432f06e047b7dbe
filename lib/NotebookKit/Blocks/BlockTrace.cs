using System.ComponentModel;
using NotebookKit.Blocks;
using NotebookKit.Formats;

namespace NotebookKit;

/// <summary>A capture of block-layer events with each I/O followed from Q to C: where an investigation of latency starts.</summary>
/// <remarks>
/// It does not matter which tool the events came from; what that tool did not record is null in every result, and said in its note.
/// Results are computed when first asked for, and kept.
/// </remarks>
public sealed partial class BlockTrace
{
    private readonly Lazy<BlockMatcher> _matched;
    private readonly Lazy<BttRules> _btt;
    private readonly Lazy<BttReport> _bttReport;
    private readonly Lazy<Phases> _phases;
    private readonly Lazy<ActionCounts> _actionCounts;
    private readonly Lazy<Merges> _merges;
    private readonly Lazy<Layers> _layers;
    private readonly Lazy<QueueDepth> _queueDepth;
    private readonly Lazy<Seeks> _seeks;
    private readonly Lazy<ArticleLatency> _articleLatency;

    private readonly Lazy<TraceLabels> _labels;
    private readonly Lazy<string?> _far;

    // So many tell how many bios and requests there will be for each event.
    private const long EventsToJudge = 1 << 18;

    // Of fewer it is a few MiB.
    private const int RowsWorthGivingBack = 1 << 20;

    private readonly TraceEvents _events;
    private readonly TraceSplit? _split;

    private BlockTrace(TraceEvents events, ReadAccount? account, BlockMatcher? matched = null, TraceSplit? split = null)
    {
        (_events, _split) = (events, split);
        Account = account;
        _matched = matched is null ? new Lazy<BlockMatcher>(Match) : new Lazy<BlockMatcher>(matched);
        _labels = new Lazy<TraceLabels>(() =>
            split is not null
                ? new TraceLabels(Head.Devices, Head.Names, StartNs, new Unmatched())
                : _matched.Value.Labels ?? new TraceLabels(Head.Devices, Head.Names, StartNs, Unmatched)
        );
        _btt = new Lazy<BttRules>(FollowBtt);
        _bttReport = new Lazy<BttReport>(() => new BttReport(this, _btt.Value));
        _phases = new Lazy<Phases>(() => new Phases(this, () => _btt.Value));
        _actionCounts = new Lazy<ActionCounts>(() => new ActionCounts(this));
        _merges = new Lazy<Merges>(() => new Merges(this));
        _layers = new Lazy<Layers>(() => new Layers(this));
        _queueDepth = new Lazy<QueueDepth>(() => new QueueDepth(this));
        _seeks = new Lazy<Seeks>(() => new Seeks(this));
        _articleLatency = new Lazy<ArticleLatency>(() => ArticleLatency.From(this));
        _far = new Lazy<string?>(FindFarEvents);
    }

    /// <summary>The events. Those of large files are not kept: they are read again when
    /// first asked for, and need their room in memory then.</summary>
    public BlockEvents Events => _events.All;

    /// <summary>Number of events.</summary>
    public long EventCount => Census.Count;

    /// <summary>Devices, names, clock, start, and the times at which events were lost; no rows.</summary>
    internal BlockEvents Head => _events.Head;

    /// <summary>What was counted of the events.</summary>
    internal EventCensus Census => _events.Census;

    /// <summary>What the reader did with its input; null for events that came from no reader.</summary>
    public ReadAccount? Account { get; }

    /// <summary>True where the capture holds one CPU after another, or in rounds, and its events were put in the order of time.</summary>
    internal bool WasPutInOrder { get; private init; }

    /// <summary>The time of the earliest event, in ns on the capture's clock; 0 for an empty trace.</summary>
    public long StartNs => Census.StartNs;

    /// <summary>The time of the latest event, in ns on the capture's clock; 0 for an empty trace.</summary>
    public long EndNs => Census.EndNs;

    /// <summary>The time between the first and the last event, in ns.</summary>
    public long DurationNs => Math.Max(0, EndNs - StartNs);

    /// <summary>One row for each bio (Q).</summary>
    public Bios Bios => _matched.Value.Bios;

    /// <summary>One row for each request (D).</summary>
    public Requests Requests => _matched.Value.Requests;

    /// <summary>What could not be paired, by kind.</summary>
    public Unmatched Unmatched => _matched.Value.Unmatched;

    /// <summary>Latencies of btt's phases, with their denominators.</summary>
    public Phases Phases => _phases.Value;

    /// <summary>Everything that btt reports, number for number.</summary>
    public BttReport Btt => _bttReport.Value;

    /// <summary>The devices.</summary>
    public TraceDevices Devices => new(this);

    /// <summary>How many events of each action there are.</summary>
    public ActionCounts ActionCounts => _actionCounts.Value;

    /// <summary>Which I/O failed.</summary>
    public FailedIo FailedIo => Census.FailedIo;

    /// <summary>Which steps were recorded, and so what can be known.</summary>
    internal Evidence Evidence => new(this);

    /// <summary>How bios became requests: merges, splits, sizes before and after, for each device.</summary>
    public Merges Merges => _merges.Value;

    /// <summary>The bios that continue another one and were not merged with it, with the reasons that the trace alone can tell.</summary>
    public MissedMerges MissedMerges() => MissedMerges(new Dictionary<BlockDevice, DeviceQueue>());

    /// <summary>The bios that continue another one and were not merged with it, with the reasons.</summary>
    /// <param name="queue">The drive's queue, such as a recording's
    /// <c>Host.Queue</c>; the drive is the device with the most requests.</param>
    public MissedMerges MissedMerges(DeviceQueue queue) =>
        MissedMerges(Devices.Drive is { } drive ? new Dictionary<BlockDevice, DeviceQueue> { [drive.Device] = queue } : []);

    /// <summary>The bios that continue another one and were not merged with it, with the reasons.</summary>
    /// <param name="queues">What is known of each device's queue; devices may be missing.</param>
    public MissedMerges MissedMerges(IReadOnlyDictionary<BlockDevice, DeviceQueue> queues)
    {
        ArgumentNullException.ThrowIfNull(queues);
        return new MissedMerges(this, queues);
    }

    /// <summary>The stack of devices, with the layer at which sizes change.</summary>
    public Layers Layers => _layers.Value;

    /// <summary>The stack of devices by the trace's A events together with the host's own listings.</summary>
    /// <param name="nodes">What the host tells of devices.</param>
    /// <param name="claims">What the host tells of which device is built on which.</param>
    internal StackGraph Stack(IEnumerable<StackNode> nodes, IEnumerable<StackClaim> claims)
    {
        ArgumentNullException.ThrowIfNull(nodes);
        ArgumentNullException.ThrowIfNull(claims);
        return new StackGraph(Layers, nodes, claims);
    }

    /// <summary>The stack of devices by the trace's A events together with lsblk and dmsetup:
    /// <c>trace.Stack(DeviceMap.Of(LsblkCapture.Open(...), ...))</c>.</summary>
    /// <param name="map">What the host's listings tell. Devices without a known number are left out.</param>
    public ITabled Stack(DeviceMap map) => StackOf(map);

    /// <summary>The same by device.</summary>
    internal StackGraph StackOf(DeviceMap map)
    {
        ArgumentNullException.ThrowIfNull(map);
        MappedDevice[] numbered = [.. map.Devices.Where(device => device.Number is not null)];
        return Stack(
            numbered.Select(device => new StackNode(
                device.Number!.Value,
                device.TracedName,
                device.Name == device.KernelName ? null : device.Name,
                device.Kind
            )),
            from device in numbered
            from below in device.Below.Select(map.Find)
            where below?.Number is not null
            select new StackClaim(device.Number!.Value, below.Number!.Value, "host")
        );
    }

    /// <summary>Compares this capture with another: what changed, ranked.</summary>
    /// <param name="other">The other capture, B.</param>
    /// <param name="name">What this capture, A, is called.</param>
    /// <param name="otherName">What the other is called.</param>
    /// <param name="missed">This capture's missed merges, where the queue's attributes are known; null judges by the trace alone.</param>
    /// <param name="otherMissed">The other's.</param>
    public TraceComparison Compare(
        BlockTrace other,
        string name = "A",
        string otherName = "B",
        MissedMerges? missed = null,
        MissedMerges? otherMissed = null
    )
    {
        ArgumentNullException.ThrowIfNull(other);
        return new TraceComparison(this, other, name, otherName, missed ?? MissedMerges(), otherMissed ?? other.MissedMerges());
    }

    /// <summary>The number of I/Os outstanding over time.</summary>
    public QueueDepth QueueDepth => _queueDepth.Value;

    /// <summary>D2C by device and operation, flushes included; one row for each of which a request completed.</summary>
    internal IReadOnlyList<OperationLatency> Operations => field ??= OperationLatency.Of(Requests, Head.Devices);

    /// <summary>Which rows of <see cref="Requests"/> are which device's.</summary>
    internal DeviceRows RequestRows => field ??= new DeviceRows(Requests.Device, Head.Devices.Count);

    /// <summary>Which rows of <see cref="Bios"/> are which device's.</summary>
    internal DeviceRows BioRows => field ??= new DeviceRows(Bios.Device, Head.Devices.Count);

    /// <summary>Where the bios' plugs were flushed.</summary>
    internal PlugMarks PlugMarks => _matched.Value.PlugMarks!;

    /// <summary>For each device the order in which its requests ended.</summary>
    internal EndOrder[] RequestEnds =>
        field ??= [
            .. Enumerable
                .Range(0, Head.Devices.Count)
                .Select(device => new EndOrder(RequestRows[device], Requests.CompleteColumn, isKept: true)),
        ];

    /// <summary>For each device the order in which its bios ended.</summary>
    internal EndOrder[] BioEnds =>
        field ??= [
            .. Enumerable
                .Range(0, Head.Devices.Count)
                .Select(device => new EndOrder(BioRows[device], Bios.CompleteColumn, isKept: RequestRows[device].Count == 0)),
        ];

    /// <summary>The rows of <see cref="Requests"/> that were issued once more without a C.</summary>
    internal HashSet<int> Reissued => field ??= Reissues.Of(Requests);

    /// <summary>Distances from one I/O to the next.</summary>
    public ITabled Seeks => _seeks.Value;

    /// <summary>The same by device and point.</summary>
    internal Seeks SeekDistances => _seeks.Value;

    /// <summary>The share of a device's I/Os that touch or overlap the one before, 0 to 1; null where it had none. What <see cref="Seeks"/>
    /// tells of it, without its distances.</summary>
    internal double? SequentialShare(BlockDevice device, SeekPoint point) => Census.Seeks.SequentialShare(Head.Devices.Find(device), point);

    /// <summary>What the article's awk script would make of the events.</summary>
    public ArticleLatency ArticleLatency => _articleLatency.Value;

    /// <summary>I/O completed over time, in stretches of a width.</summary>
    /// <param name="width">The width, such as 100 ms.</param>
    public ITabled Throughput(TimeSpan width) => ThroughputOf(width);

    /// <summary>What btt, iostat, biolatency and this library make of a drive's latency, and why they differ.</summary>
    /// <param name="device">The drive; null for the one with the most requests.</param>
    public ITabled ToolViews(BlockDevice? device = null) => ToolViewsOf(device);

    /// <summary>What iostat would print, interval by interval.</summary>
    /// <param name="interval">The length of an interval, such as 1 s.</param>
    /// <param name="device">The device; null for the one with the most requests, or bios where there are no requests.</param>
    public ITabled Rates(TimeSpan interval, BlockDevice? device = null) => RatesOf(interval, device);

    /// <summary>Features of each stretch of time on one device, for a classifier.</summary>
    /// <param name="width">The width of a stretch, such as 500 ms.</param>
    /// <param name="device">The device; null for the one with the most requests, or bios where there are no requests.</param>
    public ITabled Windows(TimeSpan width, BlockDevice? device = null) => WindowsOf(width, device);

    // The same, row by row.
    internal Throughput ThroughputOf(TimeSpan width) => new(this, width.Ticks * 100);

    internal ToolViews ToolViewsOf(BlockDevice? device = null) => new(this, device);

    internal TraceRates RatesOf(TimeSpan interval, BlockDevice? device = null) => new(this, interval.Ticks * 100, device);

    internal TraceWindows WindowsOf(TimeSpan width, BlockDevice? device = null) => new(this, width.Ticks * 100, device);

    /// <summary>The part of the trace between two times, matched on its own: I/O that crosses either end is unmatched in it.</summary>
    /// <param name="from">Time after the trace's start, inclusive.</param>
    /// <param name="to">Time after the trace's start, exclusive.</param>
    /// <seealso cref="Windows"/>
    public BlockTrace Window(TimeSpan from, TimeSpan to) =>
        Where(row => Events.TimeNs[row] - StartNs is var at && at >= from.Ticks * 100 && at < to.Ticks * 100);

    /// <summary>The part of the trace that happened at one device: of a trace of all
    /// layers, what blktrace of that device alone would have written.</summary>
    /// <param name="device">The device.</param>
    public BlockTrace Of(BlockDevice device) => Where(row => Events.Devices[Events.Device[row]] == device);

    private BlockTrace Where(Func<int, bool> holds) => new(new TraceEvents(Events.Where(holds)), Account) { WasPutInOrder = WasPutInOrder };

    /// <inheritdoc cref="Open(string[])"/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    [Obsolete("Is Open now.")]
    public static BlockTrace Load(params string[] paths) => Open(paths);

    /// <summary>Reads a capture of any dialect, found out from its content.</summary>
    /// <param name="paths">
    /// A file of blkparse, perf script or perf.data, gzip-compressed or not; or blktrace's per-CPU files, their name or their folder,
    /// of which several (one a device) make one trace.
    /// </param>
    /// <exception cref="ArgumentException">No path, or several that are not blktrace's binary files.</exception>
    /// <exception cref="CaptureFormatException">The capture cannot be read.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static BlockTrace Open(params string[] paths)
    {
        ArgumentNullException.ThrowIfNull(paths);
        if (paths.Length == 0)
        {
            throw new ArgumentException("name a capture to load", nameof(paths));
        }

        if (paths.Length == 1)
        {
            return From(CaptureReader.Read(paths[0]));
        }

        var sources = new List<CaptureSource>();
        try
        {
            foreach (string path in paths)
            {
                sources.Add(CaptureSource.Open(path));
                if (sources[^1].Detect() is var dialect && dialect != BlktraceBinary.Dialect)
                {
                    throw new ArgumentException(
                        $"several paths make one trace only when all are blktrace's binary files; {path} is {dialect}. Load them one by one.",
                        nameof(paths)
                    );
                }
            }

            return From(BlktraceBinary.Read(sources));
        }
        finally
        {
            sources.ForEach(source => source.Dispose());
        }
    }

    /// <summary>Makes a trace of what a reader returned.</summary>
    internal static BlockTrace From(BlockCapture capture)
    {
        ArgumentNullException.ThrowIfNull(capture);
        return capture.Events.CpusInOrderOfTime(Unmatched.FarNs) is { } sorted
            ? new BlockTrace(new TraceEvents(sorted), capture.Account) { WasPutInOrder = true }
            : new BlockTrace(new TraceEvents(capture.Events), capture.Account);
    }

    /// <summary>Makes a trace of events in time order.</summary>
    public static BlockTrace From(BlockEvents events)
    {
        ArgumentNullException.ThrowIfNull(events);
        return new BlockTrace(new TraceEvents(events), null);
    }

    /// <summary>Makes a trace of events that are not kept: its I/Os are followed while
    /// they are read, and who walks the events reads them again.</summary>
    /// <param name="read">Hands every chunk of the events on, in order, each time that it is called.</param>
    /// <param name="expected">About how many events there will be, at the most.</param>
    internal static BlockTrace Streamed(Func<Action<BlockEvents>, ReadAccount> read, long expected)
    {
        var matcher = new BlockMatcher { PlugMarks = new PlugMarks() };
        long seen = 0;
        var events = new TraceEvents(
            read,
            chunk =>
            {
                matcher.Add(chunk);
                bool early = seen < EventsToJudge;
                seen += chunk.Count;
                if (early && seen >= EventsToJudge)
                {
                    matcher.Reserve((double)expected / seen);
                }
            },
            matcher.Ready
        );
        matcher.Finish();
        matcher.EndForGood();

        var trace = new BlockTrace(events, events.Account, matcher);
        trace.GiveBack();
        return trace;
    }

    /// <summary>Makes room of what was only needed on the way: of a large trace it is a
    /// tenth of all that is held, and nothing else would do it soon.</summary>
    internal void GiveBack() => GiveBack(Bios.Count + (long)Requests.Count);

    /// <summary>As the other one, of what so many rows led to.</summary>
    internal static void GiveBack(long rows)
    {
        if (rows >= RowsWorthGivingBack)
        {
            GC.Collect();
        }
    }

    /// <summary>Makes a trace of events of which neither they nor their rows can be kept: what
    /// is counted of them is known of all of it, the rest of its windows alone.</summary>
    /// <param name="read">Hands every chunk of the events on, in order, each time that it is called.</param>
    /// <param name="mostRows">The most bios and requests, together, of a window.</param>
    /// <param name="tooLarge">What is said to who asks for all rows at once, by how many they are.</param>
    internal static BlockTrace InWindows(Func<Action<BlockEvents>, ReadAccount> read, long mostRows, Func<long, string> tooLarge)
    {
        var events = new TraceEvents(read, _ => { });
        return new BlockTrace(events, events.Account, split: new TraceSplit(read, mostRows, tooLarge));
    }

    /// <summary>How many bios and requests its events tell of.</summary>
    internal long RowsToCome => ActionCounts[BlockAction.Queue] + ActionCounts[BlockAction.Issue];

    /// <summary>True where all rows at once would be more than the host can hold.</summary>
    internal bool IsInWindows => _split is not null;

    /// <summary>Hands on the trace in windows of time, one after another; each is gone when the next one comes.</summary>
    /// <param name="take">Gets a window, and whether it is the last.</param>
    internal void EachWindow(Action<BlockTrace, bool> take) =>
        _split!.Each(
            (events, matcher, last) =>
            {
                var window = new BlockTrace(events, account: null, matcher);
                for (int index = 0; index < Head.Devices.Count; index++)
                {
                    window.NameDevice(Head.Devices[index], NameOf(Head.Devices[index]));
                }

                take(window, last);
            }
        );

    /// <summary>True where the events are in memory by now.</summary>
    internal bool HoldsEvents => _events.AreHeld;

    /// <summary>How often the events were read so far; 0 where they are kept.</summary>
    internal int TimesRead => _events.TimesRead;

    /// <summary>Walks the events, chunk by chunk, without keeping them.</summary>
    internal void EachChunk(Action<BlockEvents> take) => _events.Each(take);

    internal TraceLabels Labels => _labels.Value;

    /// <summary>A few events at times far from all others, as damage makes them, in words; null where there are none.</summary>
    internal string? FarEvents => _far.Value;

    /// <summary>The name that tables show of a device: its numbers where it was given none.</summary>
    /// <param name="device">The device.</param>
    public string NameOf(BlockDevice device) => Labels.Device(device);

    /// <summary>Gives a device the name that tables show instead of its numbers.</summary>
    /// <param name="device">The device.</param>
    /// <param name="name">The name, such as <c>dm-3 tmp_backup1</c>.</param>
    /// <returns>The trace itself.</returns>
    public BlockTrace NameDevice(BlockDevice device, string name)
    {
        Labels.Name(device, name);
        return this;
    }

    /// <summary>Gives devices the names that tables show instead of their numbers.</summary>
    /// <param name="names">The names, such as those that lsblk tells.</param>
    /// <returns>The trace itself.</returns>
    public BlockTrace NameDevices(IEnumerable<KeyValuePair<BlockDevice, string>> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        foreach ((BlockDevice device, string name) in names)
        {
            Labels.Name(device, name);
        }

        return this;
    }

    // At the finest stretches that a result is taken of; of a trace that pauses for an hour no part is damage.
    private string? FindFarEvents()
    {
        var bins = TimeBins.Of(this, 20_000_000);
        return !bins.HoldAll && bins.Whole && bins.FarEvents <= EventCount / 100 ? bins.Far : null;
    }

    private BlockMatcher Match()
    {
        if (_split is not null)
        {
            throw new CaptureFormatException(_split.TooLarge(RowsToCome));
        }

        var matcher = new BlockMatcher { PlugMarks = new PlugMarks() };
        matcher.Bios.Reserve(Events.Action.Count(BlockAction.Queue));
        matcher.Requests.Reserve(Events.Action.Count(BlockAction.Issue));
        matcher.Add(Events);
        matcher.Finish();
        return matcher;
    }

    private BttRules FollowBtt()
    {
        var rules = new BttRules(Head.Names);
        EachChunk(rules.Add);
        return rules;
    }
}
