using NotebookKit.Formats;

namespace NotebookKit.Blocks;

/// <summary>Follows each I/O through its events as <see cref="BlockMatcher"/> does, and counts and forgets it at its end.</summary>
/// <remarks>
/// Most I/Os of most traces go straight: Q, G, I, D, C under one key. They are followed in a small table of their own. At the first event that
/// is anything else the matcher takes the I/O over, as far as it came, so that its rules alone decide about all that is not ordinary.
/// </remarks>
internal sealed class StreamedMatcher : IAside
{
    private readonly BlockMatcher _matcher = new();
    private readonly StraightTable _straight = new();
    private readonly StreamedPhases _phases;
    private readonly List<StreamedDevice> _devices = [];
    private readonly int _rowsBetweenDrops;
    private bool[] _counted = [];
    private int _dropAt;
    private long _lastNs = long.MinValue;

    /// <summary>Creates it.</summary>
    /// <param name="phases">Gets the times of each I/O.</param>
    /// <param name="rowsBetweenDrops">Finished rows of the matcher are dropped once there are twice as many rows as were in flight and this many more.</param>
    public StreamedMatcher(StreamedPhases phases, int rowsBetweenDrops)
    {
        _phases = phases;
        _dropAt = _rowsBetweenDrops = rowsBetweenDrops;
        _matcher.Beside(this);
    }

    /// <summary>Number of bios, flushes included.</summary>
    public long Bios { get; private set; }

    /// <summary>Number of requests that were counted, flushes included.</summary>
    public long Requests { get; private set; }

    /// <summary>What could not be paired.</summary>
    public Unmatched Unmatched => _matcher.Unmatched;

    /// <summary>What was counted of each device.</summary>
    public IReadOnlyList<StreamedDevice> Devices => _devices;

    /// <summary>Follows the events of a chunk.</summary>
    public void Add(BlockEvents events)
    {
        _matcher.Begin(events);
        _phases.Reserve(events.Devices.Count);
        while (_devices.Count < events.Devices.Count)
        {
            _devices.Add(new StreamedDevice());
        }

        CountActions(events);
        FollowAll(events);
        if (_matcher.Bios.Count + _matcher.Requests.Count >= _dropAt)
        {
            Drop();
        }
    }

    /// <summary>Counts what never ended. Call once, after the last chunk.</summary>
    public void End()
    {
        SettleAll();
        _matcher.Finish();
        TakeFinished(everything: true);
        _devices.ForEach(device => device.End());
    }

    /// <inheritdoc/>
    public void Settle(ulong key)
    {
        int slot = _straight.Find(key);
        if (slot != StraightTable.None)
        {
            HandOver(slot);
        }
    }

    /// <inheritdoc/>
    public void SettleAll()
    {
        if (_straight.Count > 0)
        {
            Array.ForEach(_straight.Slots(), HandOver);
        }
    }

    private void HandOver(int slot)
    {
        _matcher.Adopt(_straight[slot]);
        _straight.Remove(slot);
    }

    private void CountActions(BlockEvents chunk)
    {
        ReadOnlySpan<ushort> device = chunk.Device;
        ReadOnlySpan<BlockAction> action = chunk.Action;
        for (int i = 0; i < device.Length;)
        {
            // Events come in runs of one device.
            int of = device[i];
            long[] counts = _devices[of].Actions;
            for (; i < device.Length && device[i] == of; i++)
            {
                counts[(int)action[i]]++;
            }
        }
    }

