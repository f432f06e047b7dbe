using System.Collections;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using NotebookKit.Display;

namespace NotebookKit;

/// <summary>
/// The request queue of a block device as <c>/sys/block/DEVICE/queue</c> shows it: its attributes by name, as they were read, and the ones
/// that decide about requests as numbers. What was not read is absent, and null as a number; so is what is no number that the kernel would
/// print.
/// </summary>
/// <remarks>Source: the kernel's Documentation/ABI/stable/sysfs-block. A number that is set replaces the attribute of its name.</remarks>
[TypeFormatterSource(typeof(ShownFormatterSource))]
[SuppressMessage(
    "Naming",
    "CA1710",
    Justification = "What it is comes first; that its attributes are looked up by name is how they are had."
)]
[SuppressMessage("Naming", "CA1711", Justification = "It is a queue: the block layer's.")]
public sealed record DeviceQueue : IReadOnlyDictionary<string, string>, ITabled
{
    /// <summary>Nothing is known of the queue.</summary>
    public static readonly DeviceQueue Unknown = new();

    private ImmutableSortedDictionary<string, string> _attributes = ImmutableSortedDictionary.Create<string, string>(
        StringComparer.Ordinal
    );

    /// <summary>A queue of which nothing is known but what is set behind it.</summary>
    public DeviceQueue() { }

    /// <summary>A queue by its attributes.</summary>
    /// <param name="attributes">Such as <c>nomerges</c> = <c>2</c>.</param>
    public DeviceQueue(IEnumerable<KeyValuePair<string, string>> attributes) => _attributes = _attributes.SetItems(attributes);

    /// <summary>A queue by its attributes, as a dictionary holds them.</summary>
    /// <param name="attributes">Such as <c>nomerges</c> = <c>2</c>.</param>
    // Not `new(attributes)`: inside, that is the copy of a queue, to which a dictionary would be converted first.
    public static implicit operator DeviceQueue(Dictionary<string, string> attributes) =>
        new((IEnumerable<KeyValuePair<string, string>>)attributes);

    /// <summary><c>nomerges</c>: 0 all merges, 1 simple one-hit merges only, 2 none.</summary>
    public int? NoMerges
    {
        get => (int?)Number("nomerges");
        init => Set("nomerges", value);
    }

    /// <summary><c>max_sectors_kb</c>: the largest request of reads or writes that the block layer makes, in KiB.</summary>
    public long? MaxSectorsKiB
    {
        get => Number("max_sectors_kb");
        init => Set("max_sectors_kb", value);
    }

    /// <summary><c>max_hw_sectors_kb</c>: the largest request that the drive takes, in KiB.</summary>
    public long? MaxHwSectorsKiB
    {
        get => Number("max_hw_sectors_kb");
        init => Set("max_hw_sectors_kb", value);
    }

    /// <summary><c>max_segments</c>: the most pieces of memory in one request.</summary>
    public long? MaxSegments
    {
        get => Number("max_segments");
        init => Set("max_segments", value);
    }

    /// <summary><c>virt_boundary_mask</c>: the mask of addresses at which pieces of
    /// memory must join, in bytes; 0 for none. NVMe has 4095.</summary>
    public long? VirtualBoundaryMask
    {
        get => Number("virt_boundary_mask");
        init => Set("virt_boundary_mask", value);
    }

    /// <summary><c>scheduler</c>: the one selected, such as <c>none</c>.</summary>
    public string? Scheduler
    {
        // "[none] mq-deadline"; a device without a choice shows "none" alone.
        get =>
            Text("scheduler") is not { } all ? null
            : all.IndexOf('[', StringComparison.Ordinal) is >= 0 and int open && all.IndexOf(']', open) is > 0 and int close
                ? all[(open + 1)..close]
            : Schedulers is [var only] ? only
            : null;
        init => Set("scheduler", value);
    }

    /// <summary><c>scheduler</c>: those that may be selected; empty where not known.</summary>
    public IReadOnlyList<string> Schedulers =>
        Text("scheduler")?.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(name => name.Trim('[', ']')).ToArray() ?? [];

    /// <summary><c>nr_requests</c>: how many requests of reads, and of writes, may be allocated at once.</summary>
    public int? NrRequests
    {
        get => (int?)Number("nr_requests");
        init => Set("nr_requests", value);
    }

