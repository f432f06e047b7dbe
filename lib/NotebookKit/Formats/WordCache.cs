using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace NotebookKit.Formats;

/// <summary>Remembers what a short word of text meant the last time: process names, devices, rwbs letters.</summary>
/// <remarks>
/// Up to fifteen bytes and their length are the key, so that a hit is exact. A word that is not there goes the long way once and is then
/// learnt; two words of one slot push each other out, which costs time and never the truth.
/// </remarks>
internal sealed unsafe class WordCache
{
    /// <summary>What <see cref="Find"/> gives for a word that is not there.</summary>
    public const int Unknown = -1;

    /// <summary>The longest word kept.</summary>
    public const int Longest = 15;

    private const int Slots = 256;
    private readonly Vector128<byte>[] _keys = new Vector128<byte>[Slots];
    private readonly int[] _values = new int[Slots];

    public WordCache()
    {
        // A loop, as elsewhere on the way to a first summary: what the framework has for it would have to be compiled at each start.
        for (int slot = 0; slot < Slots; slot++)
        {
            _values[slot] = Unknown;
        }
    }

    /// <summary>The meaning of a word of up to <see cref="Longest"/> bytes, behind which sixteen bytes can be read.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Find(byte* word, int length)
    {
        Vector128<byte> key = Key(word, length);
        int slot = Slot(key);
        return Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_keys), slot) == key
            ? Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_values), slot)
            : Unknown;
    }

    /// <summary>Keeps the meaning of a word.</summary>
    public void Learn(byte* word, int length, int value)
    {
        Vector128<byte> key = Key(word, length);
        int slot = Slot(key);
        _keys[slot] = key;
        _values[slot] = value;
    }

    // The last byte holds the length plus one: a slot that was never used, all zero, is then no word's key.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Key(byte* word, int length)
    {
        return (Vector128.Load(word) & FirstBytes.OfSixteen(length)).WithElement(15, unchecked((byte)(length + 1)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Slot(Vector128<byte> key)
    {
        ulong mixed = unchecked((key.AsUInt64()[0] * 0x9E3779B97F4A7C15) ^ (key.AsUInt64()[1] * 0xC2B2AE3D27D4EB4F));
        return unchecked((int)(mixed >> 56));
    }
}