    private unsafe void FollowAll(BlockEvents events)
    {
        long last = _lastNs;
        long backwards = 0;
        fixed (long* time = events.TimeNsColumn, sector = events.SectorColumn)
        fixed (uint* sectors = events.SectorsColumn)
        fixed (ushort* device = events.DeviceColumn)
        fixed (Rwbs* rwbs = events.RwbsColumn)
        fixed (BlockAction* action = events.ActionColumn)
        {
            for (int i = 0; i < events.Count; i++)
            {
                long now = time[i];
                backwards += now < last ? 1 : 0;
                last = now;
                bool ordinary = sectors[i] != 0 && unchecked((ulong)sector[i]) < OutstandingTable.NoSectorOfKey && (rwbs[i] & Rwbs.Passthrough) == 0 && now >= 0;
                ulong key = OutstandingTable.Key(device[i], OperationClass.Of(rwbs[i]), sector[i]);
                bool taken = false;
                switch (action[i])
                {
                    case BlockAction.Queue:
                        taken = Queue(now, device[i], sector[i], sectors[i], rwbs[i], key, ordinary);
                        break;
                    case BlockAction.GetRequest:
                        taken = ordinary && Get(now, key);
                        break;
                    case BlockAction.Insert:
                        taken = ordinary && Insert(now, device[i], sector[i], sectors[i], rwbs[i], key);
                        break;
                    case BlockAction.Issue:
                        taken = ordinary && Issue(now, device[i], sector[i], sectors[i], rwbs[i], key);
                        break;
                    case BlockAction.Complete:
                        taken = ordinary && Complete(now, device[i], sectors[i], key);
                        break;
                    case BlockAction.Remap:
                        // It tells a bio's parent, which is not asked for here.
                        taken = (rwbs[i] & Rwbs.Passthrough) == 0;
                        break;
                    case BlockAction.Split:
                        _devices[device[i]].Splits = true;
                        break;
                    case BlockAction.Plug or BlockAction.Unplug or BlockAction.UnplugTimer or BlockAction.Message:
                        taken = true;
                        break;
                }

                if (!taken)
                {
                    Settle(key);
                    _matcher.Follow(Event(events, i));
                }
            }
        }

        _lastNs = last;
        Unmatched.OutOfOrder += backwards;
    }

    // What the matcher's rules ask of an event.
    private static BlockEvent Event(BlockEvents events, int row)
    {
        var e = new BlockEvent
        {
            Action = events.ActionColumn[row],
            TimeNs = events.TimeNsColumn[row],
            Sector = events.SectorColumn[row],
            Sectors = events.SectorsColumn[row],
            Device = events.DeviceColumn[row],
            Rwbs = events.RwbsColumn[row],
            Cpu = events.CpuColumn[row],
        };
        if (e.Action is BlockAction.Split or BlockAction.Complete)
        {
            e.HasDetail = events.TryGetDetail(row, out long detail, out ushort device);
            e.Detail = detail;
            e.DetailDevice = device;
        }

        return e;
    }

    private bool Queue(long now, ushort device, long sector, uint sectors, Rwbs rwbs, ulong key, bool ordinary)
    {
        if ((rwbs & Rwbs.Passthrough) != 0)
        {
            return false;
        }

        Bios++;
        if (sectors == 0)
        {
            return false;
        }

        StreamedDevice counts = _devices[device];
        counts.AddBio(sectors);
        _phases.Queued(device, now);
        if (!ordinary || counts.Splits || _straight.Find(key) != StraightTable.None || _matcher.Waits(key))
        {
            return false;
        }

        _matcher.Queues[device] = true;
        ref StraightIo io = ref Begin(key, sector, sectors, device, rwbs);
        io.QueueNs = now;
        io.GetNs = io.InsertNs = Blocks.Bios.None;
        io.Number = _matcher.TakeNumber(device);
        io.HasBio = true;
        io.Issued = false;
        return true;
    }

    private bool Get(long now, ulong key)
    {
        int slot = _straight.Find(key);
        if (slot == StraightTable.None)
        {
            return false;
        }

        ref StraightIo io = ref _straight[slot];
        if (io.Issued || !io.HasBio || io.GetNs >= 0)
        {
            return false;
        }

        io.GetNs = now;
        return true;
    }

    private bool Insert(long now, ushort device, long sector, uint sectors, Rwbs rwbs, ulong key)
    {
        int slot = _straight.Find(key);
        if (slot == StraightTable.None)
        {
            return !_matcher.Queues[device] && !_matcher.Waits(key) && InsertFirst(now, device, sector, sectors, rwbs, key);
        }

        ref StraightIo io = ref _straight[slot];
        if (io.Issued || io.InsertNs >= 0)
        {
            return false;
        }

        io.InsertNs = now;
        return true;
    }

    // No Q is traced.
    private bool InsertFirst(long now, ushort device, long sector, uint sectors, Rwbs rwbs, ulong key)
    {
        ref StraightIo io = ref Begin(key, sector, sectors, device, rwbs);
        io.QueueNs = io.GetNs = Blocks.Bios.None;
        io.InsertNs = now;
        io.HasBio = io.Issued = false;
        return true;
    }

