using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace NotebookKit.Formats;

/// <summary>Masks that leave the last bytes of a vector.</summary>
internal static class LastBytes
{
    private static ReadOnlySpan<byte> ZerosAndOnes =>
    [
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
    ];

    /// <summary>The last bytes of sixteen.</summary>
    /// <param name="length">How many, 0 to 16.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> OfSixteen(int length) => Vector128.LoadUnsafe(ref MemoryMarshal.GetReference(ZerosAndOnes), unchecked((nuint)length));
}
