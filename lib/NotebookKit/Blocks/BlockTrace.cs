using NotebookKit.Formats;

namespace NotebookKit.Blocks;

/// <summary>A capture of block-layer events with each I/O followed from Q to C: where an investigation of latency starts.</summary>
/// <remarks>
/// It does not matter which tool the events came from; what that tool did not record is null in every result, and said in its note.
/// Results are computed when first asked for, and kept.
/// </remarks>
public sealed partial class BlockTrace
{
    private readonly Lazy<BlockMatcher> _matched;
    private readonly Lazy<BttRules> _btt;
    private readonly Lazy<Phases> _phases;

    private BlockTrace(BlockEvents events, ReadAccount? account)
    {
        Events = events;
        Account = account;
        _matched = new Lazy<BlockMatcher>(Match);
        _btt = new Lazy<BttRules>(FollowBtt);
        _phases = new Lazy<Phases>(() => new Phases(this, _btt.Value));
    }

    /// <summary>The events.</summary>
    public BlockEvents Events { get; }

    /// <summary>What the reader did with its input; null for events that came from no reader.</summary>
    public ReadAccount? Account { get; }

    /// <summary>The time of the earliest event, in ns on the capture's clock; 0 for an empty trace.</summary>
    public long StartNs => Events.Count == 0 ? 0 : Events.TimeNs[0];

    /// <summary>The time of the latest event, in ns on the capture's clock; 0 for an empty trace.</summary>
    public long EndNs => Events.Count == 0 ? 0 : Events.TimeNs[^1];

    /// <summary>The time between the first and the last event, in ns.</summary>
    public long DurationNs => Math.Max(0, EndNs - StartNs);

    /// <summary>One row for each bio (Q).</summary>
    public Bios Bios => _matched.Value.Bios;

    /// <summary>One row for each request (D).</summary>
    public Requests Requests => _matched.Value.Requests;

    /// <summary>What could not be paired, by kind.</summary>
    public Unmatched Unmatched => _matched.Value.Unmatched;

    /// <summary>Latencies of btt's phases, with their denominators.</summary>
    public Phases Phases => _phases.Value;

    /// <summary>Makes a trace of what a reader returned.</summary>
    public static BlockTrace From(BlockCapture capture)
    {
        ArgumentNullException.ThrowIfNull(capture);
        return new BlockTrace(capture.Events, capture.Account);
    }

    /// <summary>Makes a trace of events in time order.</summary>
    public static BlockTrace From(BlockEvents events)
    {
        ArgumentNullException.ThrowIfNull(events);
        return new BlockTrace(events, null);
    }

    private BlockMatcher Match()
    {
        var matcher = new BlockMatcher();
        matcher.Add(Events);
        matcher.Finish();
        return matcher;
    }

    private BttRules FollowBtt()
    {
        var rules = new BttRules();
        rules.Add(Events);
        return rules;
    }
}
