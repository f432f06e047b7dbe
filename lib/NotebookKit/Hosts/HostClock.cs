using System.Runtime.InteropServices;
using NotebookKit.Stats;

namespace NotebookKit.Hosts;

/// <summary>One moment on two clocks: wall clock (UTC), and CLOCK_MONOTONIC, on which perf, ftrace and blktrace can all write.</summary>
/// <param name="Utc">Wall clock.</param>
/// <param name="MonotonicNs">CLOCK_MONOTONIC in ns: the time since boot, without time asleep (clock_gettime(2)).</param>
internal readonly partial record struct HostClock(DateTimeOffset Utc, long MonotonicNs)
{
    private const int ClockMonotonic = 1;

    /// <summary>Reads both clocks, one after the other.</summary>
    public static HostClock Now()
    {
        // The wall clock before and after brackets the other: their middle is off by less than the two reads take.
        DateTimeOffset before = DateTimeOffset.UtcNow;
        _ = clock_gettime(ClockMonotonic, out TimeSpec time);
        DateTimeOffset after = DateTimeOffset.UtcNow;
        return new HostClock(before + ((after - before) / 2), checked((time.Seconds * NsIn.WholeSecond) + time.Nanoseconds));
    }

    /// <summary>The wall-clock time of a monotonic one.</summary>
    public DateTimeOffset ToUtc(long monotonicNs) => Utc.AddTicks((monotonicNs - MonotonicNs) / 100);

    /// <summary>The monotonic time of a wall-clock one, in ns.</summary>
    public long ToMonotonicNs(DateTimeOffset utc) => MonotonicNs + ((utc - Utc).Ticks * 100);

    [LibraryImport("libc")]
    private static partial int clock_gettime(int clock, out TimeSpec time);

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
