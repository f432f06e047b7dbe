using System.Runtime.CompilerServices;

namespace NotebookKit.Formats;

/// <summary>The devices of a capture by the kernel's own number (dev_t): 12 bits of major, 20 bits of minor.</summary>
/// <remarks>
/// A capture names few devices and each of them in every record, so numbers are remembered; two of one slot push each other out.
/// Source: MINORBITS in include/linux/kdev_t.h.
/// </remarks>
internal sealed class KernelDevices(DeviceTable devices)
{
    private const int SlotBits = 6;

    // The number in the upper half, its index plus one in the lower: a slot that was never used is no number's.
    private readonly ulong[] _slots = new ulong[1 << SlotBits];

    /// <summary>The index of a device; a new one is added while there is room.</summary>
    /// <returns>False where the table is full: the input is damaged.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryIndexOf(uint number, out ushort index)
    {
        unchecked
        {
            ulong known = _slots[Slot(number)] - ((ulong)number << 32) - 1;
            index = (ushort)known;
            return known <= ushort.MaxValue || Look(number, out index);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Slot(uint number) => unchecked((int)((number * 0x9E3779B1) >> (32 - SlotBits)));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool Look(uint number, out ushort index)
    {
        if (!devices.TryIndexOf(new BlockDevice((int)(number >> 20), (int)(number & 0xFFFFF)), out index))
        {
            return false;
        }

        _slots[Slot(number)] = ((ulong)number << 32) | (index + 1UL);
        return true;
    }
}
