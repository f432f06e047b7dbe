using NotebookKit.Formats;

namespace NotebookKit.Blocks;

// The C of devices that have no requests: it names a bio, a part of one, or, where it was split, any of its pieces.
//   kernels to 6.x, device-mapper   one C for a bio, which names its last piece
//   7.x, md and device-mapper       a C for each piece, either the piece itself (232 + 8) or the bio up to its end (0 + 240); the bio's own
//                                   last piece completes last, since the others hold on to it (bio_chain)
//   drives whose D was not traced   a C for each request
internal sealed partial class BlockMatcher
{
    private void CompleteBios(in BlockEvent e, int operation)
    {
        long end = e.Sector + e.Sectors;
        long at = e.Sector;
        var error = (short)(e.HasDetail ? Math.Clamp(e.Detail, short.MinValue, short.MaxValue) : 0);
        while (at < end)
        {
            int slot = First(Settled(e.Device, operation, at), at, e.TimeNs);
            if (slot < 0 && at == e.Sector)
            {
                slot = Holding(e, operation, end);
            }

            if (slot < 0)
            {
                break;
            }

            Completed(e.Device, Bios.None, _pieces[slot].QueueNs);
            at = CompletePart(slot, at, end, e, operation, error);
        }

        if (at == e.Sector || _issues[e.Device])
        {
            Unmatched.CompletionsWithoutIssue++;
        }
    }

    // The piece in the midst of which a C begins: a part of a bio that was cut where no X told.
    private int Holding(in BlockEvent e, int operation, long end)
    {
        if (!_queues[e.Device] || _issues[e.Device])
        {
            return -1;
        }

        _aside?.SettleAll();
        int slot = RecentAround(e.Device, operation, e.Sector);
        return slot >= 0 && _pieces[slot].End >= end ? slot : -1;
    }

    /// <summary>Completes what a C says of the bio of a waiting piece.</summary>
    /// <returns>The sector up to which the C is explained.</returns>
    private long CompletePart(int slot, long at, long end, in BlockEvent e, int operation, short error)
    {
        ref Piece piece = ref _pieces[slot];
        int bio = piece.Bio;
        if (bio < 0)
        {
            long next = piece.End;
            _pieces.Take(slot);
            CompletePiece(slot, e.TimeNs, error);
            return next;
        }

        if (error != 0)
        {
            Bios.ErrorColumn[bio] = error;
        }

        long first = Bios.SectorColumn[bio];
        long last = first + Bios.SectorsColumn[bio];
        uint left = Bios.LeftColumn[bio];
        bool ofMany = piece.Start != first || piece.End != last;
        bool drive = _issues[e.Device] || MajorNumbers.IsDrive(_table[e.Device]) == true;
        long to = Math.Min(end, piece.End);

        // The last piece of a mapping's bio ends it, whatever was told of the others.
        bool whole = (at == first && end >= last) || (!drive && to == last);
        if (!whole && ofMany)
        {
            // A prefix beyond the first piece says nothing that the C of its last piece does not.
            left -= piece.Done || end < piece.End ? 0 : Math.Min(left, piece.Length);
            piece.Done |= end >= piece.End;
            to = drive ? piece.End : end;
        }
        else if (!whole)
        {
            left = at == first ? Math.Min(left, (uint)(last - to)) : left - Math.Min(left, (uint)(to - at));
        }

        Bios.LeftColumn[bio] = left;
        if (whole || left == 0)
        {
            EndBio(slot, bio, e, operation);
            return whole ? Math.Max(to, at == first ? last : to) : to;
        }

        return to;
    }

    // All pieces wait until their bio ends: a C may name it by its first one then.
    private void EndBio(int named, int bio, in BlockEvent e, int operation)
    {
        long last = Bios.SectorColumn[bio] + Bios.SectorsColumn[bio];
        for (long at = Bios.SectorColumn[bio]; at < last; )
        {
            int slot = _pieces.First(OutstandingTable.Key(e.Device, operation, at), at);
            while (slot >= 0 && _pieces[slot].Bio != bio)
            {
                slot = _pieces.After(slot);
            }

            if (slot < 0)
            {
                break;
            }

            at = _pieces[slot].End;
            _pieces.Take(slot);
            _pieces.Free(slot);
        }

        // Where pieces before it went another way; and a flush has no sectors to walk along.
        if (_pieces[named].Waiting && _pieces[named].Bio == bio)
        {
            _pieces.Take(named);
            _pieces.Free(named);
        }

        Bios.LeftColumn[bio] = 0;
        Bios.CompleteColumn[bio] = Bios.CompleteColumn[bio] == Bios.GivenUpInPart ? Bios.GivenUp : e.TimeNs;
        if (Bios.FateColumn[bio] == BioFate.InFlight)
        {
            Bios.FateColumn[bio] = BioFate.BioBased;
        }
    }
}
