namespace NotebookKit;

/// <summary>Why a bio that continues another one was not merged with it.</summary>
internal enum MergeMiss
{
    /// <summary>The queue merges nothing (<c>nomerges</c> 2), or only with the request merged last (<c>nomerges</c> 1). Without the
    /// attribute: inferred, where no bio at all was merged.</summary>
    MergingOff,

    /// <summary>Preflush, FUA or atomic writes, which the kernel merges with nothing of
    /// another kind (REQ_NOMERGE_FLAGS, blk_rq_merge_ok).</summary>
    DifferentFlags,

    /// <summary>Together they might have more pieces of memory than <c>max_segments</c>,
    /// or join away from <c>virt_boundary_mask</c>.</summary>
    SegmentLimits,

    /// <summary>None of the reasons that the trace and the queue's attributes can tell.</summary>
    Unknown,

    /// <summary>Together they would be larger than <c>max_sectors_kb</c>, or the bio alone is and was split.</summary>
    SizeLimit,

    /// <summary>The neighbour had left the plug: it was issued, or the plug was flushed, before the bio came.</summary>
    PlugFlushed,

    /// <summary>The neighbour waited in the plug of another process, where the bio does not look.</summary>
    OtherPlug,

    /// <summary>The neighbour had completed before the bio came.</summary>
    Gap,
}

/// <summary>The bios of one device that continue another one, and what kept apart those that were not merged.</summary>
/// <param name="Device">The device.</param>
/// <param name="Bios">Reads and writes queued (Q).</param>
/// <param name="Merged">Bios that were merged.</param>
/// <param name="Misses">The others that continue a bio, by reason, the most frequent first.</param>
/// <param name="GapP50Ns">Median time from the neighbour's completion to the bio, in ns, of those kept apart by
/// <see cref="MergeMiss.Gap"/>; null without any.</param>
/// <param name="Queue">What was known of the queue.</param>
/// <param name="MaxSectorsInferred">The size limit where the attribute is unknown: the
/// largest request of a device that splits bios, in sectors; else null.</param>
public sealed record DeviceMissedMerges(
    BlockDevice Device,
    long Bios,
    long Merged,
    IReadOnlyList<DeviceMissedMerges.Miss> Misses,
    double? GapP50Ns,
    DeviceQueue Queue,
    long? MaxSectorsInferred
)
{
    /// <summary>Bios that continue another bio at either end: merged or not.</summary>
    public long Adjacent => Merged + Misses.Sum(miss => miss.Bios);

    /// <summary>
    /// Bios that could have been merged but were not: the neighbour was waiting in the same plug or queue, and together they are within the
    /// size limit. The reasons <see cref="MergeMiss.MergingOff"/>, <see cref="MergeMiss.DifferentFlags"/>,
    /// <see cref="MergeMiss.SegmentLimits"/> and <see cref="MergeMiss.Unknown"/>.
    /// </summary>
    public long Missed => Misses.Where(miss => miss.Reason <= MergeMiss.Unknown).Sum(miss => miss.Bios);

    /// <summary>Bios that were merged or could have been.</summary>
    public long Mergeable => Merged + Missed;

    /// <summary>The share of mergeable bios that were not merged, 0 to 1; null where none was mergeable.</summary>
    public double? MissedShare => Mergeable == 0 ? null : (double)Missed / Mergeable;

    /// <summary>What most often kept bios apart that could have been merged; where none
    /// could, what most often kept adjacent ones apart; null where nothing did.</summary>
    public Miss? MainReason =>
        Misses.Where(miss => miss.Reason <= MergeMiss.Unknown).MaxBy(miss => miss.Bios) is { } missed && missed.Bios * 20 >= Merged
            ? missed
            : Misses.MaxBy(miss => miss.Bios);

    /// <summary>How often a reason kept bios apart.</summary>
    /// <param name="Bios">Number of bios.</param>
    /// <param name="Words">The reason in words, with the attribute that tells it.</param>
    public sealed record Miss(long Bios, string Words)
    {
        /// <summary>The reason.</summary>
        internal MergeMiss Reason { get; init; }
    }
}
