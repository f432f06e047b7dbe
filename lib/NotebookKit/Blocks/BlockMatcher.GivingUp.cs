using NotebookKit.Formats;

namespace NotebookKit.Blocks;

// I/O whose completion was lost. It would stand in the tables for ever, and a capture
// that loses one completion in a hundred would fill them.
internal sealed partial class BlockMatcher
{
    // When the youngest of the completed was issued, and queued, by device: a device that completes nothing gives nothing up.
    private long[] _youngestIssue = [];
    private long[] _youngestQueue = [];

    // Events of this time and before were followed.
    private long _passedNs = long.MinValue;

    /// <summary>Whether an I/O counts as never completed.</summary>
    /// <param name="sinceNs">When it was issued, or queued.</param>
    /// <param name="nowNs">The time of an event.</param>
    /// <param name="youngestNs">When the youngest of the same device that completed was issued, or queued.</param>
    /// <remarks>Once true it stays true, so that it does not matter when it is asked.</remarks>
    private static bool IsLost(long sinceNs, long nowNs, long youngestNs) => youngestNs > sinceNs && nowNs - sinceNs > AbandonAfterNs;

    /// <summary>Notes that an I/O completed.</summary>
    internal void Completed(int device, long issueNs, long queueNs)
    {
        _youngestIssue[device] = Math.Max(_youngestIssue[device], issueNs);
        _youngestQueue[device] = Math.Max(_youngestQueue[device], queueNs);
    }

    /// <summary>The piece that has waited longest under a key and starts at a sector, or
    /// -1; those before it that are lost by now are given up.</summary>
    private int First(ulong key, long start, long nowNs)
    {
        int slot = _pieces.First(key, start);
        while (slot >= 0 && IsLost(_pieces[slot], nowNs))
        {
            _pieces.Take(slot);
            GiveUpPiece(slot);
            slot = _pieces.First(key, start);
        }

        return slot;
    }

    /// <summary>As <see cref="First"/>, taken out of the waiting ones.</summary>
    private int TakeFirst(ulong key, long start, long nowNs)
    {
        int slot = _pieces.TakeFirst(key, start);
        while (slot >= 0 && IsLost(_pieces[slot], nowNs))
        {
            GiveUpPiece(slot);
            slot = _pieces.TakeFirst(key, start);
        }

        return slot;
    }

    private bool IsLost(in Piece piece, long nowNs) => IsLost(piece.QueueNs, nowNs, _youngestQueue[OutstandingTable.DeviceOf(piece.Key)]);

    private void ReserveYoungest(int devices)
    {
        int known = _youngestIssue.Length;
        if (devices > known)
        {
            Array.Resize(ref _youngestIssue, devices * 2);
            Array.Resize(ref _youngestQueue, devices * 2);
            _youngestIssue.AsSpan(known).Fill(long.MinValue / 2);
            _youngestQueue.AsSpan(known).Fill(long.MinValue / 2);
        }
    }

    // One event of three with a damaged time moves nothing on.
    private void PassTo(BlockEvents events)
    {
        if (events.Count > 0)
        {
            ReadOnlySpan<long> time = events.TimeNs;
            _passedNs = Math.Max(_passedNs, Math.Min(time[0], Math.Min(time[time.Length / 2], time[^1])));
        }
    }

    /// <summary>Gives up the requests under a key that are lost by now.</summary>
    private void GiveUpLost(OutstandingTable table, ulong key, in BlockEvent e)
    {
        for (int request = table.First(key); request >= 0; )
        {
            int next = table.After(request);
            if (IsLost(Requests.IssueColumn[request], e.TimeNs, _youngestIssue[e.Device]))
            {
                table.Remove(key, request);
                GiveUp(request);
            }

            request = next;
        }
    }

