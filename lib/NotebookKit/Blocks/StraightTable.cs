using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace NotebookKit.Blocks;

/// <summary>The straight I/Os under way, found by key: few, and close together in memory.</summary>
/// <remarks>
/// Each key has one place, and the place one slot: nothing is probed or shifted. What lost its place to another, or finds no slot, is for
/// the caller to keep elsewhere. Slots are used again last in, first out, so that those in use stay in the nearest cache.
/// </remarks>
internal sealed unsafe class StraightTable
{
    /// <summary>The slot of a key that is not there.</summary>
    public const int None = 0;

    /// <summary>I/Os that fit.</summary>
    public const int Capacity = 2048;

    private const int PlaceBits = 13;
    private readonly ushort[] _slotAt = new ushort[1 << PlaceBits];
    private readonly byte[] _memory = GC.AllocateArray<byte>((Capacity + 2) * StraightIo.Bytes, pinned: true);
    private readonly StraightIo* _ios;
    private readonly ushort[] _free = new ushort[Capacity];
    private int _frees;
    private int _used;

    /// <summary>Creates it empty.</summary>
    public StraightTable()
    {
        nuint start = (nuint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_memory));
        _ios = (StraightIo*)((start + StraightIo.Bytes - 1) & ~(nuint)(StraightIo.Bytes - 1));
        _ios[None].Key = ulong.MaxValue;
    }

    /// <summary>Number of I/Os.</summary>
    public int Count => _used - _frees;

    /// <summary>True where no slot is left.</summary>
    public bool Full => _frees == 0 && _used == Capacity;

    /// <summary>The I/O in a slot; that of <see cref="None"/> has a key that no I/O with a sector has.</summary>
    public ref StraightIo this[int slot]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref Unsafe.AsRef<StraightIo>(unchecked(_ios + (nint)slot));
    }

    /// <summary>The slot of the I/O that has a key's place, of whatever key; <see cref="None"/> where the place is free.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int AtPlaceOf(ulong key) => Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_slotAt), Place(key));

    /// <summary>Takes a slot for a key whose place is free, where the table is not full.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Add(ulong key)
    {
        unchecked
        {
            int slot = _frees > 0 ? _free[--_frees] : ++_used;
            Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_slotAt), Place(key)) = (ushort)slot;
            this[slot].Key = key;
            return slot;
        }
    }

    /// <summary>Gives a slot back.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Remove(int slot)
    {
        unchecked
        {
            Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_slotAt), Place(this[slot].Key)) = None;
            _free[_frees++] = (ushort)slot;
        }
    }

    /// <summary>Any slot in use, looked for from a place on.</summary>
    /// <param name="place">Where to begin; then the place behind it.</param>
    /// <returns>The slot; <see cref="None"/> behind the last.</returns>
    public int Next(ref int place)
    {
        while (place < _slotAt.Length)
        {
            int slot = _slotAt[place++];
            if (slot != None)
            {
                return slot;
            }
        }

        return None;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static nint Place(ulong key) => unchecked((nint)(OutstandingTable.Hash(key) >> (64 - PlaceBits)));
}
