using System.Numerics;
using System.Runtime.CompilerServices;
using NotebookKit.Formats;

namespace NotebookKit.Blocks;

/// <summary>Follows each I/O through its events as <see cref="BlockMatcher"/> does, and counts and forgets it at its end.</summary>
/// <remarks>
/// Most I/Os of most traces go straight: Q, G, I, D, C under one key. They are followed in a small table of their own. At the first event
/// that is anything else the matcher takes the I/O over, as far as it came, so that its rules alone decide about all that is not ordinary.
/// </remarks>
internal sealed class StreamedMatcher : IAside
{
    private readonly BlockMatcher _matcher = new();
    private readonly StraightTable _straight = new();
    private readonly PhaseQueue _phases;
    private readonly int _rowsBetweenDrops;
    private StreamedDevice[] _devices = [];
    private bool[] _counted = [];
    private int _dropAt;

    /// <summary>Creates it.</summary>
    /// <param name="phases">Gets the times of each I/O.</param>
    /// <param name="rowsBetweenDrops">Finished rows of the matcher are dropped once there
    /// are twice as many rows as were in flight and this many more.</param>
    public StreamedMatcher(PhaseQueue phases, int rowsBetweenDrops)
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
        Reserve(events);
        CountActions(events);
        if (_matcher.HasGaps)
        {
            // The matcher's rules alone know what lost events mean.
            SettleAll();
        }

