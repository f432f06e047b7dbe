namespace NotebookKit.Blocks;

/// <summary>Where a distance between two I/Os is taken.</summary>
internal enum SeekPoint
{
    /// <summary>Between bios as they are queued: what the application asks for.</summary>
    Q2Q,

    /// <summary>Between requests as they are issued: what the device is given. Within a
    /// plug this order is often the reverse of the application's.</summary>
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
internal sealed record DeviceSeeks(BlockDevice Device, SeekPoint Point, long[] TimeNs, long[] Distance)
{
    private readonly Lazy<(long Median, long Mode, int ModeCount)> _middle = new(() => Middle(Distance));

    /// <summary>Number of distances: of I/Os.</summary>
    public int N => Distance.Length;

    /// <summary>Mean of the distances without their sign, in sectors; btt's MEAN.</summary>
    public double Mean { get; } = Distance.Average(distance => (double)Math.Abs(distance));

    /// <summary>Median of the distances without their sign, in sectors. btt's MEDIAN is
    /// another number: the first of its tree that half of the seeks have.</summary>
    public long Median => _middle.Value.Median;

    /// <summary>The distance without its sign that occurs most often, in sectors; the smallest of equals.</summary>
    public long Mode => _middle.Value.Mode;

    /// <summary>How often <see cref="Mode"/> occurs.</summary>
    public int ModeCount => _middle.Value.ModeCount;

    /// <summary>The share of I/Os that touch or overlap the one before, 0 to 1.</summary>
    public double SequentialShare => (double)Distance.AsSpan().Count(0) / Distance.Length;

    /// <summary>The distance to the next I/O, which then is the last one.</summary>
    internal static long Step(ref (long Start, long End) last, long start, uint sectors)
    {
        long end = start + sectors;
        bool touches = (last.Start <= start && start <= last.End) || (last.Start <= end && end <= last.End);
        long distance = touches ? 0 : start - (start > last.End ? last.End : last.Start);
        last = (start, end);
        return distance;
    }

    private static (long Median, long Mode, int ModeCount) Middle(long[] distances)
    {
        var sorted = new long[distances.Length];
        for (int i = 0; i < sorted.Length; i++)
        {
            sorted[i] = Math.Abs(distances[i]);
        }

        Array.Sort(sorted);
        (long mode, int most) = (sorted[0], 0);
        for (int from = 0, at = 1; at <= sorted.Length; at++)
        {
            if (at == sorted.Length || sorted[at] != sorted[from])
            {
                (mode, most) = at - from > most ? (sorted[from], at - from) : (mode, most);
                from = at;
            }
        }

        return (sorted[sorted.Length / 2], mode, most);
    }
}

/// <summary>Distances between successive I/Os, as queued and as issued, for each device.</summary>
/// <remarks>Flushes do not count. Source of the distance: btt user guide, "Seek Information".</remarks>
internal sealed partial class Seeks
{
    private readonly BlockTrace _trace;
    private readonly Dictionary<(BlockDevice, SeekPoint), DeviceSeeks> _byDevice;

    internal Seeks(BlockTrace trace)
    {
        _trace = trace;
        DeviceTable devices = trace.Head.Devices;
        int places = devices.Count * 2;
        List<long>[] times = [.. Enumerable.Range(0, places).Select(_ => new List<long>())];
        List<long>[] distances = [.. Enumerable.Range(0, places).Select(_ => new List<long>())];
        var last = new (long Start, long End)[places];
        trace.EachChunk(events =>
        {
            ReadOnlySpan<BlockAction> action = events.Action;
            for (int i = 0; i < action.Length; i++)
            {
                if (
                    action[i] is BlockAction.Queue or BlockAction.Issue
                    && events.Sectors[i] != 0
                    && (events.Rwbs[i] & Rwbs.Passthrough) == 0
                )
                {
                    int place = (events.Device[i] * 2) + (action[i] == BlockAction.Queue ? 0 : 1);
                    distances[place].Add(DeviceSeeks.Step(ref last[place], events.Sector[i], events.Sectors[i]));
                    times[place].Add(events.TimeNs[i]);
                }
            }
        });

        All =
        [
            .. Enumerable
                .Range(0, places)
                .Where(place => distances[place].Count > 0)
                .Select(place => new DeviceSeeks(
                    devices[place / 2],
                    place % 2 == 0 ? SeekPoint.Q2Q : SeekPoint.D2D,
                    [.. times[place]],
                    [.. distances[place]]
                )),
        ];
        _byDevice = All.ToDictionary(seeks => (seeks.Device, seeks.Point));
    }

    /// <summary>Each device's distances at Q and at D, where it has any.</summary>
    internal IReadOnlyList<DeviceSeeks> All { get; }

    /// <summary>The distances of a device; null where it has none.</summary>
    internal DeviceSeeks? Get(BlockDevice device, SeekPoint point) => _byDevice.GetValueOrDefault((device, point));
}
