using NotebookKit.Formats;

namespace NotebookKit;

/// <summary>Block-layer events as columns, in the order of the capture, whatever tool they came from.</summary>
/// <remarks>
/// 33 bytes an event, and 14 more for an event with a detail (remap source, split sector, error, unplug
/// depth). That a C or R went well, the error 0, takes no room: it is what <see cref="TryGetDetail"/> says
/// of one without an error, unless <see cref="ErrorsRecorded"/> is false. Row i of every column is event i.
/// </remarks>
public sealed partial class BlockEvents
{
    /// <summary>The sector of an event that has none.</summary>
    public const long NoSector = -1;

    /// <summary>The CPU of an event from a dialect that prints none.</summary>
    public const ushort NoCpu = ushort.MaxValue;

    private long[] _timeNs = [];
    private long[] _sector = [];
    private uint[] _sectors = [];
    private int[] _pid = [];
    private ushort[] _device = [];
    private ushort[] _name = [];
    private ushort[] _cpu = [];
    private Rwbs[] _rwbs = [];
    private BlockAction[] _action = [];
    private int[] _detailRow = [];
    private long[] _detail = [];
    private ushort[] _detailDevice = [];
    private int _details;

    /// <summary>Number of events.</summary>
    public int Count { get; private set; }

    /// <summary>Where time zero of <see cref="TimeNs"/> lies.</summary>
    internal TraceClock Clock { get; set; }

    /// <summary>The wall-clock time (UTC) of time zero, where the capture tells it; null elsewhere.</summary>
    public DateTime? StartUtc { get; set; }

    /// <summary>True where the capture tells the error of each C and R, which then has a
    /// detail even when it is 0; false where it tells none.</summary>
    public bool ErrorsRecorded { get; set; } = true;

    /// <summary>The devices seen, in order of appearance; events hold an index into it.</summary>
    public DeviceTable Devices { get; init; } = new();

    /// <summary>The process names seen; events hold an index into it.</summary>
    internal NameTable Names { get; init; } = new();

    /// <summary>The texts of m events.</summary>
    public List<string> Messages { get; init; } = [];

    /// <summary>When the recorder lost events, in ns on this clock, as far as it says when
    /// (perf's LOST records): what began before and ended after makes no pair.</summary>
    public List<long> GapsNs { get; init; } = [];

    /// <summary>Time of each event, in ns on <see cref="Clock"/>.</summary>
    public ReadOnlySpan<long> TimeNs => _timeNs.AsSpan(0, Count);

    /// <summary>First sector of each event, in 512-byte sectors; <see cref="NoSector"/> where absent.</summary>
    public ReadOnlySpan<long> Sector => _sector.AsSpan(0, Count);

    /// <summary>Length of each event, in 512-byte sectors.</summary>
    public ReadOnlySpan<uint> Sectors => _sectors.AsSpan(0, Count);

    /// <summary>Process id of each event; -1 where absent.</summary>
    public ReadOnlySpan<int> Pid => _pid.AsSpan(0, Count);

    /// <summary>Device of each event, an index into <see cref="Devices"/>.</summary>
    public ReadOnlySpan<ushort> Device => _device.AsSpan(0, Count);

    /// <summary>Process name of each event, an index into <see cref="Names"/>.</summary>
    public ReadOnlySpan<ushort> Name => _name.AsSpan(0, Count);

    /// <summary>CPU of each event; <see cref="NoCpu"/> where absent.</summary>
    public ReadOnlySpan<ushort> Cpu => _cpu.AsSpan(0, Count);

    /// <summary>Operation and flags of each event.</summary>
    public ReadOnlySpan<Rwbs> Rwbs => _rwbs.AsSpan(0, Count);

    /// <summary>Action of each event.</summary>
    public ReadOnlySpan<BlockAction> Action => _action.AsSpan(0, Count);

    /// <summary>The rows that have a detail other than the error 0, ascending;
    /// <see cref="Detail"/> and <see cref="DetailDevice"/> run parallel.</summary>
    public ReadOnlySpan<int> DetailRow => _detailRow.AsSpan(0, _details);

    /// <summary>What the action adds (<see cref="BlockEvent.Detail"/>), for each row of <see cref="DetailRow"/>.</summary>
    public ReadOnlySpan<long> Detail => _detail.AsSpan(0, _details);