    /// <summary><c>wbt_lat_usec</c>: write-back is throttled to keep reads below this latency,
    /// in us; 0 where it is switched off, null where not known or not built in.</summary>
    public long? WbtLatUsec
    {
        get => Number("wbt_lat_usec");
        init => Set("wbt_lat_usec", value);
    }

    /// <summary><c>rotational</c>: true for a disk, false for flash.</summary>
    public bool? Rotational
    {
        get => Truth("rotational");
        init => Set("rotational", value is { } rotates ? (rotates ? 1 : 0) : null);
    }

    /// <summary><c>read_ahead_kb</c> of this device, in KiB. It counts where a file system lies on the device.</summary>
    public long? ReadAheadKiB
    {
        get => Number("read_ahead_kb");
        init => Set("read_ahead_kb", value);
    }

    /// <summary><c>read_ahead_kb</c> of the device that the file system lies on, in KiB: the top of the stack;
    /// null where it is not known. A drive's own is <see cref="ReadAheadKiB"/>.</summary>
    public long? TopReadAheadKiB { get; init; }

    /// <summary><c>rq_affinity</c>: 1 completes on the group of CPUs that issued, 2 on the very CPU, 0 on any.</summary>
    public long? RqAffinity => Number("rq_affinity");

    /// <summary><c>iostats</c>: whether the kernel keeps I/O statistics of the device; without them iostat shows zeros.</summary>
    public bool? IoStats => Truth("iostats");

    /// <summary><c>logical_block_size</c>: the smallest unit that the device addresses, in bytes.</summary>
    public long? LogicalBlockBytes => Number("logical_block_size");

    /// <summary><c>write_cache</c>: <c>write back</c> or <c>write through</c>.</summary>
    public string? WriteCache => Text("write_cache");

    /// <summary>Number of attributes known.</summary>
    public int Count => _attributes.Count;

    /// <inheritdoc/>
    public IEnumerable<string> Keys => _attributes.Keys;

    /// <inheritdoc/>
    public IEnumerable<string> Values => _attributes.Values;

    /// <summary>True where any attribute is known that decides about merges.</summary>
    internal bool TellsOfMerges => NoMerges is not null || MaxSectorsKiB is not null || MaxSegments is not null || Scheduler is not null;

    /// <summary><see cref="MaxSectorsKiB"/> in 512-byte sectors.</summary>
    internal long? MaxSectors => MaxSectorsKiB * 2;

    /// <summary>An attribute as it was read, such as <c>nomerges</c>.</summary>
    public string this[string key] => _attributes[key];

    /// <inheritdoc/>
    public bool ContainsKey(string key) => _attributes.ContainsKey(key);

    /// <inheritdoc/>
    public bool TryGetValue(string key, [MaybeNullWhen(false)] out string value) => _attributes.TryGetValue(key, out value);

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, string>> GetEnumerator() => _attributes.GetEnumerator();

    /// <summary>Equal where the same is known.</summary>
    public bool Equals(DeviceQueue? other) =>
        other is not null && TopReadAheadKiB == other.TopReadAheadKiB && _attributes.SequenceEqual(other._attributes);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Count, Text("nomerges"), Text("scheduler"), Text("max_sectors_kb"));

    /// <summary>One row an attribute.</summary>
    public ResultTable ToTable() => new ResultTable().Text("attribute", Keys).Text("value", Values).Titled("Attributes of a queue");

    /// <inheritdoc/>
    public override string ToString() => string.Join("\n", _attributes.Select(attribute => $"{attribute.Key} {attribute.Value}"));

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private string? Text(string name) => _attributes.GetValueOrDefault(name)?.Trim() is { Length: > 0 } text ? text : null;

    // The kernel prints these as unsigned int: no more than fits, so that no sum of them overflows.
    private long? Number(string name) =>
        int.TryParse(Text(name), NumberStyles.None, CultureInfo.InvariantCulture, out int value) ? value : null;

    private bool? Truth(string name) => Number(name) is { } value ? value != 0 : null;

    private void Set(string name, long? value) => Set(name, value?.ToString(CultureInfo.InvariantCulture));

    private void Set(string name, string? value) =>
        _attributes = value is null ? _attributes.Remove(name) : _attributes.SetItem(name, value);
}
