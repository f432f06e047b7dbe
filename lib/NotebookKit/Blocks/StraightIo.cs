using System.Runtime.InteropServices;

namespace NotebookKit.Blocks;

/// <summary>An I/O to which nothing but the ordinary has happened: at most one bio and at
/// most one request, of the same sectors, not merged, split or requeued.</summary>
/// <remarks>Times are <see cref="Bios.None"/> where an event was not seen, and none is negative. It fills one line of a cache.</remarks>
[StructLayout(LayoutKind.Sequential, Size = Bytes)]
internal struct StraightIo
{
    /// <summary>Bytes of a cache line.</summary>
    public const int Bytes = 64;

    public ulong Key;
    public long QueueNs;
    public long GetNs;
    public long InsertNs;
    public long IssueNs;

    /// <summary>The time of its first event.</summary>
    public long BeganNs;

    /// <summary>The bio's number among its device's (<see cref="RecentPieces"/>).</summary>
    public long Number;

    public uint Sectors;
    public Rwbs Rwbs;

    /// <summary>False where its Q was not traced.</summary>
    public bool HasBio;

    /// <summary>True from D on.</summary>
    public bool Issued;

    /// <summary>The device, as the key has it.</summary>
    public readonly ushort Device => OutstandingTable.DeviceOf(Key);

    /// <summary>The first sector, as the key has it.</summary>
    public readonly long Sector => OutstandingTable.SectorOf(Key);
}
