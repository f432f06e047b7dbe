using System.Runtime.InteropServices;

namespace NotebookKit.Blocks;

/// <summary>A bio, or a part of a split one, between Q and completion.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct Piece
{
    public ulong Key;
    public long Start;
    public long QueueNs;
    public long GetNs;
    public long MergeNs;
    public long InsertNs;

    /// <summary>Its number among its device's (<see cref="RecentPieces"/>); 0 where it has none.</summary>
    public long Number;

    public uint Length;

    /// <summary>The row in <see cref="Bios"/>; -1 where an I event named sectors that no Q was traced for.</summary>
    public int Bio;

    /// <summary>While waiting: the piece that was split off before this one, or -1. In a
    /// request: the next piece, or -1. Free: the next free slot.</summary>
    public int Link;

    public bool Waiting;

    /// <summary>When its data completed, while the flush behind it has not; else negative.</summary>
    public long DoneNs;

    /// <summary>Completed, while other pieces of its bio are not.</summary>
    public bool Done;

    public readonly long End => Start + Length;
}

/// <summary>The pieces that wait for dispatch, found by device, operation and first sector; slots are used again.</summary>
internal sealed class PieceTable
{
    private readonly OutstandingTable _waiting = new();
    private Piece[] _pieces = new Piece[1024];
    private int _used;
    private int _free = -1;

    /// <summary>Number of pieces that wait for dispatch.</summary>
    public int Waiting => _waiting.Count;

    public ref Piece this[int slot] => ref _pieces[slot];

    /// <summary>Number of slots ever used; those with <see cref="Piece.Waiting"/> wait, the others are in a request or free.</summary>
    public int Slots => _used;

    /// <summary>Adds a waiting piece, and tells which one has waited longest under its key: itself where it is the only one.</summary>
    /// <returns>Its slot.</returns>
    public int Add(ulong key, long start, uint length, int bio, long queueNs, out int oldest)
    {
        int slot = _free;
        if (slot >= 0)
        {
            _free = _pieces[slot].Link;
        }
        else
        {
            if (_used == _pieces.Length)
            {
                Array.Resize(ref _pieces, _used * 2);
            }

            slot = _used++;
        }

        ref Piece piece = ref _pieces[slot];
        piece.Key = key;
        piece.Start = start;
        piece.Length = length;
        piece.Bio = bio;
        piece.QueueNs = queueNs;
        piece.GetNs = piece.MergeNs = piece.InsertNs = piece.DoneNs = Bios.None;
        piece.Number = 0;
        piece.Link = -1;
        piece.Waiting = true;
        piece.Done = false;
        oldest = _waiting.Add(key, slot);
        return slot;
    }

    /// <summary>Whether a piece waits under a key.</summary>
    public bool Holds(ulong key) => _waiting.Holds(key);

    /// <summary>The piece that has waited longest under a key and starts at a sector, or
    /// -1: sectors beyond those of keys share keys with smaller ones.</summary>
    public int First(ulong key, long start) => StartingAt(start, _waiting.First(key));

    /// <summary>The next piece under the same key that starts at the same sector, or -1.</summary>
    public int After(int slot) => StartingAt(_pieces[slot].Start, _waiting.After(slot));

    /// <summary>Takes a piece out of the waiting ones; its slot stays in use.</summary>
    public void Take(int slot)
    {
        ref Piece piece = ref _pieces[slot];
        _waiting.Remove(piece.Key, slot);
        piece.Waiting = false;
    }

    /// <summary>Takes the piece that has waited longest under a key and starts at a
    /// sector out of the waiting ones; its slot stays in use.</summary>
    /// <returns>Its slot, or -1 where none waits.</returns>
    public int TakeFirst(ulong key, long start)
    {
        int place = _waiting.Place(key);
        int slot = place < 0 ? -1 : StartingAt(start, _waiting.FirstAt(place));
        if (slot >= 0)
        {
            _waiting.RemoveAt(place, slot);
            _pieces[slot].Waiting = false;
        }

        return slot;
    }

    /// <summary>Gives a slot back.</summary>
    public void Free(int slot)
    {
        _pieces[slot].Waiting = false;
        _pieces[slot].DoneNs = Bios.None;
        _pieces[slot].Link = _free;
        _pieces[slot].Bio = -1;
        _free = slot;
    }

    private int StartingAt(long start, int slot)
    {
        while (slot >= 0 && _pieces[slot].Start != start)
        {
            slot = _waiting.After(slot);
        }

        return slot;
    }
}
