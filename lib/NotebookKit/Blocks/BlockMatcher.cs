using NotebookKit.Formats;
using NotebookKit.Stats;

namespace NotebookKit.Blocks;

/// <summary>Follows each I/O through its events: one pass, in time order, chunk by chunk if need be.</summary>
/// <remarks>
/// <para>A bio waits under (device, operation, first sector) from Q until a D covers its sectors; a request waits the same way from
/// D until C. Bios of equal sectors are served in order of arrival. An X leaves two pieces that wait on their own; a C may complete a
/// part of a request; an R sends it back to be issued again. A C that no request explains completes the bios it covers, which is how
/// device-mapper reports. What finds no partner is counted in <see cref="Unmatched"/>.</para>
/// <para>Memory is that of the rows in <see cref="Bios"/> and <see cref="Requests"/> plus what is outstanding. To follow a capture of
/// any length in bounded memory, read the finished rows after each chunk and call <see cref="DropFinished"/>.</para>
/// </remarks>
internal sealed partial class BlockMatcher
{
    /// <summary>
    /// After this time an I/O whose sectors are asked for again counts as never completed: 60 s, twice the kernel's default
    /// request timeout (/sys/block/*/queue/io_timeout, 30000 ms). Otherwise one lost event would shift every later pair of its sector.
    /// </summary>
    public const long AbandonAfterNs = 60_000_000_000;

    /// <summary>
    /// A completion belongs to the younger of two requests on the same sectors where that one
    /// was issued more than this later: 1 s. Pages are locked while they are read or written, so
    /// two such requests are in flight together for moments at most; the older one's C was lost.
    /// </summary>
    public const long LostAfterNs = NsIn.WholeSecond;

    /// <summary>
    /// How many I/Os may be in flight where finished rows are dropped: 262,144, twice 128 hardware queues of 1,023 requests. Of more, the
    /// oldest count as never completed, down to half as many.
    /// </summary>
    public const int MostInFlight = 1 << 18;

    private readonly PieceTable _pieces = new();
    private readonly OutstandingTable _issued = new();
    private readonly OutstandingTable _requeued = new();
    private readonly RemapTrail _remaps = new();
    private bool[] _queues = new bool[16];
    private bool[] _issues = new bool[16];
    private readonly RecentPieces _recent = new();
    private DeviceTable _table = new();
    private long _lastNs = long.MinValue;
    private int[] _newRequest = [];
    private int[] _newBio = [];

    /// <summary>The bios, one row a Q.</summary>
    public Bios Bios { get; } = new();

    /// <summary>The requests, one row a D (a requeued request keeps its row).</summary>
    public Requests Requests { get; } = new();

    /// <summary>What could not be paired so far; what is in flight is added by <see cref="Finish"/>.</summary>
    public Unmatched Unmatched { get; } = new();

    internal TraceLabels? Labels { get; private set; }

    /// <summary>Where the bios' plugs were flushed; null where nobody asked for it.</summary>
    internal PlugMarks? PlugMarks { get; init; }

    /// <summary>Follows the events of a chunk. All chunks share one device table and one name table.</summary>
    /// <param name="events">The events, in the order of the trace.</param>
    public unsafe void Add(BlockEvents events)
    {
        ArgumentNullException.ThrowIfNull(events);
        Begin(events);
        ReadOnlySpan<int> detailRow = events.DetailRow;
        int detail = 0;
        int nextDetail = detailRow.IsEmpty ? -1 : detailRow[0];
        BlockEvent e = default;
        fixed (
            long* time = events.TimeNsColumn,
                sector = events.SectorColumn
        )
        fixed (uint* sectors = events.SectorsColumn)
        fixed (int* pid = events.PidColumn)
        fixed (
            ushort* device = events.DeviceColumn,
                cpu = events.CpuColumn,
                name = events.NameColumn
        )
        fixed (Rwbs* rwbs = events.RwbsColumn)
        fixed (BlockAction* action = events.ActionColumn)
        {
            for (int i = 0; i < events.Count; i++)
            {
                e.Action = action[i];
                e.TimeNs = time[i];
                e.Rwbs = rwbs[i];
                e.Sector = sector[i];
                e.Sectors = sectors[i];
                e.Device = device[i];

                // What happens to a request under way needs no more of the event.
                if (e.Action is BlockAction.GetRequest or BlockAction.Insert && e.Sectors > 0 && (e.Rwbs & Rwbs.Passthrough) == 0)
                {
                    ulong key = OutstandingTable.Key(e.Device, OperationClass.Of(e.Rwbs), e.Sector);
                    if (e.Action == BlockAction.GetRequest)
                    {
                        Get(e, key);
                    }
                    else
                    {
                        Insert(e, key);
                    }

                    continue;
                }

                e.Cpu = cpu[i];
                e.Pid = pid[i];
                e.Name = name[i];
                while (nextDetail >= 0 && nextDetail < i)
                {
                    detail++;
                    nextDetail = detail < detailRow.Length ? detailRow[detail] : -1;
                }

                e.HasDetail = i == nextDetail;
                e.Detail = e.HasDetail ? events.Detail[detail] : 0;
                e.DetailDevice = e.HasDetail ? events.DetailDevice[detail] : (ushort)0;
                Follow(e);
            }
        }

        CountOutOfOrder(events);
    }

