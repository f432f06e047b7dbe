namespace NotebookKit.Blocks;

/// <summary>The events of a trace, in its order: kept, or read anew from their files each time that somebody walks them.</summary>
internal sealed class TraceEvents
{
    private readonly Func<Action<BlockEvents>, ReadAccount>? _read;
    private readonly Lazy<BlockEvents> _all;
    private readonly Lazy<EventCensus> _census;

    /// <summary>Events that are kept.</summary>
    public TraceEvents(BlockEvents kept)
    {
        Head = kept;
        _all = new Lazy<BlockEvents>(kept);
        _census = new Lazy<EventCensus>(() =>
        {
            var census = new EventCensus();
            census.Add(kept);
            return census;
        });
    }

    /// <summary>Reads events for the first time, and keeps none.</summary>
    /// <param name="read">Hands every chunk on, in order; called again whenever they are walked.</param>
    /// <param name="take">Gets each chunk of this first time.</param>
    /// <param name="beside">What another thread does for it meanwhile, where there is one.</param>
    public TraceEvents(Func<Action<BlockEvents>, ReadAccount> read, Action<BlockEvents> take, Action? beside = null)
    {
        _read = read;
        var census = new EventCensus();
        BlockEvents? head = null;
        using Companion? companion = Environment.ProcessorCount > 1 ? new Companion() : null;
        Account = read(chunk =>
        {
            TakeHead(ref head, chunk);
            if (companion is null)
            {
                census.Add(chunk);
                take(chunk);
            }
            else
            {
                companion.Do(
                    () =>
                    {
                        beside?.Invoke();
                        census.Add(chunk);
                    },
                    () => take(chunk)
                );
            }
        });
        TimesRead = 1;
        Head = head ?? new BlockEvents();
        _census = new Lazy<EventCensus>(census);
        _all = new Lazy<BlockEvents>(ReadAll);
    }

    /// <summary>A stretch of events that were read, and counted, before.</summary>
    /// <param name="read">Hands every chunk of the stretch on, in order.</param>
    /// <param name="head">Devices, names, clock and start.</param>
    /// <param name="census">What was counted of the stretch.</param>
    public TraceEvents(Func<Action<BlockEvents>, ReadAccount> read, BlockEvents head, EventCensus census)
    {
        (_read, Head) = (read, head);
        _census = new Lazy<EventCensus>(census);
        _all = new Lazy<BlockEvents>(ReadAll);
    }

    /// <summary>What the reader did with its input the first time; null for events that are kept.</summary>
    public ReadAccount? Account { get; }

    /// <summary>Devices, names, clock, start, and the times at which events were lost. Of its rows nothing may be asked.</summary>
    public BlockEvents Head { get; }

    /// <summary>What was counted of them.</summary>
    public EventCensus Census => _census.Value;

    /// <summary>True where all of them are in memory by now.</summary>
    public bool AreHeld => _all.IsValueCreated;

    /// <summary>All of them, in memory.</summary>
    public BlockEvents All => _all.Value;

    /// <summary>How often they were read so far; 0 for events that are kept.</summary>
    public int TimesRead { get; private set; }

    /// <summary>Walks them, chunk by chunk. Devices and names are those of <see cref="Head"/>.</summary>
    /// <exception cref="IOException">Their file cannot be read any more.</exception>
    public void Each(Action<BlockEvents> take)
    {
        if (_read is null || _all.IsValueCreated)
        {
            take(All);
            return;
        }

        TimesRead++;
        _read(take);
    }

    /// <summary>Takes what a chunk tells beside its rows: tables, clock and start, and when events were lost.</summary>
    public static void TakeHead(ref BlockEvents? head, BlockEvents chunk)
    {
        head ??= new BlockEvents
        {
            Devices = chunk.Devices,
            Names = chunk.Names,
            Clock = chunk.Clock,
        };
        head.StartUtc ??= chunk.StartUtc;
        head.ErrorsRecorded &= chunk.ErrorsRecorded;
        head.GapsNs.AddRange(chunk.GapsNs);
    }

    private BlockEvents ReadAll()
    {
        var all = new BlockEvents
        {
            Devices = Head.Devices,
            Names = Head.Names,
            Clock = Head.Clock,
            StartUtc = Head.StartUtc,
            ErrorsRecorded = Head.ErrorsRecorded,
        };
        TimesRead++;
        _read!(chunk => all.TakeOver(chunk));
        return all;
    }
}
