using NotebookKit.Stats;

namespace NotebookKit.Blocks;

/// <summary>The stretches of equal length that a trace is cut into: as many as its time asks for, and no more than can be held.</summary>
/// <remarks>
/// One damaged time lies years from all others. Where more stretches than <see cref="Most"/> would be needed, those are taken that most
/// events lie in, without the gaps that are too long to be held, and <see cref="Far"/> names what lies in none.
/// </remarks>
internal sealed class TimeBins
{
    /// <summary>The most stretches: 14 hours in stretches of 500 ms.</summary>
    public const int Most = 100_000;

    private readonly Lazy<(long Count, string Far)>? _outside;

    private TimeBins(long fromNs, long widthNs, long count, Lazy<(long, string)>? outside = null) =>
        (FromNs, WidthNs, Count, _outside) = (fromNs, widthNs, (int)Math.Min(count, Most), outside);

    /// <summary>Where the first one begins, in ns on the trace's clock.</summary>
    public long FromNs { get; }

    /// <summary>The length of each, in ns.</summary>
    public long WidthNs { get; }

    /// <summary>How many.</summary>
    public int Count { get; }

    /// <summary>True where no event can lie outside.</summary>
    public bool HoldAll => _outside is null;

    /// <summary>What lies in none of them, in words; null where all events lie in one. The events are walked for it.</summary>
    public string? Far => _outside?.Value.Far;

    /// <summary>How many events lie in none of them.</summary>
    public long FarEvents => _outside?.Value.Count ?? 0;

    /// <summary>What lies in none of them, as a sentence for captions; null where all events lie in one.</summary>
    public string? LeftOut => HoldAll ? null : $"Left out: {Far}. ";

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

    /// <summary>Where one begins, in ns on the trace's clock.</summary>
    public long StartOf(int place) => EndOf(place - 1);

    /// <summary>Where one ends, in ns on the trace's clock; a damaged time lies so far
    /// off that what is behind it cannot be counted.</summary>
    public long EndOf(int place) => (long)Int128.Min(FromNs + ((Int128)WidthNs * (place + 1)), long.MaxValue);

    /// <summary>The one that a time lies in; the first or last for a time out of order.</summary>
    /// <returns>-1 for a time that lies in none.</returns>
    public int At(long timeNs)
    {
        if (Count == 1 && HoldAll)
        {
            return 0;
        }

        long at = (timeNs - FromNs) / WidthNs;
        return HoldAll ? (int)Math.Clamp(at, 0, Count - 1)
            : timeNs >= FromNs && at < Count ? (int)at
            : -1;
    }

    private static TimeBins OfTheMost(BlockTrace trace, long widthNs)
    {
        long longestGap = Most / 2 * widthNs;
        (long FromNs, long ToNs, long Events) most = default;
        (long FromNs, long ToNs, long Events) at = default;
        foreach ((long first, long last, long events) in Shares(trace, longestGap))
        {
            at =
                at.Events > 0 && unchecked((ulong)(first - at.ToNs)) <= (ulong)longestGap
                    ? (at.FromNs, last, at.Events + events)
                    : (first, last, events);
            most = at.Events > most.Events ? at : most;
        }

        long needed = ((most.ToNs - most.FromNs) / widthNs) + 1;
        var outside = new Lazy<(long, string)>(() => Outside(trace, most.FromNs, most.FromNs + (Math.Min(needed, Most) * widthNs)));
        return new TimeBins(most.FromNs, widthNs, needed, outside) { Whole = needed <= Most };
    }

    // Between two shares of the time lies what lies between their nearest events; within one that is shorter than the gap there is none.
    private static IEnumerable<(long FirstNs, long LastNs, long Events)> Shares(BlockTrace trace, long longestGap)
    {
        if (trace.Census.ShareNs <= longestGap)
        {
            return trace.Census.Shares.Select(share => (share.FirstNs, share.LastNs, share.Count));
        }

        long[] times = trace.Events.TimeNs.ToArray();
        Array.Sort(times);
        return times.Select(time => (time, time, 1L));
    }

    private static (long Count, string Far) Outside(BlockTrace trace, long fromNs, long behindNs)
    {
        string? first = null;
        long count = 0;
        long before = 0;
        trace.EachChunk(events =>
        {
            for (int row = 0; row < events.Count; row++)
            {
                if (events.TimeNs[row] < fromNs || events.TimeNs[row] >= behindNs)
                {
                    first ??= FormattableString.Invariant(
                        $"{events.TimeNs[row] / NsIn.Second:0.000000000} s: {trace.Labels.Device(events.Devices[events.Device[row]])} {(char)events.Action[row]} at sector {events.Sector[row]}, event {before + row + 1}"
                    );
                    count++;
                }
            }

            before += events.Count;
        });
        return (
            count,
            first is null
                ? "nothing"
                : FormattableString.Invariant(
                    $"{TraceLabels.Of(count, "event", "events")} far from the others, the first at {first} of {trace.EventCount}"
                )
        );
    }
}
