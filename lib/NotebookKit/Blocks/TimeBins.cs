using NotebookKit.Formats;

namespace NotebookKit.Blocks;

/// <summary>The stretches of equal length that a trace is cut into: as many as its time asks for, and no more than can be held.</summary>
/// <remarks>
/// One damaged time lies years from all others. Where more stretches than <see cref="Most"/> would be needed, those are taken that most events lie
/// in, without the gaps that are too long to be held, and <see cref="Far"/> names what lies in none.
/// </remarks>
internal sealed class TimeBins
{
    /// <summary>The most stretches: 14 hours in stretches of 500 ms.</summary>
    public const int Most = 100_000;

    private TimeBins(long fromNs, long widthNs, long count) => (FromNs, WidthNs, Count) = (fromNs, widthNs, (int)Math.Min(count, Most));

    /// <summary>Where the first one begins, in ns on the trace's clock.</summary>
    public long FromNs { get; }

    /// <summary>The length of each, in ns.</summary>
    public long WidthNs { get; }

    /// <summary>How many.</summary>
    public int Count { get; }

    /// <summary>What lies in none of them, in words; null where all events lie in one.</summary>
    public string? Far { get; private init; }

    /// <summary>How many events lie in none of them.</summary>
    public long FarEvents { get; private init; }

    /// <summary>What lies in none of them, as a sentence for captions; null where all events lie in one.</summary>
    public string? LeftOut => Far is null ? null : $"Left out: {Far}. ";

    /// <summary>False where the trace goes on behind the last one.</summary>
    public bool Whole { get; private init; } = true;

    /// <summary>Cuts a trace.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The width is not above 0.</exception>
    public static TimeBins Of(BlockTrace trace, long widthNs)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(widthNs);
        long needed = (trace.DurationNs / widthNs) + 1;
        return needed <= Most ? new TimeBins(trace.StartNs, widthNs, needed) : OfTheMost(trace, widthNs);
    }

    /// <summary>The one that a time lies in; the first or last for a time out of order.</summary>
    /// <returns>-1 for a time that lies in none.</returns>
    public int At(long timeNs)
    {
        long at = (timeNs - FromNs) / WidthNs;
        return Far is null ? (int)Math.Clamp(at, 0, Count - 1) : timeNs >= FromNs && at < Count ? (int)at : -1;
    }

    private static TimeBins OfTheMost(BlockTrace trace, long widthNs)
    {
        long[] times = trace.Events.TimeNs.ToArray();
        Array.Sort(times);
        long longestGap = Most / 2 * widthNs;
        (int First, int Behind) most = (0, 0);
        for (int first = 0, i = 1; i <= times.Length; i++)
        {
            if (i == times.Length || times[i] - times[i - 1] > longestGap)
            {
                most = i - first > most.Behind - most.First ? (first, i) : most;
                first = i;
            }
        }

        long fromNs = times[most.First];
        long needed = ((times[most.Behind - 1] - fromNs) / widthNs) + 1;
        (long count, string far) = Outside(trace, fromNs, fromNs + (Math.Min(needed, Most) * widthNs));
        return new TimeBins(fromNs, widthNs, needed) { Far = far, FarEvents = count, Whole = needed <= Most };
    }

    private static (long Count, string Far) Outside(BlockTrace trace, long fromNs, long behindNs)
    {
        BlockEvents events = trace.Events;
        int first = -1;
        long count = 0;
        for (int row = 0; row < events.Count; row++)
        {
            if (events.TimeNs[row] < fromNs || events.TimeNs[row] >= behindNs)
            {
                first = first < 0 ? row : first;
                count++;
            }
        }

        return (count, first < 0 ? "nothing" : FormattableString.Invariant(
            $"{TraceLabels.Of(count, "event", "events")} far from the others, the first at {events.TimeNs[first] / 1e9:0.000000000} s: {trace.Labels.Device(events.Devices[events.Device[first]])} {(char)events.Action[first]} at sector {events.Sector[first]}, event {first + 1} of {events.Count}"));
    }
}