        Follow(events);
        _matcher.CountOutOfOrder(events);
        if (_matcher.Held >= _dropAt)
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
        Array.ForEach(_devices, device => device.End());
    }

    /// <inheritdoc/>
    public void Settle(ulong key)
    {
        int slot = _straight.AtPlaceOf(key);
        if (_straight[slot].Key == key && slot != StraightTable.None)
        {
            HandOver(slot);
        }
    }

    /// <inheritdoc/>
    public void SettleAll()
    {
        for (int place = 0; _straight.Count > 0 && _straight.Next(ref place) is not StraightTable.None and var slot; )
        {
            HandOver(slot);
        }
    }

    private void HandOver(int slot)
    {
        _matcher.Adopt(_straight[slot]);
        _straight.Remove(slot);
    }

    private void Reserve(BlockEvents events)
    {
        _matcher.Begin(events);
        int known = _devices.Length;
        if (known < events.Devices.Count)
        {
            Array.Resize(ref _devices, events.Devices.Count);
            for (int device = known; device < _devices.Length; device++)
            {
                _devices[device] = new StreamedDevice(new DevicePhases(_phases, device));
            }
        }
    }

    private void CountActions(BlockEvents events)
    {
        ReadOnlySpan<ushort> device = events.Device;
        while (!device.IsEmpty)
        {
            // Events come in runs of one device.
            int run = device.IndexOfAnyExcept(device[0]);
            run = run < 0 ? device.Length : run;
            _devices[device[0]].CountActions(events.Action.Slice(events.Count - device.Length, run));
            device = device[run..];
        }
    }

    private unsafe void Follow(BlockEvents events)
    {
        unchecked
        {
            long bios = 0;
            long requests = 0;
            int of = -1;
            StreamedDevice device = null!;
            StraightTable straight = _straight;
            bool whole = !_matcher.HasGaps;
            fixed (
                long* times = events.TimeNsColumn,
                    sectorColumn = events.SectorColumn
            )
            fixed (uint* lengths = events.SectorsColumn)
            fixed (ushort* devices = events.DeviceColumn)
            fixed (Rwbs* flags = events.RwbsColumn)
            fixed (BlockAction* actions = events.ActionColumn)
            {
                int count = events.Count;
                for (int i = 0; i < count; i++)
                {
                    if (devices[i] != of)
                    {
                        of = devices[i];
                        device = _devices[of];
                    }

                    BlockAction action = actions[i];
                    long now = times[i];
                    Rwbs rwbs = flags[i];
                    if (action == BlockAction.Remap && (rwbs & Rwbs.Passthrough) == 0)
                    {
                        // It tells a bio's parent, which is not asked for here.
                        continue;
                    }

                    uint sectors = lengths[i];
                    long sector = sectorColumn[i];
                    bool ordinary = whole & IsOrdinary(now, sector, sectors, rwbs);
                    ulong key = OutstandingTable.Key(of, OperationClass.Of(rwbs), sector);
                    int slot = straight.AtPlaceOf(key);
                    ref StraightIo io = ref straight[slot];
                    bool found = ordinary & io.Key == key;
                    if (found && now - io.BeganNs > BlockMatcher.AbandonAfterNs)
                    {
                        // The matcher's rules decide whether it is lost.
                        HandOver(slot);
                        io = ref straight[StraightTable.None];
                        found = false;
                    }

                    switch (action)
                    {
                        case BlockAction.Queue:
                            if ((rwbs & Rwbs.Passthrough) == 0)
                            {
                                bios++;
                                if (sectors != 0)
                                {
                                    device.AddBio(sectors);
                                    device.Phases.Queued(now);
                                }
                            }

                            if (found || !ordinary || device.Splits || _matcher.Waits(key))
                            {
                                break;
                            }

                            _matcher.Queues[of] = true;
                            io = ref Begin(key, sectors, rwbs, now);
                            io.QueueNs = now;
                            io.Number = _matcher.TakeNumber(of);
                            io.HasBio = true;
                            continue;
                        case BlockAction.GetRequest:
                            if (found && io.HasBio && !io.Issued && io.GetNs < 0)
                            {
                                io.GetNs = now;
                                continue;
                            }

                            break;
                        case BlockAction.Insert:
                            if (found ? io.Issued || io.InsertNs >= 0 : !ordinary || _matcher.Queues[of] || _matcher.Waits(key))
                            {
                                break;
                            }

                            // Where no Q is traced, an I/O begins here.
                            io = ref (found ? ref io : ref Begin(key, sectors, rwbs, now));
                            io.InsertNs = now;
                            continue;
                        case BlockAction.Issue:
                            if (
                                (
                                    found
                                        ? io.Issued || (io.HasBio ? io.Sectors != sectors : _matcher.Queues[of])
                                        : !ordinary || _matcher.Queues[of] || _matcher.Waits(key)
                                )
                                || _matcher.InFlight(key)
                                || (found && BlockMatcher.EndsWithFlush(io.Rwbs, rwbs))
                            )
                            {
                                break;
                            }

                            // Or here, where no I is traced either.
                            _matcher.Issues[of] = true;
                            io = ref (found ? ref io : ref Begin(key, sectors, rwbs, now));
                            io.Sectors = sectors;
                            io.IssueNs = now;
                            io.Issued = true;
                            continue;
                        case BlockAction.Complete:
                            if (!found || io.Sectors != sectors || !(io.Issued || IsBio(io)))
                            {
                                break;
                            }

                            device.Phases.Finished(io, now);
                            _matcher.Completed(of, io.IssueNs, io.QueueNs);
                            if (io.Issued)
                            {
                                requests++;
                                device.AddRequest(sectors, io.HasBio ? 1 : 0, requeues: 0);
                            }

                            straight.Remove(slot);
                            continue;
                        case BlockAction.Plug or BlockAction.Unplug or BlockAction.UnplugTimer or BlockAction.Message:
                            continue;
                        case BlockAction.Split:
                            device.Splits = true;
                            break;
                    }

                    Settle(key);
                    _matcher.Follow(Event(events, i));
                }
            }

            Bios += bios;
            Requests += requests;
        }
    }

    // A time, a sector that is its key's own, a length, no passthrough, and no zone append or
    // reset (operations from 8 on): each is a sign bit, so that one test tells all of them.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsOrdinary(long timeNs, long sector, uint sectors, Rwbs rwbs)
    {
        unchecked
        {
            const long LastSector = (long)OutstandingTable.NoSectorOfKey - 1;
            long passthrough = (long)(ulong)rwbs << BitOperations.LeadingZeroCount((ulong)Rwbs.Passthrough);
            long ofZone = (long)(ulong)rwbs << BitOperations.LeadingZeroCount((ulong)Rwbs.ZoneAppend);
            return (timeNs | sector | (LastSector - sector) | (sectors - 1L) | passthrough | ofZone) >= 0;
        }
    }

    // Whether an I/O that was not issued can complete all the same, as the bio of a device that has no requests.
    private bool IsBio(in StraightIo io) => io.GetNs < 0 && io.InsertNs < 0 && !_matcher.Issues[io.Device] && !_matcher.InFlight(io.Key);

    private ref StraightIo Begin(ulong key, uint sectors, Rwbs rwbs, long nowNs)
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
        io.QueueNs = io.GetNs = io.InsertNs = NotebookKit.Bios.None;
        io.BeganNs = nowNs;
        io.Sectors = sectors;
        io.Rwbs = rwbs;
        io.HasBio = io.Issued = false;
        return ref io;
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

    private void Drop()
    {
        _matcher.GiveUpLost();
        TakeFinished(everything: false);
        ReadOnlySpan<int> moved = _matcher.DropDone();
        for (int row = 0; row < moved.Length; row++)
        {
            if (moved[row] >= 0)
            {
                _counted[moved[row]] = _counted[row];
            }
        }

        Array.Clear(_counted, _matcher.Requests.Count, _counted.Length - _matcher.Requests.Count);
        _dropAt = (2 * _matcher.Held) + _rowsBetweenDrops;
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
            if ((everything || !BlockMatcher.IsOpen(bioDone[row])) && bios.SectorsColumn[row] > 0)
            {
                _devices[bios.DeviceColumn[row]].Phases.Finished(bios, row, requests);
            }
        }

        ReadOnlySpan<long> done = requests.CompleteNs;
        for (int row = 0; row < done.Length; row++)
        {
            if (_counted[row] || (BlockMatcher.IsOpen(done[row]) && !everything))
            {
                continue;
            }

            _counted[row] = true;
            Requests++;
            StreamedDevice device = _devices[requests.DeviceColumn[row]];
            device.AddRequest(requests.SectorsColumn[row], requests.BiosColumn[row], requests.RequeuesColumn[row]);
            device.Phases.Finished(requests, row);
        }
    }
}