    /// <summary>Counts the events of a chunk that lie before the one in front of them.</summary>
    internal void CountOutOfOrder(BlockEvents events)
    {
        long backwards = TimeOrder.CountBackwards(events.TimeNs, _lastNs);
        Unmatched.OutOfOrder += backwards;
        Unmatched.IsFarOutOfOrder =
            Unmatched.IsFarOutOfOrder || (backwards > 0 && TimeOrder.StepsBack(events.TimeNs, _lastNs, Unmatched.FarNs));
        _lastNs = events.Count > 0 ? events.TimeNs[^1] : _lastNs;
        PassTo(events);
    }

    /// <summary>Makes room for what a chunk names.</summary>
    internal void Begin(BlockEvents events)
    {
        Labels ??=
            Bios.Labels =
            Requests.Labels =
                new TraceLabels(events.Devices, events.Names, events.Count == 0 ? 0 : events.TimeNs[0], Unmatched);
        _table = events.Devices;
        Reserve(events.Devices.Count);
        NoteGaps(events);
    }

    /// <summary>Makes room for so many times the rows that there are: columns that grow
    /// are copied over and over. What no row reaches costs nothing.</summary>
    internal void Reserve(double times)
    {
        const int Most = 1 << 28;
        Bios.Reserve((int)Math.Min(Most, Bios.Count * times));
        Requests.Reserve((int)Math.Min(Most, Requests.Count * times));
    }

    /// <summary>Has memory given to the rows to come, where many are there already: a
    /// third of the time of who adds them went into it.</summary>
    internal void Ready()
    {
        const int Ahead = 1 << 16;
        const int Many = 1 << 18;
        if (Bios.Count + Requests.Count > Many)
        {
            Bios.Ready(Ahead);
            Requests.Ready(Ahead);
        }
    }

    /// <summary>Gives back what only the following needs: nothing may be added any more.</summary>
    internal void EndForGood()
    {
        Bios.LeftColumn = [];
        (Requests.LeftColumn, Requests.PieceColumn) = ([], []);
    }

    /// <summary>Counts what is still in flight. Call once, after the last chunk.</summary>
    public void Finish()
    {
        GiveUpLost(_lastNs);
        EndFlushed(long.MaxValue);
        for (int row = 0; row < Requests.Count; row++)
        {
            bool lost = Requests.CompleteColumn[row] == Bios.GivenUp;
            Unmatched.RequestsInFlightAtEnd += Requests.CompleteColumn[row] < 0 && !lost ? 1 : 0;
            Requests.CompleteColumn[row] = lost ? Bios.None : Requests.CompleteColumn[row];
        }

        Bios.CompleteColumn.AsSpan(0, Bios.Count).Replace(Bios.GivenUp, Bios.None);
        Bios.CompleteColumn.AsSpan(0, Bios.Count).Replace(Bios.GivenUpInPart, Bios.None);

        // The pieces of a split bio need not lie side by side.
        var seen = new bool[Bios.Count];
        for (int slot = 0; slot < _pieces.Slots; slot++)
        {
            ref Piece piece = ref _pieces[slot];
            if (piece.Waiting && piece.Bio >= 0 && !seen[piece.Bio])
            {
                seen[piece.Bio] = true;
                Unmatched.BiosInFlightAtEnd++;
            }
        }
    }

    /// <summary>Drops the rows of everything that has completed; what is in flight keeps its rows, under new numbers.</summary>
    /// <remarks>A request that has completed stays while a split bio that it was the first request of is in flight.</remarks>
    public void DropFinished() => Drop();

    /// <summary>Drops finished rows.</summary>
    /// <returns>The new number of each request's row; -1 where it was dropped. Valid until the next call.</returns>
    internal ReadOnlySpan<int> Drop()
    {
        GiveUpLost();
        return DropDone();
    }