    private bool Issue(long now, ushort device, long sector, uint sectors, Rwbs rwbs, ulong key)
    {
        if (_matcher.AnyRequeued || _matcher.InFlight(key))
        {
            return false;
        }

        int slot = _straight.Find(key);
        if (slot == StraightTable.None)
        {
            return !_matcher.Queues[device] && !_matcher.Waits(key) && IssueFirst(now, device, sector, sectors, rwbs, key);
        }

        ref StraightIo io = ref _straight[slot];
        if (io.Issued || (io.HasBio ? io.Sectors != sectors : _matcher.Queues[device]))
        {
            return false;
        }

        _matcher.Issues[device] = true;
        io.Sectors = sectors;
        io.IssueNs = now;
        io.Issued = true;
        return true;
    }

    // Neither Q nor I is traced.
    private bool IssueFirst(long now, ushort device, long sector, uint sectors, Rwbs rwbs, ulong key)
    {
        _matcher.Issues[device] = true;
        ref StraightIo io = ref Begin(key, sector, sectors, device, rwbs);
        io.QueueNs = io.GetNs = io.InsertNs = Blocks.Bios.None;
        io.IssueNs = now;
        io.HasBio = false;
        io.Issued = true;
        return true;
    }

    private bool Complete(long now, ushort device, uint sectors, ulong key)
    {
        int slot = _straight.Find(key);
        if (slot == StraightTable.None)
        {
            return false;
        }

        ref StraightIo io = ref _straight[slot];
        if (io.Sectors != sectors || (!io.Issued && (io.GetNs >= 0 || io.InsertNs >= 0 || _matcher.Issues[device] || _matcher.InFlight(key))))
        {
            return false;
        }

        _phases.Finished(io, now);
        if (io.Issued)
        {
            Requests++;
            _devices[device].AddRequest(sectors, io.HasBio ? 1 : 0, requeues: 0);
        }

        _straight.Remove(slot);
        return true;
    }

    private ref StraightIo Begin(ulong key, long sector, uint sectors, ushort device, Rwbs rwbs)
    {
        int other = _straight.AtPlaceOf(key);
        if (other != StraightTable.None)
        {
            HandOver(other);
        }
        else if (_straight.Full)
        {
            SettleAll();
        }

        ref StraightIo io = ref _straight[_straight.Add(key)];
        io.Sector = sector;
        io.Sectors = sectors;
        io.Device = device;
        io.Rwbs = rwbs;
        return ref io;
    }

    private void Drop()
    {
        TakeFinished(everything: false);
        ReadOnlySpan<int> moved = _matcher.Drop();
        for (int row = 0; row < moved.Length; row++)
        {
            if (moved[row] >= 0)
            {
                _counted[moved[row]] = _counted[row];
            }
        }

        Array.Clear(_counted, _matcher.Requests.Count, _counted.Length - _matcher.Requests.Count);
        _dropAt = (2 * (_matcher.Bios.Count + _matcher.Requests.Count)) + _rowsBetweenDrops;
    }

    private void TakeFinished(bool everything)
    {
        Requests requests = _matcher.Requests;
        if (_counted.Length < requests.Count)
        {
            Array.Resize(ref _counted, requests.Count * 2);
        }

        Bios bios = _matcher.Bios;
        ReadOnlySpan<long> bioDone = bios.CompleteNs;
        for (int row = 0; row < bioDone.Length; row++)
        {
            if ((everything || bioDone[row] >= 0) && bios.SectorsColumn[row] > 0)
            {
                _devices[bios.DeviceColumn[row]].Rows.Add(row);
            }
        }

        for (int device = 0; device < _devices.Count; device++)
        {
            _phases.Finished(bios, requests, _devices[device].Rows.AsSpan(), device);
            _devices[device].Rows.Clear();
        }

        ReadOnlySpan<long> done = requests.CompleteNs;
        for (int row = 0; row < done.Length; row++)
        {
            if (_counted[row] || (done[row] < 0 && !everything))
            {
                continue;
            }

            _counted[row] = true;
            Requests++;
            StreamedDevice device = _devices[requests.DeviceColumn[row]];
            device.AddRequest(requests.SectorsColumn[row], requests.BiosColumn[row], requests.RequeuesColumn[row]);
            if (requests.SectorsColumn[row] > 0)
            {
                device.Rows.Add(row);
            }
        }

        for (int device = 0; device < _devices.Count; device++)
        {
            _phases.Finished(requests, _devices[device].Rows.AsSpan(), device);
            _devices[device].Rows.Clear();
        }
    }
}
