using NotebookKit.Formats;

namespace NotebookKit.Blocks;

// A write with flushes around it, on a drive that cannot do them itself (block/blk-flush.c): D lacks the F that Q has, the data completes
// with a C of its own, and the caller hears of it with a second C of the same sector and no length, after the flush behind the data.
internal sealed partial class BlockMatcher
{
    private readonly OutstandingTable _flushed = new();

    /// <summary>Whether a bio of a request ends with a flush behind the data.</summary>
    internal static bool EndsWithFlush(Rwbs bio, Rwbs request) => (bio & ~request & (Rwbs.Preflush | Rwbs.Fua)) != 0;

    private bool AwaitsFlush(int bio, int request) => request >= 0 && EndsWithFlush(Bios.RwbsColumn[bio], Requests.RwbsColumn[request]);

    // The data of a bio is done; it ends here where no second C comes.
    private void AwaitFlush(int slot, long timeNs)
    {
        ref Piece piece = ref _pieces[slot];
        piece.DoneNs = timeNs;
        int oldest = _flushed.Add(piece.Key, slot);
        if (oldest != slot)
        {
            EndFlushed(oldest, _pieces[oldest].DoneNs);
        }
    }

    private bool TryEndFlushed(in BlockEvent e, int operation)
    {
        if (_flushed.Count == 0 || e.Sector < 0)
        {
            return false;
        }

        int slot = _flushed.First(OutstandingTable.Key(e.Device, operation, e.Sector));
        while (slot >= 0 && _pieces[slot].Start != e.Sector)
        {
            slot = _flushed.After(slot);
        }

        if (slot < 0)
        {
            return false;
        }

        bool late = e.TimeNs - _pieces[slot].DoneNs > AbandonAfterNs;
        if (!late && e.HasDetail && e.Detail != 0)
        {
            Bios.ErrorColumn[_pieces[slot].Bio] = (short)Math.Clamp(e.Detail, short.MinValue, short.MaxValue);
        }

        EndFlushed(slot, late ? _pieces[slot].DoneNs : e.TimeNs);
        return !late;
    }

    private void EndFlushed(int slot, long timeNs)
    {
        ref Piece piece = ref _pieces[slot];
        _flushed.Remove(piece.Key, slot);
        Bios.CompleteColumn[piece.Bio] = Bios.CompleteColumn[piece.Bio] == Bios.GivenUpInPart ? Bios.GivenUp : timeNs;
        _pieces.Free(slot);
    }

    // Those of which nothing more was seen end with their data.
    private void EndFlushed(long beforeNs)
    {
        for (int slot = 0; _flushed.Count > 0 && slot < _pieces.Slots; slot++)
        {
            if (_pieces[slot].DoneNs >= 0 && _pieces[slot].DoneNs < beforeNs)
            {
                EndFlushed(slot, _pieces[slot].DoneNs);
            }
        }
    }
}
