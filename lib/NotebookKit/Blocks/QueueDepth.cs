using NotebookKit.Formats;

namespace NotebookKit.Blocks;

/// <summary>Which I/O counts as outstanding.</summary>
public enum DepthOf
{
    /// <summary>Requests between D and C: what the device has in hand.</summary>
    Issued,

    /// <summary>Bios between Q and C: what the callers wait for.</summary>
    Queued,
}

/// <summary>The number of I/Os outstanding on a device, as a step function of time.</summary>
/// <param name="Device">The device.</param>
/// <param name="Of">What counts.</param>
/// <param name="TimeNs">When the number changes, in ns on the trace's clock, ascending, each time once.</param>
/// <param name="Depth">The number from that time on; parallel to <paramref name="TimeNs"/>.</param>
public sealed record DepthSteps(BlockDevice Device, DepthOf Of, long[] TimeNs, int[] Depth)
{
    /// <summary>The largest number; 0 where nothing was outstanding.</summary>
    public int Max => Depth.Length == 0 ? 0 : Depth.Max();

    /// <summary>The mean over time, from the first change to the last; null where there are fewer than two changes.</summary>
    public double? Mean => MeanOver(TimeNs.Length == 0 ? 0 : TimeNs[0], TimeNs.Length == 0 ? 0 : TimeNs[^1]);

    /// <summary>The share of time with something outstanding, 0 to 1, from the first change to the last; null where there are fewer than two changes.</summary>
    public double? BusyShare
    {
        get
        {
            long busy = 0;
            for (int i = 0; i + 1 < TimeNs.Length; i++)
            {
                busy += Depth[i] > 0 ? TimeNs[i + 1] - TimeNs[i] : 0;
            }

            return TimeNs.Length < 2 || TimeNs[^1] == TimeNs[0] ? null : (double)busy / (TimeNs[^1] - TimeNs[0]);
        }
    }

    /// <summary>The number at a time.</summary>
    public int At(long timeNs)
    {
        int at = Array.BinarySearch(TimeNs, timeNs);
        at = at < 0 ? ~at - 1 : at;
        return at < 0 ? 0 : Depth[at];
    }

    /// <summary>The mean over a stretch of time.</summary>
    /// <param name="fromNs">Start, in ns on the trace's clock.</param>
    /// <param name="toNs">End, in ns on the trace's clock.</param>
    /// <returns>The mean; null for an empty stretch.</returns>
    public double? MeanOver(long fromNs, long toNs)
    {
        if (toNs <= fromNs)
        {
            return null;
        }

        int at = Array.BinarySearch(TimeNs, fromNs);
        at = at < 0 ? ~at - 1 : at;
        double area = 0;
        for (long time = fromNs; time < toNs; at++)
        {
            long next = at + 1 < TimeNs.Length ? Math.Min(toNs, TimeNs[at + 1]) : toNs;
            area += (at < 0 ? 0 : Depth[at]) * (double)(next - time);
            time = next;
        }

        return area / (toNs - fromNs);
    }
}

/// <summary>The number of I/Os outstanding over time, for each device.</summary>
/// <remarks>
/// I/O in flight when the trace began is not known and not counted, nor is I/O whose completion was lost: later I/O completed, and it did not; nor is a
/// request that was issued once more without a C. What was in flight at the end counts to the end. Where a device has no completions at all, nothing is known. Flushes count.
/// </remarks>
public sealed partial class QueueDepth
{
    private readonly BlockTrace _trace;
    private readonly Dictionary<(int Device, DepthOf Of), DepthSteps> _steps = [];

    internal QueueDepth(BlockTrace trace)
    {
        _trace = trace;
        int devices = trace.Events.Devices.Count;
        int[][] requests = DeviceRows.Of(trace.Requests.Device, devices);
        int[][] bios = DeviceRows.Of(trace.Bios.Device, devices);
        for (int device = 0; device < devices; device++)
        {
            Add(device, DepthOf.Issued, requests[device], trace.Requests.FirstIssueNs, trace.Requests.CompleteNs);
            Add(device, DepthOf.Queued, bios[device], trace.Bios.TimeNs, trace.Bios.CompleteNs);
        }
    }

    /// <summary>Every step function, for each device the issued requests first.</summary>
    public IReadOnlyCollection<DepthSteps> All => _steps.Values;

    /// <summary>The step function of a device; null where it issued, or queued, nothing, or where nothing completed: then the number is unknown.</summary>
    public DepthSteps? Steps(BlockDevice device, DepthOf of = DepthOf.Issued)
        => _steps.GetValueOrDefault((_trace.Events.Devices.Find(device), of));

    private void Add(int device, DepthOf of, int[] rows, ReadOnlySpan<long> from, ReadOnlySpan<long> to)
    {
        if (rows.Length == 0)
        {
            return;
        }

        LostRule lost = LostRule.Of(rows, from, to);
        if (!lost.AnyCompleted)
        {
            return;
        }

        var starts = new long[rows.Length];
        var ends = new long[rows.Length];
        int started = 0;
        int ended = 0;
        foreach (int row in rows)
        {
            if (to[row] < 0 && (lost.IsLost(from[row]) || (of == DepthOf.Issued && _trace.Reissued.Contains(row))))
            {
                continue;
            }

            starts[started++] = from[row];
            if (to[row] >= 0)
            {
                ends[ended++] = to[row];
            }
        }

        Array.Sort(starts, 0, started);
        Array.Sort(ends, 0, ended);
        _steps.Add((device, of), Merge(_trace.Events.Devices[device], of, starts.AsSpan(0, started), ends.AsSpan(0, ended)));
    }

    private static DepthSteps Merge(BlockDevice device, DepthOf of, ReadOnlySpan<long> starts, ReadOnlySpan<long> ends)
    {
        long[] time = GC.AllocateUninitializedArray<long>(starts.Length + ends.Length);
        int[] depth = GC.AllocateUninitializedArray<int>(starts.Length + ends.Length);
        int steps = 0;
        int start = 0;
        int end = 0;
        while (start < starts.Length || end < ends.Length)
        {
            long now = Math.Min(start < starts.Length ? starts[start] : long.MaxValue, end < ends.Length ? ends[end] : long.MaxValue);
            while (start < starts.Length && starts[start] == now)
            {
                start++;
            }

            while (end < ends.Length && ends[end] == now)
            {
                end++;
            }

            time[steps] = now;
            depth[steps++] = start - end;
        }

        Array.Resize(ref time, steps);
        Array.Resize(ref depth, steps);
        return new DepthSteps(device, of, time, depth);
    }
}
