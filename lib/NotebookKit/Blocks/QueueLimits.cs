using System.Globalization;

namespace NotebookKit.Blocks;

/// <summary>The attributes of a request queue that decide about merges; what is not known is null.</summary>
/// <remarks>Source: the kernel's Documentation/ABI/stable/sysfs-block, entries of <c>/sys/block/DEV/queue</c>.</remarks>
public sealed record QueueLimits
{
    /// <summary>Nothing is known of the queue.</summary>
    public static readonly QueueLimits Unknown = new();

    /// <summary><c>nomerges</c>: 0 all merges, 1 simple one-hit merges only, 2 none.</summary>
    public int? NoMerges { get; init; }

    /// <summary>The largest request of reads or writes, in 512-byte sectors (<c>max_sectors_kb</c>).</summary>
    public long? MaxSectors { get; init; }

    /// <summary>The most pieces of memory in one request (<c>max_segments</c>).</summary>
    public long? MaxSegments { get; init; }

    /// <summary>The mask of addresses at which pieces of memory must join (<c>virt_boundary_mask</c>), in bytes; 0 for none. NVMe has 4095.</summary>
    public long? VirtualBoundaryMask { get; init; }

    /// <summary>The scheduler selected, such as <c>none</c>.</summary>
    public string? Scheduler { get; init; }

    /// <summary>True where any attribute is known.</summary>
    public bool Any => NoMerges is not null || MaxSectors is not null || MaxSegments is not null || Scheduler is not null;

    /// <summary>Takes the attributes that matter out of a queue's, by name; values that are no numbers are left unknown.</summary>
    /// <param name="attributes">Such as <c>nomerges</c> = <c>2</c>, as <c>/sys/block/DEV/queue</c> gives them; null for none.</param>
    public static QueueLimits From(IReadOnlyDictionary<string, string>? attributes) => attributes is null ? Unknown : new QueueLimits
    {
        NoMerges = (int?)Number(attributes, "nomerges"),
        MaxSectors = Number(attributes, "max_sectors_kb") * 2,
        MaxSegments = Number(attributes, "max_segments"),
        VirtualBoundaryMask = Number(attributes, "virt_boundary_mask"),
        Scheduler = Selected(attributes.GetValueOrDefault("scheduler")),
    };

    private static long? Number(IReadOnlyDictionary<string, string> attributes, string name)
        => int.TryParse(attributes.GetValueOrDefault(name)?.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out int value) ? value : null;

    private static string? Selected(string? schedulers)
    {
        int open = schedulers?.IndexOf('[', StringComparison.Ordinal) ?? -1;
        int close = open < 0 ? -1 : schedulers!.IndexOf(']', open);
        return close > 0 ? schedulers![(open + 1)..close] : schedulers?.Trim() is { Length: > 0 } only && !only.Contains(' ', StringComparison.Ordinal) ? only : null;
    }
}
