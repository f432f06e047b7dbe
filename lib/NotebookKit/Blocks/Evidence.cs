using NotebookKit.Formats;

namespace NotebookKit.Blocks;

/// <summary>Which steps of an I/O's way a trace recorded, and so what can be known from it.</summary>
internal sealed class Evidence
{
    private readonly ActionCounts _actions;
    private readonly bool _perf;

    internal Evidence(BlockTrace trace)
    {
        _actions = trace.ActionCounts;
        _perf = trace.Head.Clock == TraceClock.Boot;
    }

    /// <summary>True where bios were traced (Q): latencies by bio are known.</summary>
    public bool Bios => _actions[BlockAction.Queue] > 0;

    /// <summary>True where the scheduler's queue was traced (I). The scheduler <c>none</c> inserts nothing.</summary>
    public bool Inserts => _actions[BlockAction.Insert] > 0;

    /// <summary>True where requests were traced on their way to a driver (D).</summary>
    public bool Requests => _actions[BlockAction.Issue] > 0;

    /// <summary>True where completions were traced (C).</summary>
    public bool Completions => _actions[BlockAction.Complete] > 0;

    /// <summary>
    /// True where requeues would have been traced (R): blktrace and ftrace's blk tracer record them with all else; perf records what it was
    /// asked for, and tells by the first R that it was.
    /// </summary>
    public bool Requeues => !_perf || _actions[BlockAction.Requeue] > 0;

    /// <summary>What latencies count best: bios where Q was traced, else requests.</summary>
    public Denominator Denominator => Bios ? Denominator.Bio : Denominator.Request;

    /// <summary>The widest phase that the trace knows: Q2C, else I2C, else D2C; null where nothing completed.</summary>
    public Phase? Widest =>
        !Completions ? null
        : Bios ? Phase.Q2C
        : Inserts ? Phase.I2C
        : Requests ? Phase.D2C
        : null;

    /// <summary>What is known and what is not, in one or two sentences.</summary>
    public override string ToString()
    {
        var said = new List<string>();
        if (!Bios)
        {
            said.Add(
                _perf
                    ? "No Q events (block_bio_queue was not recorded): only requests can be counted; Q2G, Q2I, Q2M, Q2D, Q2C and merges are unknown."
                    : "No Q events: only requests can be counted; Q2G, Q2I, Q2M, Q2D, Q2C and merges are unknown."
            );
        }

        if (!Inserts && Requests)
        {
            said.Add(
                "No I events (the scheduler none inserts nothing, or they were not recorded): G2I, Q2I, I2D and I2C are unknown; D2C is the device's time."
            );
        }

        if (!Requests)
        {
            said.Add("No D events: D2C is unknown; only bios can be counted.");
        }

        if (!Completions)
        {
            said.Add("No C events: no latency to completion is known.");
        }

        return said.Count == 0 ? "Q, I, D and C were traced: every phase can be known." : string.Join(" ", said);
    }
}
