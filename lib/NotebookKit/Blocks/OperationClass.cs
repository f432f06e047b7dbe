using System.Runtime.CompilerServices;

namespace NotebookKit.Blocks;

/// <summary>The class of operation that events of one I/O share, whatever flags come and go between them.</summary>
internal static class OperationClass
{
    public const int Other = 0;

    /// <summary>Zone appends: they are issued to a zone's start, and their C tells where the drive wrote.</summary>
    public const int ZoneAppend = 6;

    // Four bits each, by the operation in the low four bits of rwbs.
    private const ulong Classes = 0x76_5004_3210;

    /// <summary>One of eight classes; flushes and no-data commands are <see cref="Other"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Of(Rwbs rwbs) => (int)((Classes >> ((int)(rwbs & Rwbs.OperationMask) << 2)) & 7);
}