    /// <summary>The source device of an A event (<see cref="BlockEvent.DetailDevice"/>), for each row of <see cref="DetailRow"/>.</summary>
    public ReadOnlySpan<ushort> DetailDevice => _detailDevice.AsSpan(0, _details);

    /// <summary>Appends an event.</summary>
    internal void Add(in BlockEvent e)
    {
        int i = Count;
        if (i == _timeNs.Length)
        {
            Grow();
        }

        _timeNs[i] = e.TimeNs;
        _sector[i] = e.Sector;
        _sectors[i] = e.Sectors;
        _pid[i] = e.Pid;
        _device[i] = e.Device;
        _name[i] = e.Name;
        _cpu[i] = e.Cpu;
        _rwbs[i] = e.Rwbs;
        _action[i] = e.Action;
        if (e.HasDetail && (e.Detail != 0 || e.Action is not (BlockAction.Complete or BlockAction.Requeue)))
        {
            AddDetail(i, e.Detail, e.DetailDevice);
        }

        Count = i + 1;
    }

    /// <summary>Forgets every event and message and keeps the columns' memory, the
    /// devices and the names, so that a chunk can be filled again.</summary>
    public void Clear()
    {
        Count = 0;
        _details = 0;
        Messages.Clear();
        GapsNs.Clear();
    }

    /// <summary>Some of the events, copied; tables and messages are shared.</summary>
    internal BlockEvents Where(Func<int, bool> holds)
    {
        var part = new BlockEvents
        {
            Clock = Clock,
            StartUtc = StartUtc,
            ErrorsRecorded = ErrorsRecorded,
            Devices = Devices,
            Names = Names,
            Messages = Messages,
            GapsNs = GapsNs,
        };
        for (int row = 0; row < Count; row++)
        {
            if (holds(row))
            {
                part.Add(Row(row));
            }
        }

        return part;
    }

    /// <summary>The same events in the order of time, where whole CPUs are out of order: one after another, or in rounds.</summary>
    /// <param name="byNs">How far an event must lie before the one in front of it.</param>
    /// <returns>Null where they are in order, or where events of one CPU are not in order among themselves: then times are damaged,
    /// and no order is better than another.</returns>
    internal BlockEvents? CpusInOrderOfTime(long byNs)
    {
        if (!TimeOrder.StepsBack(TimeNs, long.MinValue, byNs))
        {
            return null;
        }

        var first = new Dictionary<ushort, long>();
        var last = new Dictionary<ushort, long>();
        for (int row = 0; row < Count; row++)
        {
            (ushort cpu, long time) = (CpuColumn[row], TimeNsColumn[row]);
            if (cpu == NoCpu || (last.TryGetValue(cpu, out long before) && time < before && (double)before - time >= byNs))
            {
                return null;
            }

            first.TryAdd(cpu, time);
            last[cpu] = time;
        }

        // CPUs of which one ends before another begins say nothing of whether their clocks agree.
        if (first.Values.Max() > last.Values.Min())
        {
            return null;
        }

        int[] order = [.. Enumerable.Range(0, Count)];
        long[] times = TimeNsColumn.AsSpan(0, Count).ToArray();

        // Where times are equal the file's order stays.
        Array.Sort(order, (one, other) => times[one] != times[other] ? times[one].CompareTo(times[other]) : one.CompareTo(other));
        BlockEvents sorted = Where(_ => false);
        foreach (int row in order)
        {
            sorted.Add(Row(row));
        }

        return sorted;
    }

    /// <summary>Finds what the action of an event adds.</summary>
    /// <param name="row">The event.</param>
    /// <param name="detail">The detail (<see cref="BlockEvent.Detail"/>).</param>
    /// <param name="device">The source device of an A event.</param>
    /// <returns>False where the event has none.</returns>
    public bool TryGetDetail(int row, out long detail, out ushort device)
    {
        int at = DetailRow.BinarySearch(row);
        detail = at < 0 ? 0 : _detail[at];
        device = at < 0 ? (ushort)0 : _detailDevice[at];
        return at >= 0 || (ErrorsRecorded && Action[row] is (BlockAction.Complete or BlockAction.Requeue));
    }

    private void AddDetail(int row, long detail, ushort device)
    {
        if (_details == _detailRow.Length)
        {
            ResizeDetails(Math.Max(256, _details + (_details / 2)));
        }

        _detailRow[_details] = row;
        _detail[_details] = detail;
        _detailDevice[_details] = device;
        _details++;
    }

    private void Grow() => Resize(Math.Max(1024, Count + (Count / 2)));
}
