namespace NotebookKit.Formats;

/// <summary>What the major number alone tells of a device: whether it is a drive, or maps to others.</summary>
/// <remarks>
/// Source: Documentation/admin-guide/devices.txt. Majors from 240 to 254 are given out as drivers ask for them (device-mapper, virtio,
/// zram), and tell nothing. A partition has the major of its drive.
/// </remarks>
internal static class MajorNumbers
{
    private const int Ram = 1;
    private const int Loop = 7;
    private const int Md = 9;

    // IDE, SCSI disks and CD drives, nbd, DASD, MMC, Xen, block extended (NVMe and others).
    private static readonly HashSet<int> Drives =
    [
        Ram,
        3,
        Loop,
        8,
        11,
        22,
        33,
        34,
        43,
        .. Enumerable.Range(65, 7),
        94,
        .. Enumerable.Range(128, 8),
        179,
        202,
        259,
    ];

    /// <summary>True for a drive: a disk, or what stands for one, such as a loop device or a
    /// RAM disk; false for one that maps (md); null where the number does not tell.</summary>
    public static bool? IsDrive(BlockDevice device) =>
        Drives.Contains(device.Major) ? true
        : device.Major == Md ? false
        : null;

    /// <summary>What a device of a trace is, in a word: that no D was seen makes no mapping, for D may not have been recorded.</summary>
    /// <param name="device">The device.</param>
    /// <param name="events">Its events.</param>
    /// <param name="mapsDown">Whether A events lead down from it.</param>
    /// <param name="issues">Whether it issued requests.</param>
    public static string KindOf(BlockDevice device, long events, bool mapsDown, bool issues) =>
        events == 0 ? "not traced itself"
        : mapsDown ? "mapping"
        : issues ? "drive"
        : IsDrive(device) switch
        {
            true => "drive",
            false => "mapping",
            _ => "unknown",
        };
}
