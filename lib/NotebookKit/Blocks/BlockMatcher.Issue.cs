using NotebookKit.Formats;

namespace NotebookKit.Blocks;

// From D to C.
internal sealed partial class BlockMatcher
{
    private void Issue(in BlockEvent e, ulong at, ulong key, int operation)
    {
        _issues[e.Device] = true;
        if (_requeued.Count > 0 && Reissue(e, key))
        {
            return;
        }

        int request = Requests.Add(e.TimeNs, e.Device, e.Sector, e.Sectors, e.Rwbs, e.Pid, e.Name);
        Collect(request, e, at, operation);
        int waiting = _issued.Add(key, request);
        if (waiting != request && e.TimeNs - Requests.IssueColumn[waiting] > AbandonAfterNs)
        {
            _issued.Remove(key, waiting);
            GiveUp(waiting);
        }
    }

    private bool Reissue(in BlockEvent e, ulong key)
    {
        GiveUpLost(_requeued, key, e);
        int request = ToBeDone(e.Sector, _requeued, _requeued.First(key));
        if (request < 0)
        {
            return false;
        }

        _requeued.Remove(key, request);
        Requests.IssueAgain(request, e.TimeNs);
        _issued.Add(key, request);
        return true;
    }

    /// <summary>Walks along the request's sectors and takes the pieces that wait there.</summary>
    private void Collect(int request, in BlockEvent e, ulong key, int operation)
    {
        long end = e.Sector + e.Sectors;
        long at = e.Sector;
        int tail = -1;
        while (at < end)
        {
            int slot = TakeFirst(at == e.Sector ? key : Settled(e.Device, operation, at), at, e.TimeNs);
            if (slot < 0)
            {
                break;
            }

            ref Piece piece = ref _pieces[slot];
            if (piece.Bio < 0)
            {
                // Only its insert was seen: it tells when, not which bios.
                Requests.InsertColumn[request] = Math.Max(Requests.InsertColumn[request], piece.InsertNs);
                _pieces.Free(slot);
                continue;
            }

            if (piece.End > end)
            {
                Unmatched.SplitsNotTraced++;
                SplitOff(slot, end, e.Device, operation);
                piece = ref _pieces[slot];
            }

            at = piece.End;
            Attach(request, slot, ref tail);
        }

        if (at < end && _queues[e.Device])
        {
            CollectBehindGap(request, e, at, operation, ref tail);
            Unmatched.IssuesWithoutQueue += tail < 0 ? 1 : 0;
            Unmatched.IssuesPartlyWithoutQueue += tail < 0 ? 0 : 1;
        }
    }

    // A Q was lost, or came before the trace began: the bios behind the gap are looked for one by one. A trace that lost so much that
    // thousands wait for nothing is not worth the time.
    private void CollectBehindGap(int request, in BlockEvent e, long from, int operation, ref int tail)
    {
        const int TooMany = 8192;
        const int TooLong = 16 * TooMany;
        _aside?.SettleAll();
        if (_pieces.Waiting > TooMany || _pieces.Slots > TooLong)
        {
            return;
        }

        var found = new List<int>();
        for (int slot = 0; slot < _pieces.Slots; slot++)
        {
            ref Piece piece = ref _pieces[slot];
            if (
                piece.Waiting
                && piece.Bio >= 0
                && piece.Length > 0
                && !IsLost(piece, e.TimeNs)
                && piece.Start >= from
                && piece.End <= e.Sector + e.Sectors
                && piece.Key == OutstandingTable.Key(e.Device, operation, piece.Start)
            )
            {
                found.Add(slot);
            }
        }

        foreach (int slot in found.OrderBy(slot => _pieces[slot].Start).ThenBy(slot => _pieces[slot].QueueNs))
        {
            // Of bios on the same sectors the request carries one.
            if (_pieces[slot].Start >= from)
            {
                from = _pieces[slot].End;
                _pieces.Take(slot);
                Attach(request, slot, ref tail);
            }
        }
    }

    /// <summary>Gives a piece that waits no more to a request.</summary>
    private void Attach(int request, int slot, ref int tail)
    {
        ref Piece piece = ref _pieces[slot];
        piece.Link = -1;
        if (tail < 0)
        {
            Requests.PieceColumn[request] = slot;
        }
        else
        {
            _pieces[tail].Link = slot;
        }

        tail = slot;
        Dispatched(request, ref piece);
    }

