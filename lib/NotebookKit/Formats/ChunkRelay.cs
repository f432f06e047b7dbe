namespace NotebookKit.Formats;

/// <summary>Decodes a binary capture on a thread of its own while the calling one consumes the chunks.</summary>
internal sealed class ChunkRelay
{
    /// <summary>Chunks decoded ahead of the one that is consumed.</summary>
    private const int Ahead = 4;

    /// <summary>Events of a chunk: so many that the four of them are more than a core's own cache holds. Where they fit into it, each line
    /// that is written again is fetched back from the core that read it last, and the reader waits more than it works.</summary>
    private static readonly int ChunkEvents =
        GC.GetGCMemoryInfo().TotalAvailableMemoryBytes < LittleMemory ? BlockLineReader.ChunkEvents / 2 : BlockLineReader.ChunkEvents * 4;

    /// <summary>Where no more may be used, 512 MiB, the chunks are small: four large ones take 25 MiB.</summary>
    private const long LittleMemory = 512L << 20;

    private readonly object _gate = new();
    private readonly EventChunk[] _chunks;
    private readonly ISpareWork? _spare;
    private long _filled;
    private long _taken;
    private bool _ended;
    private bool _stopped;
    private Exception? _failure;

    private ChunkRelay(BlockEvents tables, ISpareWork? spare)
    {
        _spare = spare;
        _chunks = Array.ConvertAll(
            new EventChunk[Ahead],
            _ => new EventChunk(
                new BlockEvents
                {
                    Devices = tables.Devices,
                    Names = tables.Names,
                    Clock = tables.Clock,
                }
            )
        );
    }

    /// <summary>The tables for a decoder of a capture: its own where it gets a thread of its own, else the capture's.</summary>
    /// <param name="capture">The capture.</param>
    /// <param name="consumer">Who gets the chunks, if anyone.</param>
    public static BlockEvents TablesFor(BlockCapture capture, Action<BlockEvents>? consumer) =>
        consumer is not null && TextPipeline.Threads > 1 ? new BlockEvents() : capture.Events;

    /// <summary>Decodes a capture to its end.</summary>
    /// <param name="kept">The capture's events and tables. Without a consumer they keep the events.</param>
    /// <param name="tables">The tables that the decoder fills, from <see cref="TablesFor"/>.</param>
    /// <param name="fill">Decodes into a chunk, until it holds this many events; false at the end.</param>
    /// <param name="consumer">Gets each chunk, in order, on the calling thread.</param>
    public static void Run(BlockEvents kept, BlockEvents tables, Func<BlockEvents, int, bool> fill, Action<BlockEvents>? consumer)
    {
        if (consumer is not null && tables != kept)
        {
            Relay(kept, tables, fill, consumer);
            return;
        }

        bool more = true;
        while (more)
        {
            more = fill(kept, (consumer is null ? kept.Count : 0) + BlockLineReader.ChunkEvents);
            if (consumer is not null && kept.Count > 0)
            {
                consumer(kept);
                kept.Clear();
            }
        }
    }

    private static void Relay(BlockEvents tables, BlockEvents own, Func<BlockEvents, int, bool> fill, Action<BlockEvents> consumer)
    {
        var relay = new ChunkRelay(tables, ISpareWork.Of(consumer));
        var thread = new Thread(() => relay.Produce(fill, own)) { IsBackground = true, Name = "NotebookKit reader" };
        thread.Start();
        try
        {
            relay.Consume(new ChunkTaker(tables, new ReadAccount(), parsers: 1, consumer));
        }
        finally
        {
            lock (relay._gate)
            {
                relay._stopped = true;
                Monitor.PulseAll(relay._gate);
            }

            thread.Join();
        }
    }

    private void Produce(Func<BlockEvents, int, bool> fill, BlockEvents own)
    {
        try
        {
            var tables = new TableNews(own.Devices, own.Names);
            bool more = true;
            while (more)
            {
                if (AwaitFree() is not { } chunk)
                {
                    return;
                }

                chunk.Clear();
                more = fill(chunk.Events, ChunkEvents);
                chunk.Events.StartUtc = own.StartUtc;
                tables.HandOver(chunk);
                lock (_gate)
                {
                    _filled++;
                    _ended = !more;
                    Monitor.PulseAll(_gate);
                }
            }
        }
        catch (Exception failure)
        {
            lock (_gate)
            {
                _failure = failure;
                _ended = true;
                Monitor.PulseAll(_gate);
            }
        }
    }

    // A chunk to be filled; null where no more is wanted.
    private EventChunk? AwaitFree()
    {
        while (true)
        {
            lock (_gate)
            {
                if (_stopped)
                {
                    return null;
                }

                if (_filled - _taken < Ahead)
                {
                    return _chunks[_filled % Ahead];
                }
            }

            if (_spare?.TryDoSome() != true)
            {
                lock (_gate)
                {
                    if (_filled - _taken >= Ahead && !_stopped)
                    {
                        Monitor.Wait(_gate);
                    }
                }
            }
        }
    }

    private void Consume(ChunkTaker taker)
    {
        while (true)
        {
            EventChunk chunk;
            lock (_gate)
            {
                while (_taken == _filled && !_ended)
                {
                    Monitor.Wait(_gate);
                }

                if (_failure is not null)
                {
                    throw _failure is CaptureFormatException or IOException or OutOfMemoryException
                        ? _failure
                        : new InvalidOperationException("The reader failed.", _failure);
                }

                if (_taken == _filled)
                {
                    return;
                }

                chunk = _chunks[_taken % Ahead];
            }

            taker.Take(chunk);
            lock (_gate)
            {
                _taken++;
                Monitor.PulseAll(_gate);
            }
        }
    }
}
