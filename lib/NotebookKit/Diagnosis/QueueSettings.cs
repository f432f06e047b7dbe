using System.Globalization;
using NotebookKit.Formats;

namespace NotebookKit.Diagnosis;

/// <summary>The settings of a drive's request queue that decide whether bios merge; null where unknown.</summary>
/// <remarks>Source: the kernel's Documentation/ABI/stable/sysfs-block.</remarks>
public sealed record QueueSettings
{
    /// <summary>Nothing is known.</summary>
    public static QueueSettings Unknown { get; } = new();

    /// <summary><c>nomerges</c>: 0 all merges, 1 simple one-hit merges only, 2 none.</summary>
    public int? NoMerges { get; init; }

    /// <summary><c>max_sectors_kb</c>: the largest request the block layer makes, in KiB.</summary>
    public long? MaxSectorsKiB { get; init; }

    /// <summary><c>max_hw_sectors_kb</c>: the largest request the drive takes, in KiB.</summary>
    public long? MaxHwSectorsKiB { get; init; }

    /// <summary><c>read_ahead_kb</c> of the device that the file system lies on, in KiB: the top of the stack, not the drive.</summary>
    public long? ReadAheadKiB { get; init; }

    /// <summary>The settings from a drive's queue attributes, such as <c>host.Fingerprint.Queue</c>.</summary>
    /// <param name="drive">The attributes of <c>/sys/block/DRIVE/queue</c> by name.</param>
    /// <param name="top">Those of the device that the file system lies on; null where not known, or where the file system lies on the drive itself and <paramref name="drive"/> is given here too.</param>
    public static QueueSettings From(IReadOnlyDictionary<string, string> drive, IReadOnlyDictionary<string, string>? top = null)
    {
        ArgumentNullException.ThrowIfNull(drive);
        return new QueueSettings
        {
            NoMerges = (int?)Number(drive, "nomerges"),
            MaxSectorsKiB = Number(drive, "max_sectors_kb"),
            MaxHwSectorsKiB = Number(drive, "max_hw_sectors_kb"),
            ReadAheadKiB = top is null ? null : Number(top, "read_ahead_kb"),
        };
    }

    /// <summary>The settings from sysfs, such as <c>SysfsText.Read(host.PathOf("sysfs"))</c>.</summary>
    /// <param name="sysfs">The attributes of the devices.</param>
    /// <param name="drive">The drive's name, such as <c>nvme0n1</c>.</param>
    /// <param name="top">The device that the file system lies on, such as <c>dm-0</c>; null where it is not known.</param>
    /// <returns>The settings; each is null where the capture has no such device or attribute.</returns>
    public static QueueSettings From(SysfsCapture sysfs, string drive, string? top = null)
    {
        ArgumentNullException.ThrowIfNull(sysfs);
        SysfsDevice? of = sysfs.Find(drive);
        return new QueueSettings
        {
            NoMerges = (int?)of?.Nomerges,
            MaxSectorsKiB = of?.MaxSectorsKiB,
            MaxHwSectorsKiB = of?.MaxHwSectorsKiB,
            ReadAheadKiB = top is null ? null : sysfs.Find(top)?.ReadAheadKiB,
        };
    }

    private static long? Number(IReadOnlyDictionary<string, string> attributes, string name)
        => long.TryParse(attributes.GetValueOrDefault(name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value) ? value : null;
}
