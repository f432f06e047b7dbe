using NotebookKit.Diagnosis;

namespace NotebookKit.Knowledge;

/// <summary>Attributes that decide how many requests wait, who completes them, and what is counted.</summary>
internal static class ServiceAttributes
{
    public static IEnumerable<QueueAttribute> All { get; } =
    [
        new("nr_requests", "Requests that the block layer holds for a queue.", ChangeAtRunTime.Safe)
        {
            Symbols = ["nr_requests", "BLKDEV_DEFAULT_RQ"],
            Files = ["block/blk-mq.c", "block/blk-mq-tag.c"],
            Since = "documented July 2003",
            Default = "nvme: its queue's depth; with a scheduler twice that, 256 at most",
            BadValue = "small: processes wait for a free request (S, sleep) before Q becomes G",
            Explains = [FindingKind.Saturated],
        },
        new("wbt_lat_usec", "Writeback is throttled to keep reads below this latency, in us; 0 switches it off.", ChangeAtRunTime.Safe)
        {
            Symbols = ["QUEUE_FLAG_WC", "BLK_WBT"],
            Files = ["block/blk-wbt.c"],
            Since = "4.10, documented November 2016",
            Default = "2000 for flash, 75000 for turning drives; off under bfq",
            BadValue = "small: buffered writes crawl while anything is read",
        },
        new(
            "rq_affinity",
            "1: completions run on a CPU near the one that asked. 2: on that very CPU. 0: where the interrupt came.",
            ChangeAtRunTime.Safe
        )
        {
            Symbols = ["QUEUE_FLAG_SAME_COMP", "QUEUE_FLAG_SAME_FORCE"],
            Files = ["block/blk-mq.c", "block/blk-softirq.c"],
            Since = "documented September 2008",
            Default = "1",
            BadValue = "0 or 1 on a host whose interrupts all fall on one CPU",
        },
        new("io_timeout", "A request is given up after this time, in ms.", ChangeAtRunTime.Risky)
        {
            Symbols = ["rq_timeout"],
            Files = ["block/blk-timeout.c", "drivers/nvme/host/core.c"],
            Since = "documented November 2018",
            Default = "30000",
            BadValue = "short: a busy drive is reset",
            Explains = [FindingKind.Stalls],
            Risk = "a short one resets a drive that only is slow",
        },
        new("io_poll", "1: requests marked for it are polled for, without interrupts.", ChangeAtRunTime.Safe)
        {
            Symbols = ["QUEUE_FLAG_POLL"],
            Files = ["block/blk-mq.c"],
            Since = "4.4, documented November 2015",
            Default = "0 unless the driver has poll queues",
        },
        new("iostats", "1: I/O is counted in /proc/diskstats. 0: it is not.", ChangeAtRunTime.Safe)
        {
            Symbols = ["QUEUE_FLAG_IO_STAT"],
            Files = ["block/blk-core.c", "block/blk-sysfs.c"],
            Since = "documented January 2009",
            Default = "1; device-mapper counts for itself and shows 0 since 5.10",
            BadValue = "0: iostat shows nothing although the drive works",
            Explains = [FindingKind.AccountingArtefact],
            Suspect = ["0"],
            Remedy = "1",
        },
        new("add_random", "1: the times of requests feed the kernel's entropy.", ChangeAtRunTime.Safe)
        {
            Symbols = ["QUEUE_FLAG_ADD_RANDOM"],
            Since = "documented June 2010",
            Default = "0 for nvme, 1 for SCSI disks",
            BadValue = "1 on a fast drive costs time in each completion",
        },
        new(
            "write_cache",
            "write back: the drive has a volatile cache and gets flushes. write through: it gets none.",
            ChangeAtRunTime.Risky
        )
        {
            Symbols = ["QUEUE_FLAG_WC", "BLK_FEAT_WRITE_CACHE"],
            Files = ["block/blk-flush.c", "block/blk-sysfs.c"],
            Since = "4.7, documented April 2016",
            Default = "what the drive says",
            BadValue = "write back on a drive without one: flushes for nothing",
            Explains = [FindingKind.FlushStorm],
            Risk = "write through on a drive with a volatile cache loses data at a power failure",
        },
        new("fua", "1: the drive can write past its cache.", ChangeAtRunTime.ReadOnly)
        {
            Symbols = ["QUEUE_FLAG_FUA", "BLK_FEAT_FUA"],
            Files = ["block/blk-flush.c"],
            Since = "documented May 2018",
            Default = "from the drive",
            BadValue = "0: each FUA write becomes a write and a flush",
            Explains = [FindingKind.FlushStorm],
        },
        new("zoned", "none, host-aware or host-managed.", ChangeAtRunTime.ReadOnly)
        {
            Symbols = ["BLK_ZONED_HM"],
            Since = "documented September 2016",
            Default = "from the drive",
            BadValue = "host-managed needs writes in order: others fail",
        },
    ];
}