    private void Dispatched(int request, ref Piece piece)
    {
        Requests.GetColumn[request] = Math.Max(Requests.GetColumn[request], piece.GetNs);
        Requests.InsertColumn[request] = Math.Max(Requests.InsertColumn[request], piece.InsertNs);
        Requests.BiosColumn[request]++;
        if (Requests.QueueColumn[request] < 0 || piece.QueueNs < Requests.QueueColumn[request])
        {
            Requests.QueueColumn[request] = piece.QueueNs;
        }

        if (Bios.RequestColumn[piece.Bio] < 0)
        {
            Bios.RequestColumn[piece.Bio] = request;
        }

        if (Bios.FateColumn[piece.Bio] == BioFate.InFlight)
        {
            Bios.FateColumn[piece.Bio] = BioFate.Dispatched;
        }
    }

    private void Requeue(in BlockEvent e, ulong key)
    {
        GiveUpLost(_issued, key, e);
        int request = ToBeDone(e.Sector, _issued, _issued.First(key));
        if (request < 0)
        {
            Unmatched.RequeuesWithoutIssue++;
            return;
        }

        _issued.Remove(key, request);
        _requeued.Add(key, request);
        Requests.RequeuesColumn[request] = (ushort)Math.Min(Requests.RequeuesColumn[request] + 1, ushort.MaxValue);
    }

    private void Complete(in BlockEvent e, ulong key, int operation)
    {
        int place = _issued.Place(key);
        if (place >= 0 && e.TimeNs - Requests.IssueColumn[_issued.FirstAt(place)] > AbandonAfterNs)
        {
            GiveUpLost(_issued, key, e);
            place = _issued.Place(key);
        }

        int request = place < 0 ? -1 : IssuedFor(place, e);
        bool append = request < 0 && (request = AppendedBefore(e, operation, out place)) >= 0;
        if (request < 0)
        {
            CompleteBios(e, operation);
            return;
        }

        _issued.RemoveAt(place, request);
        if (CrossesGap(Requests.IssueColumn[request], e.TimeNs))
        {
            Unmatched.CompletionsWithoutIssue++;
            GiveUp(request);
            return;
        }

        Done(request, e.Device, e.Sectors, operation, append ? Requests.SectorColumn[request] : e.Sector, e.TimeNs, ErrorOf(e));
        if (append)
        {
            Requests.RwbsColumn[request] = AsAppend(Requests.RwbsColumn[request]);
        }
    }

    private static short ErrorOf(in BlockEvent e) => (short)(e.HasDetail ? Math.Clamp(e.Detail, short.MinValue, short.MaxValue) : 0);

    private void Done(int request, ushort device, uint sectors, int operation, long sector, long timeNs, short error)
    {
        if (error != 0)
        {
            Requests.ErrorColumn[request] = error;
        }

        uint left = Requests.LeftColumn[request];
        uint done = Math.Min(left, sectors);
        Requests.LeftColumn[request] = left - done;
        if (left == done)
        {
            Requests.CompleteColumn[request] = timeNs;
            Completed(device, Requests.IssueColumn[request], Requests.QueueColumn[request]);
        }
        else
        {
            // A partial completion: the rest of the request answers to the sector behind it (blk_update_request).
            _issued.Add(Settled(device, operation, sector + sectors), request);
        }

        CompletePieces(request, left == done ? long.MaxValue : sector + sectors, timeNs, error);
    }

    // Of requests on the same sectors the oldest completes first; but one that was issued long before another lost its C, and pairing it
    // would give that one's latency to every later request of the sectors.
    private int IssuedFor(int place, in BlockEvent e)
    {
        if (OperationClass.Of(e.Rwbs) == OperationClass.ZoneAppend)
        {
            return AppendFor(place, e);
        }

        int first = ToBeDone(e.Sector, _issued, _issued.FirstAt(place));
        int found = -1;
        for (int request = first; request >= 0; request = ToBeDone(e.Sector, _issued, _issued.After(request)))
        {
            if (
                Requests.LeftColumn[request] == e.Sectors
                && (found < 0 || Requests.IssueColumn[request] - Requests.IssueColumn[found] > LostAfterNs)
            )
            {
                found = request;
            }
        }

        return found < 0 ? first : found;
    }

