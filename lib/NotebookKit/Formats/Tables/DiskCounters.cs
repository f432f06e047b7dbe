namespace NotebookKit;

/// <summary>The counters of one device in <c>/proc/diskstats</c>, or their growth between
/// two snapshots; null where the kernel has no such field.</summary>
/// <remarks>
/// Source: Documentation/admin-guide/iostats.rst of the kernel. Eleven fields since 2.6, discards since 4.18, flushes since 5.5; partitions
/// had four up to 2.6.24. A request is counted when it completes, after merging.
/// </remarks>
internal sealed class DiskCounters
{
    /// <summary>Fields that the kernel of today prints.</summary>
    internal const int Count = 17;

    private readonly ulong?[] _values;

    internal DiskCounters(ulong?[] values) => _values = values;

    /// <summary>Reads completed.</summary>
    public ulong? ReadsCompleted => _values[0];

    /// <summary>Reads merged into another before they were queued.</summary>
    public ulong? ReadsMerged => _values[1];

    /// <summary>Sectors of 512 bytes read.</summary>
    public ulong? SectorsRead => _values[2];

    /// <summary>Sum of the times of all reads, in ms.</summary>
    public ulong? ReadMs => _values[3];

    /// <summary>Writes completed.</summary>
    public ulong? WritesCompleted => _values[4];

    /// <summary>Writes merged into another before they were queued.</summary>
    public ulong? WritesMerged => _values[5];

    /// <summary>Sectors of 512 bytes written.</summary>
    public ulong? SectorsWritten => _values[6];

    /// <summary>Sum of the times of all writes, in ms.</summary>
    public ulong? WriteMs => _values[7];

    /// <summary>Requests outstanding at the time of the snapshot: no counter, so it does not grow; null between two snapshots.</summary>
    public ulong? InFlight => _values[8];

    /// <summary>Time with at least one request outstanding, in ms.</summary>
    public ulong? BusyMs => _values[9];

    /// <summary>Sum over time of the requests outstanding, in ms.</summary>
    public ulong? WeightedMs => _values[10];

    /// <summary>Discards completed.</summary>
    public ulong? DiscardsCompleted => _values[11];

    /// <summary>Discards merged into another before they were queued.</summary>
    public ulong? DiscardsMerged => _values[12];

    /// <summary>Sectors of 512 bytes discarded.</summary>
    public ulong? SectorsDiscarded => _values[13];

    /// <summary>Sum of the times of all discards, in ms.</summary>
    public ulong? DiscardMs => _values[14];

    /// <summary>Flushes completed; not counted for partitions.</summary>
    public ulong? FlushesCompleted => _values[15];

    /// <summary>Sum of the times of all flushes, in ms.</summary>
    public ulong? FlushMs => _values[16];

    internal ulong? this[int field] => _values[field];
}

/// <summary>One device in a snapshot of <c>/proc/diskstats</c>.</summary>
/// <param name="Number">Its numbers.</param>
/// <param name="Name">Its name in the kernel, such as <c>nvme0n1</c> or <c>dm-3</c>.</param>
/// <param name="Counters">Its counters since it was added.</param>
internal sealed record DiskstatsDevice(BlockDevice Number, string Name, DiskCounters Counters);
