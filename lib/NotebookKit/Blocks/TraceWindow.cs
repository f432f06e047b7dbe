namespace NotebookKit.Blocks;

/// <summary>What happened on one device in one stretch of time, as numbers that a classifier can weigh.</summary>
/// <remarks>Null where the stretch holds nothing that the number could be taken from.</remarks>
internal sealed record TraceWindow
{
    /// <summary>Start of the stretch, in ns after the trace's start.</summary>
    public required long FromNs { get; init; }

    /// <summary>Its length, in ns.</summary>
    public required long WidthNs { get; init; }

    /// <summary>Bios queued (Q), flushes left out.</summary>
    public required long Bios { get; init; }

    /// <summary>Requests first issued (D), flushes left out.</summary>
    public required long Requests { get; init; }

    /// <summary>Requests completed (C), flushes left out; bios on a device without requests.</summary>
    public required long Completed { get; init; }

    /// <summary>Share of the bios that were merged into another's request.</summary>
    public double? MergedShare { get; init; }

    /// <summary>Splits for each bio.</summary>
    public double? SplitsPerBio { get; init; }

    /// <summary>Bios for each request issued.</summary>
    public double? BiosPerRequest { get; init; }

    /// <summary>Median size at Q, in sectors.</summary>
    public double? SizeAtQP50 { get; init; }

    /// <summary>Median size at D, in sectors.</summary>
    public double? SizeAtDP50 { get; init; }

    /// <summary>Median D2C of the requests completed, in ms.</summary>
    public double? D2CP50Ms { get; init; }

    /// <summary>99th percentile of D2C of the requests completed, in ms.</summary>
    public double? D2CP99Ms { get; init; }

    /// <summary>Median Q2C of the bios completed, in ms.</summary>
    public double? Q2CP50Ms { get; init; }

    /// <summary>Share of the requests' time from first Q to C that passed before D.</summary>
    public double? Q2DShare { get; init; }

    /// <summary>Mean number of requests issued and not completed; of bios on a device without requests.</summary>
    public double? DepthMean { get; init; }

    /// <summary>Completions a second.</summary>
    public double Iops { get; init; }

    /// <summary>MiB completed a second.</summary>
    public double MiBPerSecond { get; init; }

    /// <summary>Standard deviation over mean of the completions in ten equal parts of the stretch: near 0 on a rate plateau.</summary>
    public double? IopsVariation { get; init; }

    /// <summary>Longest time without a completion while something was outstanding, in ms.</summary>
    public double? LongestStallMs { get; init; }

    /// <summary>Share of reads among the I/O completed.</summary>
    public double? ReadShare { get; init; }

    /// <summary>Share of bios that touch or overlap the one queued before.</summary>
    public double? SequentialShare { get; init; }

    /// <summary>Share of flushes among the bios queued, flushes included.</summary>
    public double? FlushShare { get; init; }

    /// <summary>Requests completed with an error.</summary>
    public long Errors { get; init; }

    /// <summary>Requeues of the requests completed.</summary>
    public long Requeues { get; init; }
}
