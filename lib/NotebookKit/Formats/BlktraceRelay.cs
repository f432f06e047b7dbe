namespace NotebookKit.Formats;

/// <summary>Decodes blktrace records on a thread of its own while the calling one consumes the chunks.</summary>
internal sealed class BlktraceRelay
{
    /// <summary>Chunks decoded ahead of the one that is consumed.</summary>
    private const int Ahead = 4;

    private readonly object _gate = new();
    private readonly EventChunk[] _chunks;
    private long _filled;
    private long _taken;
    private bool _ended;
    private bool _stopped;
    private Exception? _failure;

    private BlktraceRelay(BlockEvents tables) =>
        _chunks = [.. Enumerable.Range(0, Ahead).Select(_ => new EventChunk(new BlockEvents { Devices = tables.Devices, Names = tables.Names, Clock = tables.Clock }))];

    /// <summary>Reads all records.</summary>
    /// <param name="streams">The per-CPU files.</param>
    /// <param name="capture">Its tables and account are filled.</param>
    /// <param name="consumer">Gets each chunk, in order, on the calling thread.</param>
    public static void Run(List<BlktraceStream> streams, BlockCapture capture, Action<BlockEvents> consumer)
    {
        var relay = new BlktraceRelay(capture.Events);
        var own = new BlockEvents();
        var decoder = new BlktraceDecoder(own.Devices, own.Names, capture.Account);
        var merge = new BlktraceMerge(streams, decoder);
        foreach (EventChunk chunk in relay._chunks)
        {
            chunk.Events.StartUtc = decoder.StartUtc;
        }

        var thread = new Thread(() => relay.Produce(merge, own)) { IsBackground = true, Name = "NotebookKit reader" };
        thread.Start();
        try
        {
            relay.Consume(new ChunkTaker(capture.Events, new ReadAccount(), parsers: 1, consumer));
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

    private void Produce(BlktraceMerge merge, BlockEvents own)
    {
        try
        {
            var tables = new TableNews(own.Devices, own.Names);
            bool more = true;
            while (more)
            {
                EventChunk chunk;
                lock (_gate)
                {
                    while (_filled - _taken >= Ahead && !_stopped)
                    {
                        Monitor.Wait(_gate);
                    }

                    if (_stopped)
                    {
                        return;
                    }

                    chunk = _chunks[_filled % Ahead];
                }

                chunk.Clear();
                more = merge.Fill(chunk.Events, BlockLineReader.ChunkEvents / 2);
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
                    throw _failure is CaptureFormatException or IOException ? _failure : new InvalidOperationException("The reader failed.", _failure);
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
