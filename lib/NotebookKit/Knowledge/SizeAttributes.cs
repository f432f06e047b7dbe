using NotebookKit.Diagnosis;

namespace NotebookKit.Knowledge;

/// <summary>Attributes that decide how large requests are.</summary>
internal static class SizeAttributes
{
    public static IEnumerable<QueueAttribute> All { get; } =
    [
        new("max_sectors_kb", "The largest request of a file system, in KiB.", ChangeAtRunTime.Safe)
        {
            Symbols = ["max_sectors", "BLK_DEF_MAX_SECTORS"],
            Files = ["block/blk-settings.c", "block/blk-sysfs.c", "block/blk-merge.c"],
            Since = "documented September 2004",
            Default = "1280 KiB or what the drive takes; 4096 from 6.5 on",
            BadValue = "small: large bios are split (X) into many requests",
            Explains = [FindingKind.MaxSectors],
            Remedy = "the value of max_hw_sectors_kb",
        },
        new("max_hw_sectors_kb", "The largest request that the drive takes, in KiB.", ChangeAtRunTime.ReadOnly)
        {
            Symbols = ["max_hw_sectors"],
            Files = ["block/blk-settings.c", "drivers/nvme/host/core.c"],
            Since = "documented September 2004",
            Default = "nvme: from the drive's MDTS",
            Explains = [FindingKind.MaxSectors],
        },
        new("read_ahead_kb", "How far sequential reads are fetched ahead, in KiB.", ChangeAtRunTime.Safe)
        {
            Symbols = ["ra_pages", "VM_READAHEAD_PAGES"],
            Files = ["mm/readahead.c", "block/blk-sysfs.c"],
            Since = "documented May 2004",
            Default = "128; twice the optimal I/O size where the drive names one",
            BadValue = "0: each page is read for itself, 4 KiB at a time",
            Explains = [FindingKind.NoReadAhead, FindingKind.OneAtATime],
            Suspect = ["0"],
            Remedy = "128",
        },
        new("chunk_sectors", "Requests may not cross a multiple of this many 512-byte sectors; 0 for no limit.", ChangeAtRunTime.ReadOnly)
        {
            Symbols = ["chunk_sectors"],
            Files = ["block/blk-merge.c", "block/blk-settings.c"],
            Since = "documented September 2016",
            Default = "nvme: the drive's NOIOB; zoned drives: the zone",
            BadValue = "requests are cut at its multiples",
            Explains = [FindingKind.MaxSectors],
        },
        new("logical_block_size", "The smallest unit that can be addressed, in bytes.", ChangeAtRunTime.ReadOnly)
        {
            Symbols = ["logical_block_size"],
            Since = "documented May 2009",
            Default = "what the drive was formatted to, 512 or 4096",
        },
        new("physical_block_size", "The smallest unit that the drive writes without reading first, in bytes.", ChangeAtRunTime.ReadOnly)
        {
            Symbols = ["physical_block_size"],
            Since = "documented May 2009",
            Default = "from the drive",
            BadValue = "partitions not aligned to it make the drive read before each write",
        },
        new("minimum_io_size", "The smallest request without a penalty, in bytes; a RAID's chunk.", ChangeAtRunTime.ReadOnly)
        {
            Symbols = ["io_min"],
            Since = "documented April 2009",
        },
        new("optimal_io_size", "The request size the device prefers, in bytes; 0 where it names none.", ChangeAtRunTime.ReadOnly)
        {
            Symbols = ["io_opt"],
            Since = "documented April 2009",
            BadValue = "a nonsense value from the drive misplaces partitions and read-ahead",
        },
        new("discard_max_bytes", "The largest discard sent, in bytes; 0 switches discards off.", ChangeAtRunTime.Safe)
        {
            Symbols = ["max_discard_sectors"],
            Files = ["block/blk-lib.c", "block/blk-sysfs.c"],
            Since = "documented May 2011",
            Default = "what the drive takes",
            BadValue = "large discards hold up reads on some drives",
        },
    ];
}
