using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace NotebookKit.Formats;

/// <summary>Masks that leave the first bytes of a vector.</summary>
internal static class FirstBytes
{
    private static ReadOnlySpan<byte> OnesAndZeros =>
        [
            255,
            255,
            255,
            255,
            255,
            255,
            255,
            255,
            255,
            255,
            255,
            255,
            255,
            255,
            255,
            255,
            255,
            255,
            255,
            255,
            255,
            255,
            255,
            255,
            255,
            255,
            255,
            255,
            255,
            255,
            255,
            255,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
        ];

    /// <summary>The first bytes of sixteen.</summary>
    /// <param name="length">How many, 0 to 16.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> OfSixteen(int length) =>
        Vector128.LoadUnsafe(ref MemoryMarshal.GetReference(OnesAndZeros), unchecked((nuint)(32 - length)));

    /// <summary>The first bytes of thirty-two.</summary>
    /// <param name="length">How many, 0 to 32.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> OfThirtyTwo(int length) =>
        Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(OnesAndZeros), unchecked((nuint)(32 - length)));
}
