using NotebookKit.Diagnosis;

namespace NotebookKit.Knowledge;

/// <summary>Attributes that decide whether neighbouring bios become one request.</summary>
internal static class MergeAttributes
{
    public static IEnumerable<QueueAttribute> All { get; } =
    [
        new("nomerges", "0: bios are merged with waiting requests. 1: only with the last one. 2: never.", ChangeAtRunTime.Safe)
        {
            Symbols = ["QUEUE_FLAG_NOMERGES", "QUEUE_FLAG_NOXMERGES"],
            Files = ["block/blk-merge.c", "block/blk-sysfs.c", "drivers/nvme/host/core.c", "drivers/block/loop.c"],
            Since = "2.6.26; value 2 documented January 2010",
            Default = "0. Until 4.4 the nvme driver set it (value 2); loop sets it for devices without direct I/O",
            BadValue = "2 where a layer above splits bios, as an LVM snapshot does into chunks: each piece becomes a request of its own",
            Explains = [FindingKind.MergeDisabled, FindingKind.MergeMissed, FindingKind.NotMerged],
            Suspect = ["2"],
            Remedy = "0",
            SideEffect = "Each bio is compared with waiting requests: with random I/O that finds nothing and costs CPU time.",
        },
        new("max_segments", "Pieces of memory in one request, at most.", ChangeAtRunTime.ReadOnly)
        {
            Symbols = ["BLK_MAX_SEGMENTS", "max_segments"],
            Files = ["block/blk-settings.c", "block/blk-merge.c"],
            Since = "documented March 2010",
            Default = "128 unless the driver says otherwise",
            BadValue = "small with scattered memory: requests end before max_sectors_kb",
            Explains = [FindingKind.MergeMissed, FindingKind.MaxSectors],
        },
        new("max_segment_size", "Bytes in one piece of memory, at most.", ChangeAtRunTime.ReadOnly)
        {
            Symbols = ["BLK_MAX_SEGMENT_SIZE"],
            Files = ["block/blk-settings.c"],
            Since = "documented March 2010",
            Default = "65536 unless the driver says otherwise; nvme lifts it",
            Explains = [FindingKind.MergeMissed],
        },
        new(
            "virt_boundary_mask",
            "Pieces of memory within a request must start and end at a multiple of this + 1 bytes, the first and last one excepted.",
            ChangeAtRunTime.ReadOnly
        )
        {
            Symbols = ["virt_boundary_mask"],
            Files = ["block/blk-merge.c", "drivers/nvme/host/core.c"],
            Since = "documented April 2021",
            Default = "nvme without SGL: 4095, from its PRP lists",
            BadValue = "odd buffers cannot merge",
            Explains = [FindingKind.MergeMissed],
        },
        new("rotational", "1: the drive turns, so order and idling pay. 0: it does not.", ChangeAtRunTime.Safe)
        {
            Symbols = ["QUEUE_FLAG_NONROT", "BLK_FEAT_ROTATIONAL"],
            Files = ["block/blk-sysfs.c"],
            Since = "documented January 2009",
            Default = "0 for nvme; SCSI and virtio ask the drive",
            BadValue = "1 on flash makes file systems and schedulers order and wait for nothing",
        },
        new("scheduler", "The I/O scheduler in brackets, and those that can be chosen.", ChangeAtRunTime.Safe)
        {
            Files = ["block/elevator.c", "block/mq-deadline.c", "block/bfq-iosched.c"],
            Since = "2.6.10",
            Default = "none with several hardware queues, mq-deadline with one",
            BadValue = "a scheduler that idles or limits on a fast drive; with none no insert event (I) is traced",
            Source = "Documentation/block/switching-sched.rst",
        },
    ];
}
