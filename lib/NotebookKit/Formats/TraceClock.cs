namespace NotebookKit.Formats;

/// <summary>Where time zero of a capture's events lies.</summary>
internal enum TraceClock
{
    /// <summary>Unknown.</summary>
    Unknown,

    /// <summary>Zero is the trace's first event (blkparse) or its start (btt).</summary>
    TraceStart,

    /// <summary>Zero is the host's boot: CLOCK_MONOTONIC or the scheduler clock (perf, ftrace).</summary>
    Boot,
}
