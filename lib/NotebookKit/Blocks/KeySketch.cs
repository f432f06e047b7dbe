using System.Numerics;

namespace NotebookKit.Blocks;

/// <summary>Tells of most keys that a table does not hold that it does not, from memory
/// small enough for a near cache (a Bloom filter of one hash).</summary>
/// <remarks>B. H. Bloom, Space/time trade-offs in hash coding with allowable errors, CACM 13(7), 1970.</remarks>
internal sealed class KeySketch
{
    private const int BitsOfEntry = 4;
    private readonly ulong[] _bits;
    private readonly int _shift;
    private readonly int _most;
    private int _added;

    /// <summary>Creates it empty.</summary>
    /// <param name="entries">Number of entries of the table, a power of two of 16 or more.</param>
    public KeySketch(int entries)
    {
        _bits = new ulong[entries * BitsOfEntry / 64];
        _shift = 64 - BitOperations.Log2((uint)entries * BitsOfEntry);
        _most = entries;
    }

    /// <summary>True where so many keys were added that it is better made again: keys
    /// that the table no longer holds keep their bits.</summary>
    public bool Worn => _added > _most;

    /// <summary>Takes a key in.</summary>
    public void Add(ulong key)
    {
        _added++;
        _bits[Bit(key) >> 6] |= 1UL << Bit(key);
    }

    /// <summary>Forgets every key.</summary>
    public void Clear()
    {
        Array.Clear(_bits);
        _added = 0;
    }

    /// <summary>False where the key was never added; true where it was, and for some others.</summary>
    public bool MayHold(ulong key) => ((_bits[Bit(key) >> 6] >> Bit(key)) & 1) != 0;

    // A shift takes the lowest six bits of its distance.
    private int Bit(ulong key) => unchecked((int)(OutstandingTable.Hash(key) >> _shift));
}
