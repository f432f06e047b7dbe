using NotebookKit.Formats;

namespace NotebookKit.Blocks;

/// <summary>Where a distance between two I/Os is taken.</summary>
public enum SeekPoint
{
    /// <summary>Between bios as they are queued: what the application asks for.</summary>
    Q2Q,

    /// <summary>Between requests as they are issued: what the device is given. Within a plug this order is often the reverse of the application's.</summary>
    D2D,
}

/// <summary>Distances from one I/O to the next on a device.</summary>
/// <param name="Device">The device.</param>
/// <param name="Point">Where they are taken.</param>
/// <param name="TimeNs">When each I/O came, in ns on the trace's clock.</param>
/// <param name="Distance">
/// Sectors between it and the one before: 0 where they touch or overlap at either end, else from the nearer edge as btt takes it, negative
/// for a step back. The first is taken from sector 0, as btt does.
/// </param>
public sealed record DeviceSeeks(BlockDevice Device, SeekPoint Point, long[] TimeNs, long[] Distance)
{
    /// <summary>Number of distances: of I/Os.</summary>
    public int N => Distance.Length;

    /// <summary>Mean of the distances without their sign, in sectors; btt's MEAN.</summary>
    public double Mean { get; } = Distance.Average(distance => (double)Math.Abs(distance));

    /// <summary>Median of the distances without their sign, in sectors. btt's MEDIAN is another number: the first of its tree that half of the seeks do not exceed.</summary>
    public long Median { get; } = Distance.Select(Math.Abs).Order().ElementAt(Distance.Length / 2);

    /// <summary>The distance without its sign that occurs most often, in sectors; the smallest of equals.</summary>
    public long Mode { get; } = Distance.CountBy(Math.Abs).OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key).First().Key;

    /// <summary>How often <see cref="Mode"/> occurs.</summary>
    public int ModeCount => Distance.Count(distance => Math.Abs(distance) == Mode);

    /// <summary>The share of I/Os that touch or overlap the one before, 0 to 1.</summary>
    public double SequentialShare => (double)Distance.Count(distance => distance == 0) / Distance.Length;
}

/// <summary>Distances between successive I/Os, as queued and as issued, for each device.</summary>
/// <remarks>Flushes do not count. Source of the distance: btt user guide, "Seek Information".</remarks>
public sealed partial class Seeks
{
    private readonly BlockTrace _trace;

    internal Seeks(BlockTrace trace)
    {
        _trace = trace;
        var all = new List<DeviceSeeks>();
        for (int device = 0; device < trace.Events.Devices.Count; device++)
        {
            foreach (SeekPoint point in Enum.GetValues<SeekPoint>())
            {
                if (Measure(device, point) is { N: > 0 } seeks)
                {
                    all.Add(seeks);
                }
            }
        }

        All = all;
    }

    /// <summary>Each device's distances at Q and at D, where it has any.</summary>
    public IReadOnlyList<DeviceSeeks> All { get; }

    /// <summary>The distances of a device; null where it has none.</summary>
    public DeviceSeeks? Get(BlockDevice device, SeekPoint point) => All.FirstOrDefault(seeks => seeks.Device == device && seeks.Point == point);

    private DeviceSeeks? Measure(int device, SeekPoint point)
    {
        BlockEvents events = _trace.Events;
        BlockAction wanted = point == SeekPoint.Q2Q ? BlockAction.Queue : BlockAction.Issue;
        ReadOnlySpan<BlockAction> action = events.Action;
        var times = new List<long>();
        var distances = new List<long>();
        long lastStart = 0;
        long lastEnd = 0;
        for (int i = 0; i < action.Length; i++)
        {
            if (action[i] != wanted || events.Device[i] != device || events.Sectors[i] == 0 || (events.Rwbs[i] & Rwbs.Passthrough) != 0)
            {
                continue;
            }

            long start = events.Sector[i];
            long end = start + events.Sectors[i];
            bool touches = (lastStart <= start && start <= lastEnd) || (lastStart <= end && end <= lastEnd);
            distances.Add(touches ? 0 : start - (start > lastEnd ? lastEnd : lastStart));
            times.Add(events.TimeNs[i]);
            (lastStart, lastEnd) = (start, end);
        }

        return distances.Count == 0 ? null : new DeviceSeeks(events.Devices[device], point, [.. times], [.. distances]);
    }
}