    // All of a device stand under one key. Of those as long the one whose zone begins
    // nearest before where the drive wrote; of one zone the oldest.
    private int AppendFor(int place, in BlockEvent e)
    {
        int found = -1;
        for (int request = _issued.FirstAt(place); request >= 0; request = _issued.After(request))
        {
            if (
                Requests.SectorsColumn[request] == e.Sectors
                && Requests.SectorColumn[request] <= e.Sector
                && (found < 0 || Requests.SectorColumn[request] > Requests.SectorColumn[found])
            )
            {
                found = request;
            }
        }

        return found;
    }

    private static ulong AppendKey(int device) => OutstandingTable.Key(device, OperationClass.ZoneAppend, -1);

    // The first request from one on, of those under its key, that is to be done from a sector on: keys do not tell all sectors apart.
    private int ToBeDone(long sector, OutstandingTable table, int request)
    {
        while (request >= 0 && Requests.SectorColumn[request] + (Requests.SectorsColumn[request] - Requests.LeftColumn[request]) != sector)
        {
            request = table.After(request);
        }

        return request;
    }

    private void CompletePieces(int request, long end, long timeNs, short error)
    {
        int slot = Requests.PieceColumn[request];
        while (slot >= 0)
        {
            ref Piece piece = ref _pieces[slot];
            if (piece.End > end)
            {
                break;
            }

            int next = piece.Link;
            CompletePiece(slot, timeNs, error, request);
            slot = next;
        }

        Requests.PieceColumn[request] = slot;
    }

    private void CompletePiece(int slot, long timeNs, short error, int request = -1)
    {
        ref Piece piece = ref _pieces[slot];
        if (CrossesGap(piece.QueueNs, timeNs))
        {
            GiveUpPiece(slot);
            return;
        }

        int bio = piece.Bio;
        if (bio >= 0)
        {
            uint left = Bios.LeftColumn[bio];
            left -= Math.Min(left, piece.Length);
            Bios.LeftColumn[bio] = left;
            if (error != 0)
            {
                Bios.ErrorColumn[bio] = error;
            }

            if (left == 0 && AwaitsFlush(bio, request))
            {
                AwaitFlush(slot, timeNs);
                return;
            }

            if (left == 0)
            {
                Bios.CompleteColumn[bio] = Bios.CompleteColumn[bio] == Bios.GivenUpInPart ? Bios.GivenUp : timeNs;
            }
        }

        _pieces.Free(slot);
    }

    // Flushes carry no sector in the text dialects, so they are served in order of arrival for each device and operation.
    private void FollowZeroLength(in BlockEvent e)
    {
        int operation = OperationClass.Of(e.Rwbs);
        if (
            e.Action is BlockAction.AccountStart or BlockAction.AccountDone
            || (e.Action == BlockAction.Complete && TryEndFlushed(e, operation))
        )
        {
            return;
        }

        Unmatched.ZeroLength++;
        ulong key = OutstandingTable.Key(e.Device, operation, -1);
        switch (e.Action)
        {
            case BlockAction.Queue:
                int bio = Bios.Add(e.TimeNs, e.Device, e.Sector, 0, e.Rwbs, e.Pid, e.Name);
                int added = _pieces.Add(key, BlockEvents.NoSector, 0, bio, e.TimeNs, out int oldest);
                AbandonStale(oldest, added, e.TimeNs);
                break;
            case BlockAction.Issue:
                _issued.Add(key, Requests.Add(e.TimeNs, e.Device, BlockEvents.NoSector, 0, e.Rwbs, e.Pid, e.Name));
                break;
            case BlockAction.Complete when FlushUnderWay(key, e) is >= 0 and var request:
                _issued.Remove(key, request);
                if (CrossesGap(Requests.IssueColumn[request], e.TimeNs))
                {
                    GiveUp(request);
                    break;
                }

                Completed(e.Device, Requests.IssueColumn[request], Bios.None);
                Requests.CompleteColumn[request] = e.TimeNs;
                Requests.ErrorColumn[request] = (short)(e.HasDetail ? Math.Clamp(e.Detail, short.MinValue, short.MaxValue) : 0);
                break;
            case BlockAction.Complete when First(key, BlockEvents.NoSector, e.TimeNs) is >= 0 and var slot:
                _pieces.Take(slot);
                CompletePiece(slot, e.TimeNs, 0);
                break;
        }
    }

    private int FlushUnderWay(ulong key, in BlockEvent e)
    {
        GiveUpLost(_issued, key, e);
        return ToBeDone(BlockEvents.NoSector, _issued, _issued.First(key));
    }
}
