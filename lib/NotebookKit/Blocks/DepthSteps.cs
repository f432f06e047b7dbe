using NotebookKit.Blocks;

namespace NotebookKit;

/// <summary>The number of I/Os outstanding on a device, as a step function of time.</summary>
/// <remarks>Its columns are made when first asked for; means, the largest number and the busy share need none.</remarks>
public sealed class DepthSteps
{
    private readonly IoTimes? _times;
    private readonly Lazy<(long[] TimeNs, int[] Depth)> _steps;
    private readonly int _count;
    private readonly long _firstNs;
    private readonly long _lastNs;
    private readonly int _lastDepth;
    private readonly double _area;
    private readonly long _busyNs;

    internal DepthSteps(BlockDevice device, DepthOf of, IoTimes? times)
    {
        (Device, Of, _times) = (device, of, times);
        _steps = new Lazy<(long[], int[])>(TakeSteps);
        StepWalk walk = Begin();
        while (walk.Next())
        {
            if (_count++ == 0)
            {
                _firstNs = walk.TimeNs;
            }
            else
            {
                _area += _lastDepth * (double)(walk.TimeNs - _lastNs);
                _busyNs += _lastDepth > 0 ? walk.TimeNs - _lastNs : 0;
            }

            (_lastNs, _lastDepth, Max) = (walk.TimeNs, walk.Depth, _count == 1 ? walk.Depth : Math.Max(Max, walk.Depth));
        }
    }

    /// <summary>The device.</summary>
    public BlockDevice Device { get; }

    /// <summary>What counts.</summary>
    internal DepthOf Of { get; }

    /// <summary>When the number changes, in ns on the trace's clock, ascending, each time once.</summary>
    public long[] TimeNs => _steps.Value.TimeNs;

    /// <summary>The number from that time on; parallel to <see cref="TimeNs"/>.</summary>
    public int[] Depth => _steps.Value.Depth;

    /// <summary>The largest number; 0 where nothing was outstanding.</summary>
    public int Max { get; }

    /// <summary>The mean over time, from the first change to the last; null where there are fewer than two changes.</summary>
    public double? Mean => MeanOver(_firstNs, _lastNs);

    /// <summary>The share of time with something outstanding, 0 to 1, from the first
    /// change to the last; null where there are fewer than two changes.</summary>
    public double? BusyShare => SpanNs == 0 ? null : (double)_busyNs / SpanNs;

    /// <summary>The time between the first change and the last, in ns.</summary>
    internal long SpanNs => _lastNs - _firstNs;

    /// <summary>The time of the last change, in ns on the trace's clock; 0 where there is none.</summary>
    internal long LastNs => _lastNs;

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

        double area = 0;
        if (HoldsAll(fromNs, toNs))
        {
            area = _area + (_lastDepth * (double)(toNs - _lastNs));
        }
        else
        {
            (long[] times, int[] depths) = _steps.Value;
            int at = Array.BinarySearch(times, fromNs);
            at = at < 0 ? ~at - 1 : at;
            for (long time = fromNs; time < toNs; at++)
            {
                long next = at + 1 < times.Length ? Math.Min(toNs, times[at + 1]) : toNs;
                area += (at < 0 ? 0 : depths[at]) * (double)(next - time);
                time = next;
            }
        }

        return area / (toNs - fromNs);
    }

    /// <summary>How much of a stretch of time something was outstanding, in ns.</summary>
    internal long BusyOver(long fromNs, long toNs)
    {
        if (HoldsAll(fromNs, toNs))
        {
            return _busyNs + (_lastDepth > 0 ? toNs - _lastNs : 0);
        }

        (long[] times, int[] depths) = _steps.Value;
        int at = Array.BinarySearch(times, fromNs);
        at = at < 0 ? ~at - 1 : at;
        long busy = 0;
        for (long time = fromNs; time < toNs; at++)
        {
            long next = at + 1 < times.Length ? Math.Min(toNs, times[at + 1]) : toNs;
            busy += at >= 0 && depths[at] > 0 ? next - time : 0;
            time = next;
        }

        return busy;
    }

    /// <summary>The I/Os that count.</summary>
    internal IoTimes? Times => _times;

    /// <summary>Walks the steps without their columns.</summary>
    internal StepWalk Begin() => new(_times);

    // Outside of them nothing was outstanding, or what the last one left.
    private bool HoldsAll(long fromNs, long toNs) => _count > 0 && fromNs <= _firstNs && toNs >= _lastNs;

    private (long[], int[]) TakeSteps()
    {
        long[] times = GC.AllocateUninitializedArray<long>(_count);
        int[] depths = GC.AllocateUninitializedArray<int>(_count);
        StepWalk walk = Begin();
        for (int at = 0; walk.Next(); at++)
        {
            (times[at], depths[at]) = (walk.TimeNs, walk.Depth);
        }

        return (times, depths);
    }
}
