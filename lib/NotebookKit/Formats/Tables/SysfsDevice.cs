using System.Globalization;

namespace NotebookKit.Formats;

/// <summary>The attributes of one block device as sysfs shows them.</summary>
/// <remarks>Source: Documentation/ABI/stable/sysfs-block of the kernel. A value is null where this kernel has no such attribute.</remarks>
internal sealed class SysfsDevice
{
    private const string QueueFolder = "queue/";
    private readonly SortedDictionary<string, string> _attributes = new(StringComparer.Ordinal);

    internal SysfsDevice(string name) => Name = name;

    /// <summary>The device's name in the kernel, such as <c>nvme0n1</c>.</summary>
    public string Name { get; }

    /// <summary>Every attribute, by its path below the device: <c>queue/nomerges</c>.</summary>
    public IReadOnlyDictionary<string, string> Attributes => _attributes;

    /// <summary>The attributes of the queue, by name: <c>nomerges</c>. The same as a recording's <c>Host.Queue</c>.</summary>
    public IReadOnlyDictionary<string, string> QueueAttributes =>
        _attributes
            .Where(attribute => attribute.Key.StartsWith(QueueFolder, StringComparison.Ordinal))
            .ToDictionary(attribute => attribute.Key[QueueFolder.Length..], attribute => attribute.Value, StringComparer.Ordinal);

    /// <summary>0: every merge is tried; 1: the simple ones only; 2: none.</summary>
    public long? NoMerges => Number("nomerges");

    /// <summary>The I/O scheduler in use, such as <c>none</c>.</summary>
    public string? Scheduler => Queue("scheduler") is { } text ? Chosen(text) : null;

    /// <summary>The I/O schedulers that may be chosen.</summary>
    public IReadOnlyList<string> Schedulers =>
        Queue("scheduler")?.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(name => name.Trim('[', ']')).ToArray() ?? [];

    /// <summary>The largest request that the kernel makes, in KiB.</summary>
    public long? MaxSectorsKiB => Number("max_sectors_kb");

    /// <summary>The largest request that the device takes, in KiB.</summary>
    public long? MaxHwSectorsKiB => Number("max_hw_sectors_kb");

    /// <summary>Requests that the queue holds.</summary>
    public long? NrRequests => Number("nr_requests");

    /// <summary>Read-ahead, in KiB.</summary>
    public long? ReadAheadKiB => Number("read_ahead_kb");

    /// <summary>1: completions go to the CPU group that issued; 2: to the very CPU; 0: to any.</summary>
    public long? RqAffinity => Number("rq_affinity");

    /// <summary>True where the device says that it rotates.</summary>
    public bool? Rotational => Number("rotational") is { } value ? value != 0 : null;

    /// <summary>Whether the kernel keeps I/O statistics of the device: without them iostat shows zeros.</summary>
    public bool? IoStats => Number("iostats") is { } value ? value != 0 : null;

    /// <summary>The smallest unit that the device addresses, in bytes.</summary>
    public long? LogicalBlockBytes => Number("logical_block_size");

    /// <summary>The smallest unit that the device writes without reading first, in bytes.</summary>
    public long? PhysicalBlockBytes => Number("physical_block_size");

    /// <summary><c>write back</c> or <c>write through</c>.</summary>
    public string? WriteCache => Queue("write_cache");

    /// <summary>Target latency of writeback throttling in µs; 0 where it is off.</summary>
    public long? WbtLatUsec => Number("wbt_lat_usec");

    /// <summary>An attribute of the queue as text, such as <c>nomerges</c>.</summary>
    /// <returns>Null where there is none.</returns>
    public string? Queue(string attribute) => _attributes.GetValueOrDefault(QueueFolder + attribute);

    internal void Set(string attribute, string value) => _attributes[attribute] = value;

    private long? Number(string attribute) =>
        long.TryParse(Queue(attribute), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value) ? value : null;

    // "[none] mq-deadline"; a device without a choice shows "none" alone.
    private static string Chosen(string text)
    {
        int open = text.IndexOf('[', StringComparison.Ordinal);
        int close = text.IndexOf(']', StringComparison.Ordinal);
        return open >= 0 && close > open ? text[(open + 1)..close] : text.Trim();
    }
}
