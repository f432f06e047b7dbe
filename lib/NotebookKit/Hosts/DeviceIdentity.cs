using System.Globalization;
using System.Text.Json.Serialization;
using NotebookKit.Stats;

namespace NotebookKit.Hosts;

/// <summary>What tells a block device from another that gets its name: names change with
/// every boot, and with whatever is plugged in.</summary>
/// <param name="Name">The kernel's name when it was looked at, such as <c>nvme1n1</c>.</param>
/// <param name="Bytes">Its size.</param>
internal sealed record DeviceIdentity(string Name, long Bytes)
{
    /// <summary>The name that its maker or its driver gave it for good: an NVMe namespace's <c>eui.</c> or <c>nvme.</c> name, a SCSI one,
    /// device-mapper's UUID; null where none is told.</summary>
    public string? Wwid { get; init; }

    /// <summary>Its serial number; null where none is told.</summary>
    public string? Serial { get; init; }

    /// <summary>The partition's number; null for a whole disk.</summary>
    public int? Partition { get; init; }

    /// <summary>The partition's first sector of 512 bytes; null for a whole disk.</summary>
    public long? Start { get; init; }

    /// <summary>What a loop device lies on; null for others.</summary>
    public LoopImage? Loop { get; init; }

    /// <summary>The kernel's count of disks that came, this one's number: no two disks of
    /// a boot share one, whatever their names. Null before kernel 5.15.</summary>
    public long? DiskSequence { get; init; }

    /// <summary>What a person recognises it by.</summary>
    [JsonIgnore]
    public string Text =>
        string.Join(
            ", ",
            (string[])
                [
                    Name,
                    string.Create(CultureInfo.InvariantCulture, $"{Bytes >> 20} MiB"),
                    .. Partition is { } number
                        ? [string.Create(CultureInfo.InvariantCulture, $"partition {number} from sector {Start}")]
                        : Array.Empty<string>(),
                    .. Serial is null ? [] : (string[])[$"serial {Serial}"],
                    .. Wwid is null ? [] : (string[])[$"WWID {Wwid}"],
                    .. Loop is null
                        ? []
                        : (string[])
                            [string.Create(CultureInfo.InvariantCulture, $"image {Loop.Path} (inode {Loop.Inode}, offset {Loop.Offset})")],
                    .. Loop is null && Name.StartsWith("loop", StringComparison.Ordinal) && Bytes == 0
                        ? (string[])["without an image"]
                        : [],
                ]
        );

    // What it is still known by after a reboot.
    private bool Lasts => Wwid is not null || Serial is not null || Loop is not null;

    /// <summary>Looks at a block device.</summary>
    /// <param name="name">The kernel's name.</param>
    /// <returns>Null where there is none of that name.</returns>
    public static DeviceIdentity? Of(string name)
    {
        string folder = "/sys/class/block/" + name;
        if (!Directory.Exists(folder))
        {
            return null;
        }

        string disk = FingerprintReader.DiskOf(name);
        string of = "/sys/block/" + disk;
        bool isPartition = File.Exists(folder + "/partition");
        return new DeviceIdentity(name, (Number(folder + "/size") ?? 0) * Sector.Bytes)
        {
            Wwid =
                HostText.Line(of + "/wwid")
                ?? HostText.Line(of + "/device/wwid")
                ?? HostText.Line(of + "/device/cid")
                ?? HostText.Line(of + "/dm/uuid")
                ?? HostText.Line(of + "/md/uuid"),
            Serial = HostText.Line(of + "/serial") ?? HostText.Line(of + "/device/serial"),
            Partition = isPartition ? (int?)Number(folder + "/partition") : null,
            Start = isPartition ? Number(folder + "/start") : null,
            Loop = LoopImage.Of(disk),
            DiskSequence = Number(of + "/diskseq"),
        };
    }

    /// <summary>Tells whether a device of now is this one, in what it holds: a disk that was unplugged and came back is.</summary>
    /// <param name="now">The device of now.</param>
    /// <param name="sameBoot">False where the host was rebooted since this was noted.</param>
    /// <returns>What differs; null where it is the same.</returns>
    internal string? Difference(DeviceIdentity now, bool sameBoot)
    {
        string? lasting =
            Differs("its WWID is", now.Wwid, Wwid)
            ?? Differs("its serial number is", now.Serial, Serial)
            ?? (Loop is null != now.Loop is null || (Loop is not null && !IsSame(Loop, now.Loop!, sameBoot)) ? "it is " + now.Text : null)
            ?? (Bytes != now.Bytes ? string.Create(CultureInfo.InvariantCulture, $"it has {now.Bytes} bytes, not {Bytes}") : null)
            ?? ((Partition, Start) != (now.Partition, now.Start) ? "it is another part of its disk" : null);
        if (lasting is not null || Lasts)
        {
            return lasting;
        }

        return !sameBoot ? "nothing is known of it that lasts over a reboot"
            : DiskSequence is null ? (Name == now.Name ? null : "nothing but its name was known of it")
            : Replaced(now);
    }

    /// <summary>Tells whether a device of now is this one without a break since: only
    /// then the settings of its queue are those that were changed.</summary>
    /// <returns>What differs; null where it is the same.</returns>
    internal string? DifferenceOfQueue(DeviceIdentity now) => Replaced(now) ?? Difference(now, sameBoot: true);

    private string? Replaced(DeviceIdentity now) =>
        DiskSequence is { } number && now.DiskSequence != number
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"another disk came under that name since (the kernel's disk number {now.DiskSequence}, not {number})"
            )
            : null;

    // The numbers of the devices below change with a reboot.
    private static bool IsSame(LoopImage then, LoopImage now, bool sameBoot) =>
        then.Offset == now.Offset
        && (sameBoot ? then.IsSameFile(now) : then.BlockDevice is null && (then.Path, then.Inode) == (now.Path, now.Inode));

    private static string? Differs(string what, string? now, string? then) =>
        then is null || now == then ? null : $"{what} {now ?? "not told"}, not {then}";

    private static long? Number(string path) =>
        long.TryParse(HostText.Line(path), NumberStyles.None, CultureInfo.InvariantCulture, out long value) ? value : null;
}
