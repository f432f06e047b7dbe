using NotebookKit.Diagnosis;

namespace NotebookKit.Cases;

/// <summary>What to do about a cause. Source of the attributes: the kernel's Documentation/ABI/stable/sysfs-block.</summary>
internal static class Remedies
{
    /// <summary>The first thing to do; null where the cause is not known here. What was captured is not asked for again.</summary>
    /// <param name="cause">The cause.</param>
    /// <param name="device">The device, as the captures call it.</param>
    /// <param name="given">What the captures hold.</param>
    public static string? For(Finding cause, string device, GivenFacts given) =>
        cause.Remedy ?? Known(cause, DeviceNode.NameOf(device), given);

    private static string? Known(Finding cause, string device, GivenFacts given) =>
        cause.Kind switch
        {
            FindingKind.MergeDisabled =>
                $"echo 0 > /sys/block/{device}/queue/nomerges, and find who set it (udev rules, tuned, a vendor's script)",
            FindingKind.MergeMissed or FindingKind.NotMerged => ToMerge(device, given),
            FindingKind.MaxSectors => $"raise /sys/block/{device}/queue/max_sectors_kb, up to max_hw_sectors_kb",
            FindingKind.NoReadAhead => "set read_ahead_kb of the device under the file system (blockdev --setra), such as 128",
            FindingKind.AppSmall => "let the application read larger pieces, or several at once",
            FindingKind.OneAtATime => (given.Queue?.TopReadAheadKiB ?? given.Queue?.ReadAheadKiB) switch
            {
                0 => "set read_ahead_kb of the device under the file system (blockdev --setra), such as 128: it is 0",
                { } ahead => FormattableString.Invariant(
                    $"let the application read larger pieces, or several at once: read_ahead_kb is {ahead}, so it is not what keeps them small"
                ),
                null => "read read_ahead_kb of the device under the file system; if it is not 0, the application reads one piece at a time",
            },
            FindingKind.IopsCap =>
                "fewer, larger I/Os pass under a limit on I/Os; look whether it is imposed (io.max, a cloud volume's limit) before blaming the drive",
            FindingKind.BandwidthCap =>
                "look whether the limit is imposed (io.max, a cloud volume's, the link's width) before blaming the drive; move less data",
            FindingKind.Saturated => "the load asks for more than the drive gives: spread it over drives, or ask for less at once",
            FindingKind.Stalls =>
                "read the kernel log and the drive's own log (nvme smart-log) at these times; firmware and thermal throttling do this",
            FindingKind.IoErrors =>
                "secure the data; then the kernel log, the drive's error log (nvme error-log, smartctl -x), cables and backplane",
            FindingKind.DmErrors => (HasTable(cause) ? "" : "dmsetup table: ")
                + "the named target makes the errors itself (flakey, error, multipath without a path)",
            FindingKind.DmDelay => (HasTable(cause) ? "" : "dmsetup table: ")
                + "the layer named holds the I/O itself; take the target out, or look at what it waits for",
            FindingKind.SnapshotCow =>
                "delete the snapshot when it is no longer needed, or give it larger chunks: each first write copies a chunk",
            FindingKind.FlushStorm => "group the commits of the application; a drive with power-loss protection answers a flush at once",
            FindingKind.LayerCuts =>
                $"larger chunks or stripes in the layer named, and nomerges 0 on {device}, so that pieces side by side become one request",
            FindingKind.Throttled => $"read io.max of the cgroups that use {device}, and raise the limit where it was not meant",
            FindingKind.HeldAboveDrive when cause.Phase == Phase.G2I =>
                "look at the tasks that collect I/O and sleep before they hand it on (a plug held over a wait); io_uring and libaio hand on at io_submit",
            FindingKind.HeldAboveDrive when cause.Phase == Phase.I2D => given.Queue is { Scheduler: { } holds }
                ? $"the scheduler is {holds}{(given.Queue.WbtLatUsec is { } target ? FormattableString.Invariant($", wbt_lat_usec = {target}") : "")}: "
                    + (holds == "none" ? "the driver takes no more at once; look at its queue depth" : "try none")
                    + $" (/sys/block/{device}/queue), and trace again"
                : $"read /sys/block/{device}/queue: scheduler and its tunables, wbt_lat_usec; try none as scheduler, and trace again",
            FindingKind.HeldAboveDrive => given.Queue is { Scheduler: { } scheduler, NrRequests: { } requests }
                ? FormattableString.Invariant($"the queue has scheduler = {scheduler}, nr_requests = {requests}")
                    + (given.Queue.WbtLatUsec is { } lat ? FormattableString.Invariant($", wbt_lat_usec = {lat}: ") : ": ")
                    + (scheduler == "none" ? "raise nr_requests" : "try none as scheduler")
                    + $" (/sys/block/{device}/queue), and trace again"
                : $"read /sys/block/{device}/queue: scheduler, nr_requests, wbt_lat_usec; try none as scheduler, and trace again",
            FindingKind.HungDrive =>
                $"read the kernel log for {device} (I/O timeout, reset, task abort), then its link and controller; what waits on it cannot be killed until it answers or is removed",
            FindingKind.SlowDrive =>
                $"examine {device}: its own log, link width and speed, firmware, power state; more requests at once give more I/O a second, a faster drive less latency",
            FindingKind.Discards =>
                "run fstrim when little is read (fstrim.timer), not the mount option discard; smaller discards by discard_max_bytes",
            FindingKind.SlowMember => $"replace or examine {device}: its own log, its link, its firmware beside that of its peers",
            _ => null,
        };

    private static string ToMerge(string device, GivenFacts given)
    {
        string[] read =
        [
            .. given.Queue?.NoMerges is null ? new[] { "nomerges" } : [],
            .. given.Queue?.MaxSegments is null ? new[] { "max_segments" } : [],
        ];
        string known = string.Join(
            ", ",
            new[]
            {
                given.Queue?.NoMerges is { } off ? FormattableString.Invariant($"nomerges = {off}") : null,
                given.Queue?.MaxSegments is { } most ? FormattableString.Invariant($"max_segments = {most}") : null,
            }.OfType<string>()
        );
        string[] steps =
        [
            .. read.Length > 0 ? new[] { $"read /sys/block/{device}/queue/{string.Join(" and ", read)}" } : [],
            given.Bios
                ? "look at who queues the pieces: what is not plugged together, or goes to queues of several CPUs, does not meet"
                : "trace with Q events (blktrace) to see what prevents the merge",
        ];
        return (known.Length > 0 ? known + "; " : "") + string.Join(", and ", steps);
    }

    // The finding says what the table says.
    private static bool HasTable(Finding cause) =>
        cause.Evidence.Any(evidence => evidence.Source.EndsWith("dmsetup table", StringComparison.Ordinal));
}
