using NotebookKit.Stats;

namespace NotebookKit.Blocks;

/// <summary>What is counted of the events of a trace in one pass, chunk by chunk:
/// actions, errors, the ways between devices, notices, and when.</summary>
internal sealed class EventCensus
{
    private const int MostShares = 1 << 14;

    private readonly List<(ushort Device, string Text)> _notices = [];
    private Dictionary<long, TimeShare> _shares = [];
    private long[][] _actions = [];
    private SizeHistogram[] _mapped = [];
    private TimeShare? _share;

    /// <summary>Number of events.</summary>
    public long Count { get; private set; }

    /// <summary>The time of the first event, in ns on the trace's clock; 0 where there is none.</summary>
    public long StartNs { get; private set; }

    /// <summary>The time of the last event; 0 where there is none.</summary>
    public long EndNs { get; private set; }

    /// <summary>Which I/O failed.</summary>
    public FailedIo FailedIo { get; } = new();

    /// <summary>Which device mapped how many bios to which (A).</summary>
    public RemapCounts Remaps { get; } = new();

    /// <summary>How sequential each device's I/O is.</summary>
    public SeekCounts Seeks { get; } = new();

    /// <summary>When plugs were flushed.</summary>
    public Unplugs Unplugs { get; } = new();

    /// <summary>The messages (m), in order, with the index of their device.</summary>
    public IReadOnlyList<(ushort Device, string Text)> Notices => _notices;

    /// <summary>The length of the shares of the trace's clock that events are counted by,
    /// in ns: a second, or longer where there would be too many.</summary>
    public long ShareNs { get; private set; } = NsIn.WholeSecond;

    /// <summary>The shares that hold events, ascending.</summary>
    public IEnumerable<TimeShare> Shares => _shares.OrderBy(share => share.Key).Select(share => share.Value);

    /// <summary>The number of events of an action on a device.</summary>
    public long Of(int device, BlockAction action) => device >= 0 && device < _actions.Length ? _actions[device][(byte)action] : 0;

    /// <summary>The sizes that a device mapped down (A).</summary>
    public SizeHistogram MappedFrom(int device) => device < _mapped.Length ? _mapped[device] : new SizeHistogram();

    /// <summary>Counts a chunk.</summary>
    public void Add(BlockEvents chunk)
    {
        if (chunk.Count > 0)
        {
            StartNs = Count == 0 ? chunk.TimeNs[0] : StartNs;
            EndNs = chunk.TimeNs[^1];
        }

        Count += chunk.Count;
        Reserve(chunk.Devices.Count);
        FailedIo.Add(chunk);
        CountActions(chunk);
        CountSteps(chunk);
        Remaps.Add(chunk);
        CountMapped(chunk);
        CountTimes(chunk.TimeNs);
        TakeNotices(chunk);
    }

    private void Reserve(int devices)
    {
        int known = _actions.Length;
        if (known < devices)
        {
            Array.Resize(ref _actions, devices);
            Array.Resize(ref _mapped, devices);
            Seeks.Reserve(devices);
            for (int device = known; device < devices; device++)
            {
                (_actions[device], _mapped[device]) = (new long[256], new SizeHistogram());
            }
        }
    }

    private void CountActions(BlockEvents chunk)
    {
        ReadOnlySpan<ushort> device = chunk.Device;
        ReadOnlySpan<BlockAction> action = chunk.Action;
        for (int i = 0; i < action.Length; i++)
        {
            _actions[device[i]][(byte)action[i]]++;
        }
    }

    private void CountSteps(BlockEvents chunk)
    {
        ReadOnlySpan<BlockAction> action = chunk.Action;
        for (int i = 0; i < action.Length; i++)
        {
            if (action[i] is BlockAction.Unplug or BlockAction.UnplugTimer)
            {
                Unplugs.Add(chunk.PidColumn[i], chunk.TimeNsColumn[i]);
            }
            else if (action[i] is BlockAction.Queue or BlockAction.Issue && (chunk.RwbsColumn[i] & Rwbs.Passthrough) == 0)
            {
                bool queued = action[i] == BlockAction.Queue;
                if (queued)
                {
                    Unplugs.AddBio();
                }

                if (chunk.SectorsColumn[i] != 0)
                {
                    Seeks.Add(chunk.DeviceColumn[i], queued ? SeekPoint.Q2Q : SeekPoint.D2D, chunk.SectorColumn[i], chunk.SectorsColumn[i]);
                }
            }
        }
    }

    private void CountMapped(BlockEvents chunk)
    {
        ReadOnlySpan<int> rows = chunk.DetailRow;
        ReadOnlySpan<ushort> from = chunk.DetailDevice;
        ReadOnlySpan<BlockAction> actions = chunk.Action;
        ReadOnlySpan<uint> sectors = chunk.Sectors;
        for (int at = 0; at < rows.Length; at++)
        {
            if (actions[rows[at]] == BlockAction.Remap)
            {
                _mapped[from[at]].Add(sectors[rows[at]]);
            }
        }
    }

    private void CountTimes(ReadOnlySpan<long> times)
    {
        foreach (long time in times)
        {
            // Of damaged times two lie farther apart than 63 bits reach: modulo 64 bits the difference is right where it matters.
            if (_share is null || unchecked((ulong)(time - _share.FromNs)) >= (ulong)ShareNs)
            {
                _share = ShareOf(time);
            }

            _share.Add(time);
        }
    }

    private TimeShare ShareOf(long time)
    {
        while (_shares.Count >= MostShares)
        {
            Coarsen();
        }

        long number = NumberOf(time);
        return _shares.TryGetValue(number, out TimeShare? known) ? known : _shares[number] = new TimeShare(unchecked(number * ShareNs));
    }

    private long NumberOf(long time) => (time / ShareNs) - (time % ShareNs < 0 ? 1 : 0);

    // Damaged times may lie in as many seconds as there are events.
    private void Coarsen()
    {
        ShareNs *= 16;
        var coarser = new Dictionary<long, TimeShare>();
        foreach (TimeShare share in _shares.Values)
        {
            long number = NumberOf(share.FirstNs);
            if (!coarser.TryGetValue(number, out TimeShare? of))
            {
                coarser.Add(number, of = new TimeShare(unchecked(number * ShareNs)));
            }

            of.Add(share);
        }

        _shares = coarser;
    }

    private void TakeNotices(BlockEvents chunk)
    {
        int message = 0;
        for (int row = 0; message < chunk.Messages.Count && row < chunk.Count; row++)
        {
            if (chunk.Action[row] == BlockAction.Message)
            {
                _notices.Add((chunk.Device[row], chunk.Messages[message++]));
            }
        }
    }

    /// <summary>The events of one share of the time.</summary>
    /// <param name="fromNs">Where it begins.</param>
    internal sealed class TimeShare(long fromNs)
    {
        public long FromNs => fromNs;

        /// <summary>The earliest time of an event in it.</summary>
        public long FirstNs { get; private set; } = long.MaxValue;

        /// <summary>The latest.</summary>
        public long LastNs { get; private set; } = long.MinValue;

        public long Count { get; private set; }

        public void Add(long timeNs)
        {
            FirstNs = Math.Min(FirstNs, timeNs);
            LastNs = Math.Max(LastNs, timeNs);
            Count++;
        }

        public void Add(TimeShare other) =>
            (FirstNs, LastNs, Count) = (Math.Min(FirstNs, other.FirstNs), Math.Max(LastNs, other.LastNs), Count + other.Count);
    }
}
