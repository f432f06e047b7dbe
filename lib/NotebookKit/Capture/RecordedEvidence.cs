using NotebookKit.Formats;

namespace NotebookKit;

/// <summary>What a notebook asks of a recording, whichever tool the recorder had for it: the events of the drive, its counters.</summary>
/// <remarks><c>notebookkit capture</c> takes the best tool of a host, so that its
/// recordings hold one trace, of all layers where there are several.</remarks>
public static partial class HostCaptures
{
    private const string CounterSamples = "diskstats-every";

    // Of one device first: nothing has to be left out of it.
    private static readonly string[] Traces =
    [
        "blktrace",
        "blktrace-dm",
        "perf-block-all",
        "perf-block",
        "perf-block-script",
        "ftrace-block",
    ];

    /// <summary>True where a recording holds block events.</summary>
    /// <param name="host">The recording.</param>
    public static bool HasTrace(this ReplayHost host)
    {
        ArgumentNullException.ThrowIfNull(host);
        return Traces.Any(host.Has);
    }

    /// <summary>The block events of a recording's drive.</summary>
    /// <param name="host">The recording.</param>
    /// <param name="step">The step to take where it was recorded, such as <c>perf-block-script</c>; it is given whole.</param>
    /// <returns>The events of that step; else those of the drive in whatever trace there is.</returns>
    /// <exception cref="RecordingException">No trace was recorded; says what was, and what records one.</exception>
    public static BlockTrace DriveTrace(this ReplayHost host, string step)
    {
        ArgumentNullException.ThrowIfNull(host);
        DeviceMap? map = host.Has("lsblk-all") ? host.BlockStack().Map : null;
        if (host.Has(step))
        {
            return Named(host, map, BlockTrace.Open(host.PathOf(step)));
        }

        string other =
            Traces.FirstOrDefault(host.Has)
            ?? throw Missing(host, "block events", "`notebookkit capture DEVICE`, or blktrace -d /dev/DEVICE -w 30");
        BlockTrace trace = BlockTrace.Open(host.PathOf(other));
        return Named(host, map, DriveOf(host, map, trace) is { } drive ? trace.Of(drive) : trace);
    }

    // As lsblk told; else the drive alone, as the recording names it.
    private static BlockTrace Named(ReplayHost host, DeviceMap? map, BlockTrace trace) =>
        map is not null ? trace.NameDevices(map.Names)
        : host.Fingerprint.Drive?.Name is { } name && DriveOf(host, map, trace) is { } drive ? trace.NameDevice(drive, name)
        : trace;

    /// <summary>The counters of every device over time, as iostat reports them.</summary>
    /// <param name="host">The recording.</param>
    /// <returns>iostat's reports; else those that it would have made of <c>/proc/diskstats</c>, which was read again and again.</returns>
    /// <exception cref="RecordingException">Neither was recorded; says what was, and what records them.</exception>
    public static IostatCapture Counters(this ReplayHost host)
    {
        ArgumentNullException.ThrowIfNull(host);
        return host.Has("iostat") ? IostatText.Read(host.PathOf("iostat"))
            : host.Has(CounterSamples) && DiskstatsIntervals.Of(DiskstatsText.Read(host.PathOf(CounterSamples))) is { } intervals
                ? intervals
            : throw Missing(host, "counters over time", "`notebookkit capture DEVICE`, or iostat -t -xk 1 30");
    }

    /// <summary>What the counters of a device grew by while the workload ran.</summary>
    /// <param name="host">The recording.</param>
    /// <param name="device">The device.</param>
    /// <exception cref="RecordingException">They were not recorded, or not of this device; says what records them.</exception>
    internal static DiskCounters Growth(this ReplayHost host, string device)
    {
        ArgumentNullException.ThrowIfNull(host);
        DiskstatsRates? rates =
            host.Has("diskstats-before")
                ? DiskstatsText.Read(host.PathOf("diskstats-before")).To(DiskstatsText.Read(host.PathOf("diskstats-after")))
            : host.Has(CounterSamples) && DiskstatsText.Read(host.PathOf(CounterSamples)).Snapshots is [var first, .., var last]
                ? DiskstatsRates.Between(first, last)
            : null;
        return rates?.Find(device)?.Growth
            ?? throw Missing(
                host,
                $"growth of the counters of {device}",
                "`notebookkit capture DEVICE`, or cat /proc/diskstats before and after"
            );
    }

    // By the number that a listing gives the drive's name; a trace may hold the I/O of others too.
    private static BlockDevice? DriveOf(ReplayHost host, DeviceMap? map, BlockTrace trace)
    {
        BlockDevice? named =
            host.Fingerprint.Drive?.Name is not { } name ? null
            : map?.Find(name)?.Number is { } number ? number
            : host.Has(CounterSamples) ? DiskstatsText.Read(host.PathOf(CounterSamples)).Snapshots[0].Find(name)?.Number
            : null;
        return trace.Devices.All.Any(device => device.Device == named && device.Events > 0) ? named : trace.Devices.Drive?.Device;
    }

    private static RecordingException Missing(ReplayHost host, string what, string remedy) =>
        new(
            $"{host.Recording.Folder} holds no {what}. Recorded are: {string.Join(", ", host.Recording.Steps.Select(step => step.Name))}. What records them: {remedy}."
        );
}
