using NotebookKit.Formats;

namespace NotebookKit.Blocks;

// From Q to the moment before D: what happens to a bio in front of the driver.
internal sealed partial class BlockMatcher
{
    private void Queue(in BlockEvent e, ulong key)
    {
        _queues[e.Device] = true;
        int bio = Bios.Add(e.TimeNs, e.Device, e.Sector, e.Sectors, e.Rwbs, e.Pid, e.Name);
        Bios.ParentColumn[bio] = _remaps.Parent(e.Cpu, e.Device, e.Sector);
        int slot = _pieces.Add(key, e.Sector, e.Sectors, bio, e.TimeNs, out int oldest);
        AbandonStale(oldest, slot, e.TimeNs);
        Remember(e.Device, slot, _recent.Take(e.Device));
    }

    private void AbandonStale(int oldest, int added, long nowNs)
    {
        if (oldest != added && nowNs - _pieces[oldest].QueueNs > AbandonAfterNs)
        {
            _pieces.Take(oldest);
            Lose(oldest);
            Unmatched.Abandoned++;
        }
    }

    private void Get(in BlockEvent e, ulong key)
    {
        int slot = Untaken(key, e);
        if (slot < 0)
        {
            Unexplained(e.Device);
            return;
        }

        ref Piece piece = ref _pieces[slot];
        piece.GetNs = e.TimeNs;
        TakenBy(piece.Bio, e.TimeNs, BioFate.OwnRequest);
    }

    private void Merge(in BlockEvent e, ulong key)
    {
        int slot = Untaken(key, e);
        if (slot < 0)
        {
            // Two requests merged (attempt_merge in block/blk-merge.c, traced as M since 5.12): the bios wait on under their own sectors.
            if (_pieces.First(key, e.Sector) < 0)
            {
                Unexplained(e.Device);
            }

            return;
        }

        _pieces[slot].MergeNs = e.TimeNs;
        TakenBy(_pieces[slot].Bio, e.TimeNs, e.Action == BlockAction.FrontMerge ? BioFate.FrontMerged : BioFate.BackMerged);
    }

    private int Untaken(ulong key, in BlockEvent e)
    {
        for (int slot = First(key, e.Sector, e.TimeNs); slot >= 0; slot = _pieces.After(slot))
        {
            ref Piece piece = ref _pieces[slot];
            if (piece.GetNs < 0 && piece.MergeNs < 0 && piece.Bio >= 0)
            {
                return slot;
            }
        }

        return -1;
    }

    private void TakenBy(int bio, long timeNs, BioFate fate)
    {
        if (Bios.TakenColumn[bio] < 0)
        {
            Bios.TakenColumn[bio] = timeNs;
        }

        if (Bios.FateColumn[bio] == BioFate.InFlight)
        {
            Bios.FateColumn[bio] = fate;
        }
    }

    private void Insert(in BlockEvent e, ulong key)
    {
        int slot = First(key, e.Sector, e.TimeNs);
        while (slot >= 0 && _pieces[slot].InsertNs >= 0)
        {
            slot = _pieces.After(slot);
        }

        if (slot < 0)
        {
            if (_queues[e.Device])
            {
                Unmatched.EventsWithoutQueue++;
            }

            // No Q is traced (perf with the rq events alone): the insert itself waits for its D.
            slot = _pieces.Add(key, e.Sector, e.Sectors, bio: -1, e.TimeNs, out int oldest);
            AbandonStale(oldest, slot, e.TimeNs);
        }

        _pieces[slot].InsertNs = e.TimeNs;
    }

    private void Split(in BlockEvent e, ulong key, int operation)
    {
        long at = e.Detail;
        if (at < 0)
        {
            Unexplained(e.Device);
            return;
        }

        if (at < e.Sector)
        {
            // blkparse prints the low 32 bits of the split sector.
            at |= e.Sector & ~0xFFFFFFFFL;
            at += at < e.Sector ? 1L << 32 : 0;
        }

        if (at == e.Sector)
        {
            _aside?.SettleAll();
        }

        int slot = at == e.Sector ? RecentAround(e.Device, operation, at) : First(key, e.Sector, e.TimeNs);
        while (slot >= 0 && at != e.Sector && (_pieces[slot].Bio < 0 || _pieces[slot].GetNs >= 0 || _pieces[slot].End <= at))
        {
            slot = _pieces.After(slot);
        }

        if (slot < 0)
        {
            Unexplained(e.Device);
            return;
        }

        int bio = _pieces[slot].Bio;
        Bios.SplitsColumn[bio] = (ushort)Math.Min(Bios.SplitsColumn[bio] + 1, ushort.MaxValue);
        if (Bios.FateColumn[bio] == BioFate.InFlight)
        {
            Bios.FateColumn[bio] = BioFate.Split;
        }

        SplitOff(slot, at, e.Device, operation);
    }

    /// <summary>Shortens a waiting piece to end at a sector; the rest waits as a piece of its own.</summary>
    private void SplitOff(int slot, long at, ushort device, int operation)
    {
        uint rest = (uint)(_pieces[slot].End - at);
        _pieces[slot].Length -= rest;
        _aside?.Settle(OutstandingTable.Key(device, operation, at));
        int added = _pieces.Add(OutstandingTable.Key(device, operation, at), at, rest, _pieces[slot].Bio, _pieces[slot].QueueNs, out _);
        _pieces[added].Link = slot;
        Remember(device, added, _recent.Take(device));
    }

    private void Remap(in BlockEvent e, int operation)
    {
        int parent = e.HasDetail && e.Detail >= 0 && _queues[e.DetailDevice] ? BioAround(e, operation) : Bios.None;
        _remaps.Set(e.Cpu, e.Device, e.Sector, parent);
    }

    // The bio above that holds the sector which an A names. A mapping that cuts need not tell where (md's raid0 maps parts of a bio that no
    // X ever split): then it is the bio that was mapped last on this CPU, in one go with this part, or one of the latest of its device.
    private int BioAround(in BlockEvent remap, int operation)
    {
        int slot = First(OutstandingTable.Key(remap.DetailDevice, operation, remap.Detail), remap.Detail, remap.TimeNs);
        if (slot >= 0)
        {
            return _pieces[slot].Bio;
        }

        int last = _remaps.Last(remap.Cpu);
        if (
            last >= 0
            && Bios.DeviceColumn[last] == remap.DetailDevice
            && OperationClass.Of(Bios.RwbsColumn[last]) == operation
            && IsOpen(Bios.CompleteColumn[last])
            && remap.Detail > Bios.SectorColumn[last]
            && remap.Detail - Bios.SectorColumn[last] < Bios.SectorsColumn[last]
        )
        {
            return last;
        }

        slot = RecentAround(remap.DetailDevice, operation, remap.Detail);
        return slot < 0 ? Bios.None : _pieces[slot].Bio;
    }

    private void Remember(int device, int slot, long number)
    {
        _pieces[slot].Number = number;
        _recent.Remember(device, slot, number);
    }

    private int RecentAround(int device, int operation, long at)
    {
        for (int back = 1; back <= RecentPieces.Window; back++)
        {
            int slot = _recent.Before(device, back, out long number);
            ref Piece piece = ref _pieces[slot];
            if (
                piece.Number == number
                && piece.Waiting
                && piece.Bio >= 0
                && piece.Start < at
                && at < piece.End
                && piece.Key == OutstandingTable.Key(device, operation, piece.Start)
            )
            {
                return slot;
            }
        }

        return -1;
    }

    private void Unexplained(int device) => Unmatched.EventsWithoutQueue += _queues[device] ? 1 : 0;
}
