namespace NotebookKit.Diagnosis;

/// <summary>The names by which programs know a kind of finding (<see cref="Finding.Kind"/>):
/// they stand in files that others read, so none is ever renamed.</summary>
internal static class FindingKind
{
    /// <summary>A cause: requests side by side are not merged, because nomerges switches merging off.</summary>
    public const string MergeDisabled = "merge-disabled";

    /// <summary>A cause: requests side by side are not merged though nomerges allows it.</summary>
    public const string MergeMissed = "merge-missed";

    /// <summary>A cause: small requests side by side reach the drive, and bios were not traced to tell why.</summary>
    public const string NotMerged = "not-merged";

    /// <summary>A cause: a size limit of the queue cuts large requests.</summary>
    public const string MaxSectors = "max-sectors";

    /// <summary>A cause: sequential reads come one page at a time: read-ahead is off.</summary>
    public const string NoReadAhead = "no-readahead";

    /// <summary>A cause: the application itself asks for little at a time.</summary>
    public const string AppSmall = "app-small";

    /// <summary>A cause: small sequential reads, each issued after the one before was
    /// answered; settings do not tell whose doing it is.</summary>
    public const string OneAtATime = "one-at-a-time";

    /// <summary>A cause: a ceiling on requests a second.</summary>
    public const string IopsCap = "iops-cap";

    /// <summary>A cause: a ceiling on bytes a second.</summary>
    public const string BandwidthCap = "bandwidth-cap";

    /// <summary>A cause: the load asks for more than the drive gives.</summary>
    public const string Saturated = "saturated";

    /// <summary>A cause: the drive completes nothing for a while, with requests in hand.</summary>
    public const string Stalls = "stalls";

    /// <summary>A cause: the drive fails requests.</summary>
    public const string IoErrors = "io-errors";

    /// <summary>A cause: a device-mapper layer fails requests itself.</summary>
    public const string DmErrors = "dm-errors";

    /// <summary>A cause: each first write is copied to a snapshot.</summary>
    public const string SnapshotCow = "snapshot-cow";

    /// <summary>A cause: writes are forced to the medium one by one.</summary>
    public const string FlushStorm = "flush-storm";

    /// <summary>A cause: a device-mapper layer holds each I/O.</summary>
    public const string DmDelay = "dm-delay";

    /// <summary>A cause: one member of an array is slower than its peers.</summary>
    public const string SlowMember = "slow-member";

    /// <summary>A cause: a control group's limit holds I/O back above the drive.</summary>
    public const string Throttled = "throttled";

    /// <summary>A cause: a scheduler, write-back throttling or too few places in the queue hold requests above the drive.</summary>
    public const string HeldAboveDrive = "held-above-drive";

    /// <summary>A cause: a layer cuts what comes large, and nothing merges the pieces again.</summary>
    public const string LayerCuts = "layer-cuts";

    /// <summary>A cause: the drive answers nothing any more.</summary>
    public const string HungDrive = "hung-drive";

    /// <summary>A cause: the drive is slow at any depth.</summary>
    public const string SlowDrive = "slow-drive";

    /// <summary>A cause: the drive is busy with discards, and reads wait for them.</summary>
    public const string Discards = "discards";

    /// <summary>No cause was found, and latency, rate and depth were ordinary.</summary>
    public const string NoCause = "no-cause";

    /// <summary>Something is slow, and no rule says why.</summary>
    public const string SlowUnexplained = "slow-unexplained";

    /// <summary>The drive becomes slower in the course of the trace, and the load does not explain it.</summary>
    public const string SlowerOverTime = "slower-over-time";

    /// <summary>What was captured does not tell.</summary>
    public const string InsufficientEvidence = "insufficient-evidence";

    /// <summary>Events lie far from all others in time.</summary>
    public const string FarEvents = "far-events";

    /// <summary>A law of the trace is violated: events are missing.</summary>
    public const string LostEvents = "lost-events";

    /// <summary>A law of the counters is violated: a column cannot be true.</summary>
    public const string AccountingArtefact = "accounting-artefact";

    /// <summary>Bios end in a layer and never reach the device below.</summary>
    public const string EndsInLayer = "ends-in-layer";

    /// <summary>The rate is flat, and nothing tells that it is a limit.</summary>
    public const string RatePlateau = "rate-plateau";

    /// <summary>What merging would save.</summary>
    public const string IfMerged = "if-merged";

    /// <summary>All places of the queue are taken now and then.</summary>
    public const string TagsRunOut = "tags-run-out";

    /// <summary>%util says more than the drive's queue does.</summary>
    public const string UtilOverstated = "util-overstated";

    /// <summary>A process of the kernel makes much of the load.</summary>
    public const string Background = "background";

    /// <summary>A layer makes more I/O than it was given.</summary>
    public const string Amplification = "amplification";

    /// <summary>A disk beside flash under one layer.</summary>
    public const string UnlikeMember = "unlike-member";

    /// <summary>Requests went back to the queue, and none failed.</summary>
    public const string Requeued = "requeued";

    /// <summary>The load is small and random: nothing could be merged.</summary>
    public const string RandomSmall = "random-small";

    /// <summary>Merging is switched off, and nothing could have been merged.</summary>
    public const string MergeDisabledHarmless = "merge-disabled-harmless";

    /// <summary>An operation is refused that the device does not know.</summary>
    public const string NotSupported = "not-supported";

    /// <summary>Requests that must not wait came back, and were asked again.</summary>
    public const string WouldWait = "would-wait";

    /// <summary>A fix was measured.</summary>
    public const string FixVerified = "fix-verified";

    /// <summary>A device's verdict, as a case shows it.</summary>
    public const string Verdict = "verdict";

    /// <summary>What to do, as a case shows it.</summary>
    public const string Remedy = "remedy";

    /// <summary>What differs from a good case.</summary>
    public const string Against = "against";

    /// <summary>Averages since boot: they tell no slow time.</summary>
    public const string SinceBoot = "since-boot";

    /// <summary>What tables without a trace tell.</summary>
    public const string TableFacts = "table-facts";

    /// <summary>Nothing was asked of the device.</summary>
    public const string Idle = "idle";

    /// <summary>Requests were waiting, and none was completed.</summary>
    public const string NoCompletion = "no-completion";
}
