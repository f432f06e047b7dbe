namespace NotebookKit.Formats;

/// <summary>One block-layer event, as a reader hands it to <see cref="BlockEvents.Add"/>.</summary>
/// <remarks>Only the hand-over uses rows; what is kept are the columns of <see cref="BlockEvents"/>.</remarks>
internal struct BlockEvent
{
    /// <summary>Time in ns on the capture's own clock (<see cref="BlockEvents.Clock"/>).</summary>
    public long TimeNs { get; set; }

    /// <summary>First sector, in 512-byte sectors; <see cref="BlockEvents.NoSector"/> where the event has none.</summary>
    public long Sector { get; set; }

    /// <summary>Length in 512-byte sectors; 0 for a flush.</summary>
    public uint Sectors { get; set; }

    /// <summary>Process id; -1 where the dialect has none.</summary>
    public int Pid { get; set; }

    /// <summary>The device, an index into <see cref="BlockEvents.Devices"/>.</summary>
    public ushort Device { get; set; }

    /// <summary>The process name, an index into <see cref="BlockEvents.Names"/>; 0 is the empty name.</summary>
    public ushort Name { get; set; }

    /// <summary>CPU; <see cref="BlockEvents.NoCpu"/> where the dialect has none.</summary>
    public ushort Cpu { get; set; }

    /// <summary>Operation and flags.</summary>
    public Rwbs Rwbs { get; set; }

    /// <summary>What happened.</summary>
    public BlockAction Action { get; set; }

    /// <summary>True where <see cref="Detail"/> holds something.</summary>
    public bool HasDetail { get; set; }

    /// <summary>
    /// What the action adds: A the source sector, X the sector at which it was split, C and R the error (0 or a negative errno),
    /// U and UT the number of requests unplugged, m the index of the text in <see cref="BlockEvents.Messages"/>.
    /// </summary>
    public long Detail { get; set; }

    /// <summary>A: the device that the I/O came from, an index into <see cref="BlockEvents.Devices"/>.</summary>
    public ushort DetailDevice { get; set; }

    /// <summary>What is wrong with an event of which <see cref="SectorsArePossible"/> is false.</summary>
    internal const string ImpossibleSector = "sector beyond 8 EiB, where no block device reaches";

    /// <summary>
    /// The first time, in ns after time zero, that is none: 146 years. The difference of
    /// any two times before it, whatever their signs, fits 64 bits.
    /// </summary>
    internal const long NoTimeNs = 1L << 62;

    // Bytes are counted in loff_t (include/linux/types.h), 63 bits. Sums of what is left can be taken without fear of overflow.
    private const long LastSector = (1L << 54) - 1;

    /// <summary>Whether each sector that it names is absent or one that a device can have.</summary>
    internal readonly bool SectorsArePossible =>
        IsPossible(Sector) && (!HasDetail || Action is not (BlockAction.Remap or BlockAction.Split) || IsPossible(Detail));

    /// <summary>Whether a sector is absent or one that a device can have.</summary>
    internal static bool IsPossible(long sector) => sector is >= BlockEvents.NoSector and <= LastSector;
}