    /// <summary>Gives up what is lost by now: it is finished then, and its row can be dropped.</summary>
    internal void GiveUpLost()
    {
        GiveUpLost(_passedNs);
        GiveUpOldest();
    }

    /// <summary>Number of rows and of pieces that wait, which tells how much is held in memory.</summary>
    internal int Held => Bios.Count + Requests.Count + _pieces.Waiting;

    /// <summary>As <see cref="Drop"/>, where nothing is given up in between.</summary>
    internal ReadOnlySpan<int> DropDone()
    {
        Span<int> newRequest = Scratch(ref _newRequest, Requests.Count);
        for (int row = 0; row < newRequest.Length; row++)
        {
            newRequest[row] = IsOpen(Requests.CompleteColumn[row]) ? 0 : -1;
        }

        Span<int> newBio = Scratch(ref _newBio, Bios.Count);
        int bios = 0;
        for (int row = 0; row < newBio.Length; row++)
        {
            newBio[row] = IsOpen(Bios.CompleteColumn[row]) ? bios++ : -1;
            if (newBio[row] >= 0 && Bios.RequestColumn[row] >= 0)
            {
                newRequest[Bios.RequestColumn[row]] = 0;
            }
        }

        int requests = 0;
        for (int row = 0; row < newRequest.Length; row++)
        {
            newRequest[row] = newRequest[row] < 0 ? -1 : requests++;
        }

        for (int slot = 0; slot < _pieces.Slots; slot++)
        {
            ref Piece piece = ref _pieces[slot];
            piece.Bio = piece.Bio < 0 ? -1 : newBio[piece.Bio];
        }

        _issued.Renumber(newRequest);
        _requeued.Renumber(newRequest);
        _remaps.Renumber(newBio);
        Requests.Compact(newRequest, requests);
        Bios.Compact(newBio, newRequest, bios);
        return newRequest;
    }

    /// <summary>Whether an I/O with this time of completion is still under way.</summary>
    internal static bool IsOpen(long completeNs) => completeNs < 0 && completeNs != Bios.GivenUp;

    private static Span<int> Scratch(ref int[] array, int length)
    {
        array = array.Length >= length ? array : new int[length * 2];
        return array.AsSpan(0, length);
    }

    /// <summary>Follows one event.</summary>
    internal void Follow(in BlockEvent e)
    {
        PlugMarks?.Take(e, Bios.Count);
        if ((e.Rwbs & Rwbs.Passthrough) != 0)
        {
            Unmatched.Passthrough += IsOfQueue(e.Action) ? 0 : 1;
            return;
        }

        if (e.Sectors == 0 && e.Action is not (BlockAction.Split or BlockAction.Remap))
        {
            if (!IsOfQueue(e.Action))
            {
                FollowZeroLength(e);
            }

            return;
        }

        int operation = OperationClass.Of(e.Rwbs);
        ulong key = OutstandingTable.Key(e.Device, operation, e.Sector);
        switch (e.Action)
        {
            case BlockAction.Queue:
                Queue(e, key);
                break;
            case BlockAction.GetRequest:
                Get(e, key);
                break;
            case BlockAction.Insert:
                Insert(e, key);
                break;
            case BlockAction.BackMerge or BlockAction.FrontMerge:
                Merge(e, key);
                break;
            case BlockAction.Issue:
                Issue(e, key, operation == OperationClass.ZoneAppend ? AppendKey(e.Device) : key, operation);
                break;
            case BlockAction.Complete:
                Complete(e, operation == OperationClass.ZoneAppend ? AppendKey(e.Device) : key, operation);
                break;
            case BlockAction.Requeue:
                Requeue(e, operation == OperationClass.ZoneAppend ? AppendKey(e.Device) : key);
                break;
            case BlockAction.Split:
                Split(e, key, operation);
                break;
            case BlockAction.Remap:
                Remap(e, operation);
                break;
        }
    }

    // What concerns a whole queue or no I/O at all.
    private static bool IsOfQueue(BlockAction action) =>
        action is BlockAction.Plug or BlockAction.Unplug or BlockAction.UnplugTimer or BlockAction.Message;

    private void Reserve(int devices)
    {
        if (devices > _queues.Length)
        {
            Array.Resize(ref _queues, devices * 2);
            Array.Resize(ref _issues, devices * 2);
        }

        _recent.Reserve(devices);
        ReserveYoungest(devices);
    }
}
