using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace NotebookKit.Formats;

/// <summary>Remembers what a short field of a binary record meant the last time, by all of its bytes.</summary>
/// <remarks>
/// For fields of eight to sixteen bytes, all of one length: that of the field learnt first. Others are never known, and go the long way
/// each time. Two fields of one slot push each other out, which costs time and never the truth.
/// </remarks>
/// <param name="slots">How many there may be at a time, a power of two.</param>
internal sealed class FieldMemo(int slots)
{
    private readonly (ulong First, ulong Last, uint Value)[] _slots = new (ulong, ulong, uint)[slots];
    private int _length = -1;

    /// <summary>Looks a field up.</summary>
    /// <returns>False where its meaning is not known.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryFind(ReadOnlySpan<byte> field, out ushort value)
    {
        value = 0;
        if (field.Length != _length)
        {
            return false;
        }

        (ulong first, ulong last) = Ends(field);
        ref (ulong First, ulong Last, uint Value) slot = ref Slot(first, last);
        value = unchecked((ushort)slot.Value);
        return slot.First == first && slot.Last == last && slot.Value > ushort.MaxValue;
    }

    /// <summary>Keeps the meaning of a field.</summary>
    public void Learn(ReadOnlySpan<byte> field, ushort value)
    {
        if (field.Length is < 8 or > 16 || (_length > 0 && field.Length != _length))
        {
            return;
        }

        _length = field.Length;
        (ulong first, ulong last) = Ends(field);

        // The bit above the value tells a slot that is used.
        Slot(first, last) = (first, last, value | 0x10000u);
    }

    // Of a field shorter than sixteen bytes the two overlap; they still hold every byte.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (ulong First, ulong Last) Ends(ReadOnlySpan<byte> field) =>
        (BinaryPrimitives.ReadUInt64LittleEndian(field), BinaryPrimitives.ReadUInt64LittleEndian(field[^8..]));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref (ulong First, ulong Last, uint Value) Slot(ulong first, ulong last)
    {
        ulong mixed = unchecked((first * 0x9E3779B97F4A7C15) ^ (last * 0xC2B2AE3D27D4EB4F));
        return ref _slots[(int)(mixed >> 40) & (_slots.Length - 1)];
    }
}
