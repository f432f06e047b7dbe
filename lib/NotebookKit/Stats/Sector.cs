namespace NotebookKit.Stats;

/// <summary>The block layer's unit of place and size, whatever the drive was formatted
/// to: 512 bytes (include/linux/blk_types.h, SECTOR_SHIFT).</summary>
internal static class Sector
{
    /// <summary>Bytes in a sector.</summary>
    public const int Bytes = 512;

    /// <summary>Sectors in a MiB.</summary>
    public const double InMiB = 2048;
}