    /// <summary>Gives up all that is lost by now.</summary>
    private void GiveUpLost(long nowNs)
    {
        EndFlushed(nowNs < long.MinValue + AbandonAfterNs ? long.MinValue : nowNs - AbandonAfterNs);
        for (int row = 0; row < Requests.Count; row++)
        {
            if (
                Requests.CompleteColumn[row] == Bios.None
                && IsLost(Requests.IssueColumn[row], nowNs, _youngestIssue[Requests.DeviceColumn[row]])
            )
            {
                TakeOut(row);
                GiveUp(row);
            }
        }

        for (int slot = 0; slot < _pieces.Slots; slot++)
        {
            if (_pieces[slot].Waiting && IsLost(_pieces[slot], nowNs))
            {
                _pieces.Take(slot);
                GiveUpPiece(slot);
            }
        }
    }

    // A capture without C (blktrace -a issue), or without D, ends nothing and gives
    // nothing up by time. No host has as many in flight as are kept.
    private void GiveUpOldest()
    {
        var since = new List<long>();
        for (int row = 0; row < Requests.Count; row++)
        {
            if (Requests.CompleteColumn[row] == Bios.None)
            {
                since.Add(Requests.IssueColumn[row]);
            }
        }

        for (int slot = 0; slot < _pieces.Slots; slot++)
        {
            if (_pieces[slot].Waiting)
            {
                since.Add(_pieces[slot].QueueNs);
            }
        }

        if (since.Count > MostInFlight)
        {
            since.Sort();
            GiveUpSince(since[^(MostInFlight / 2)]);
        }
    }

    private void GiveUpSince(long lastNs)
    {
        for (int row = 0; row < Requests.Count; row++)
        {
            if (Requests.CompleteColumn[row] == Bios.None && Requests.IssueColumn[row] <= lastNs)
            {
                TakeOut(row);
                GiveUp(row);
            }
        }

        for (int slot = 0; slot < _pieces.Slots; slot++)
        {
            // Those that came before it under its key first: each is then the foremost, and is found at once.
            while (_pieces[slot].Waiting && _pieces[slot].QueueNs <= lastNs)
            {
                GiveUpPiece(_pieces.TakeFirst(_pieces[slot].Key, _pieces[slot].Start));
            }
        }
    }

    private void TakeOut(int request)
    {
        ulong key = KeyOf(request);
        _ = _issued.Remove(key, request) || _requeued.Remove(key, request);
    }

    private ulong KeyOf(int request) =>
        OperationClass.Of(Requests.RwbsColumn[request]) == OperationClass.ZoneAppend
            ? AppendKey(Requests.DeviceColumn[request])
            : OutstandingTable.Key(
                Requests.DeviceColumn[request],
                OperationClass.Of(Requests.RwbsColumn[request]),
                Requests.SectorColumn[request] + (Requests.SectorsColumn[request] - Requests.LeftColumn[request])
            );

    // A request that stands in no table any more.
    private void GiveUp(int request)
    {
        Unmatched.Abandoned++;
        Requests.CompleteColumn[request] = Bios.GivenUp;
        for (int slot = Requests.PieceColumn[request]; slot >= 0; )
        {
            int next = _pieces[slot].Link;
            Lose(slot);
            slot = next;
        }

        Requests.PieceColumn[request] = -1;
    }

    private void GiveUpPiece(int slot)
    {
        // What is said of flushes is said apart.
        Unmatched.Abandoned += _pieces[slot].Length > 0 ? 1 : 0;
        Lose(slot);
    }

    // A piece that waits no more; a bio of which one piece is lost never completes, and is done with when the others are.
    private void Lose(int slot)
    {
        int bio = _pieces[slot].Bio;
        if (bio >= 0 && IsOpen(Bios.CompleteColumn[bio]))
        {
            uint left = Bios.LeftColumn[bio];
            left -= Math.Min(left, _pieces[slot].Length);
            Bios.LeftColumn[bio] = left;
            Bios.CompleteColumn[bio] = left == 0 ? Bios.GivenUp : Bios.GivenUpInPart;
        }

        _pieces.Free(slot);
    }
}
