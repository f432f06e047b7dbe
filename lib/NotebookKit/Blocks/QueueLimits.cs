using System.Globalization;

namespace NotebookKit;

/// <summary>The attributes of a request queue that decide about the size of requests; what is not known is null.</summary>
/// <remarks>Source: the kernel's Documentation/ABI/stable/sysfs-block, entries of <c>/sys/block/DEV/queue</c>.</remarks>
public sealed record QueueLimits
{
    /// <summary>Nothing is known of the queue.</summary>
    public static readonly QueueLimits Unknown = new();

    /// <summary><c>nomerges</c>: 0 all merges, 1 simple one-hit merges only, 2 none.</summary>
    public int? NoMerges { get; init; }

    /// <summary><c>max_sectors_kb</c>: the largest request of reads or writes that the block layer makes, in KiB.</summary>
    public long? MaxSectorsKiB { get; init; }

    /// <summary><c>max_hw_sectors_kb</c>: the largest request that the drive takes, in KiB.</summary>
    public long? MaxHwSectorsKiB { get; init; }

    /// <summary><c>max_segments</c>: the most pieces of memory in one request.</summary>
    public long? MaxSegments { get; init; }

    /// <summary><c>virt_boundary_mask</c>: the mask of addresses at which pieces of
    /// memory must join, in bytes; 0 for none. NVMe has 4095.</summary>
    public long? VirtualBoundaryMask { get; init; }

    /// <summary><c>scheduler</c>: the one selected, such as <c>none</c>.</summary>
    public string? Scheduler { get; init; }

    /// <summary><c>nr_requests</c>: how many requests of reads, and of writes, may be allocated at once.</summary>
    public int? NrRequests { get; init; }

    /// <summary><c>wbt_lat_usec</c>: write-back is throttled to keep reads below this latency,
    /// in us; 0 where it is switched off, null where not known or not built in.</summary>
    public long? WbtLatUsec { get; init; }

    /// <summary><c>rotational</c>: true for a disk, false for flash.</summary>
    public bool? Rotational { get; init; }

    /// <summary><c>read_ahead_kb</c> of the device that the file system lies on, in KiB: the top of the stack, not the drive.</summary>
    public long? ReadAheadKiB { get; init; }

    /// <summary>True where any attribute is known that decides about merges.</summary>
    public bool Any => NoMerges is not null || MaxSectorsKiB is not null || MaxSegments is not null || Scheduler is not null;

    /// <summary><see cref="MaxSectorsKiB"/> in 512-byte sectors.</summary>
    internal long? MaxSectors => MaxSectorsKiB * 2;

    /// <summary>Takes the attributes that matter out of a queue's, by name; values that are no numbers are left unknown.</summary>
    /// <param name="drive">Such as <c>nomerges</c> = <c>2</c>, as <c>/sys/block/DRIVE/queue</c> gives them and
    /// <c>host.Fingerprint.Queue</c> keeps them; null for none.</param>
    /// <param name="top">Those of the device that the file system lies on; null where not known, or where the file system lies on the drive
    /// itself and <paramref name="drive"/> is given here too.</param>
    public static QueueLimits From(IReadOnlyDictionary<string, string>? drive, IReadOnlyDictionary<string, string>? top = null) =>
        drive is null
            ? Unknown
            : new QueueLimits
            {
                NoMerges = (int?)Number(drive, "nomerges"),
                MaxSectorsKiB = Number(drive, "max_sectors_kb"),
                MaxHwSectorsKiB = Number(drive, "max_hw_sectors_kb"),
                MaxSegments = Number(drive, "max_segments"),
                VirtualBoundaryMask = Number(drive, "virt_boundary_mask"),
                Scheduler = Selected(drive.GetValueOrDefault("scheduler")),
                NrRequests = (int?)Number(drive, "nr_requests"),
                WbtLatUsec = Number(drive, "wbt_lat_usec"),
                Rotational = Number(drive, "rotational") is { } rotates ? rotates != 0 : null,
                ReadAheadKiB = top is null ? null : Number(top, "read_ahead_kb"),
            };

    /// <summary>Takes them from sysfs, such as <c>SysfsText.Read(host.PathOf("sysfs"))</c>.</summary>
    /// <param name="sysfs">The attributes of the devices.</param>
    /// <param name="drive">The drive's name, such as <c>nvme0n1</c>.</param>
    /// <param name="top">The device that the file system lies on, such as <c>dm-0</c>; null where it is not known.</param>
    /// <returns>The limits; each is null where the capture has no such device or attribute.</returns>
    public static QueueLimits From(SysfsCapture sysfs, string drive, string? top = null)
    {
        ArgumentNullException.ThrowIfNull(sysfs);
        return From(QueueOf(sysfs, drive), top is null ? null : QueueOf(sysfs, top));
    }

    private static Dictionary<string, string>? QueueOf(SysfsCapture sysfs, string device) =>
        sysfs
            .Find(device)
            ?.Attributes.Where(attribute => attribute.Key.StartsWith("queue/", StringComparison.Ordinal))
            .ToDictionary(attribute => attribute.Key["queue/".Length..], attribute => attribute.Value);

    private static long? Number(IReadOnlyDictionary<string, string> attributes, string name) =>
        int.TryParse(attributes.GetValueOrDefault(name)?.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out int value)
            ? value
            : null;

    private static string? Selected(string? schedulers)
    {
        int open = schedulers?.IndexOf('[', StringComparison.Ordinal) ?? -1;
        int close = open < 0 ? -1 : schedulers!.IndexOf(']', open);
        return close > 0 ? schedulers![(open + 1)..close]
            : schedulers?.Trim() is { Length: > 0 } only && !only.Contains(' ', StringComparison.Ordinal) ? only
            : null;
    }
}
