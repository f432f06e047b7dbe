namespace NotebookKit.Formats;

/// <summary>Reads a text capture on two threads: both parse blocks, and the calling one
/// takes the chunks in the order of the text.</summary>
/// <remarks>
/// A caller who does much with each chunk leaves the parsing to the other thread, one who does little parses half: whoever is free takes
/// the next block. At most <see cref="Ahead"/> chunks wait, so memory does not grow with the input.
/// </remarks>
internal sealed class TextPipeline
{
    /// <summary>Chunks parsed ahead of the one to be taken.</summary>
    private const int Ahead = 4;

    /// <summary>Threads that a reader uses on this machine.</summary>
    public static int Threads => Math.Min(Environment.ProcessorCount, 2);

    private readonly object _gate = new();
    private readonly object _reading = new();
    private readonly TextBlocks _blocks;
    private readonly ISpareWork? _spare;
    private readonly EventChunk[] _chunks = new EventChunk[Ahead];
    private readonly bool[] _ready = new bool[Ahead];
    private long _started;
    private long _taken;
    private bool _ended;
    private Exception? _failure;

    private TextPipeline(TextBlocks blocks, BlockEvents tables, ISpareWork? spare)
    {
        _blocks = blocks;
        _spare = spare;
        for (int i = 0; i < Ahead; i++)
        {
            _chunks[i] = new EventChunk(
                new BlockEvents
                {
                    Devices = tables.Devices,
                    Names = tables.Names,
                    Clock = tables.Clock,
                }
            );
        }
    }

    /// <summary>Reads a capture.</summary>
    /// <param name="stream">The text; closed at the end.</param>
    /// <param name="capture">Gets the account, and the events unless there is a consumer.</param>
    /// <param name="create">Makes a parser; gets its number.</param>
    /// <param name="consumer">Gets each chunk of events, in order, on the calling thread; null keeps them all.</param>
    /// <param name="expected">What the dialect is called in errors.</param>
    /// <param name="threads">1 or 2.</param>
    /// <param name="blockBytes">Bytes read at a time.</param>
    /// <exception cref="CaptureFormatException">Nothing of the dialect was found.</exception>
    public static void Run(
        Stream stream,
        BlockCapture capture,
        Func<int, ChunkParser> create,
        Action<BlockEvents>? consumer,
        string expected,
        int threads,
        int blockBytes
    )
    {
        using var blocks = new TextBlocks(stream, blockBytes);
        var taker = new ChunkTaker(capture.Events, capture.Account, parsers: 2, consumer, new ClockWatch());
        var pipeline = new TextPipeline(blocks, capture.Events, ISpareWork.Of(consumer));
        ChunkParser parser = create(0);
        var block = new TextBlock();

        // The first block alone: it tells whether the file is text, how long its lines are, and most files have no second one.
        bool any = pipeline.ParseOne(parser, block, start => CaptureVerdict.RejectBinary(start, capture.Account.Source, expected));
        Thread? other = null;
        if (any && threads > 1 && block.More)
        {
            other = new Thread(() => pipeline.Help(create(1))) { IsBackground = true, Name = "NotebookKit reader" };
            other.Start();
        }

        try
        {
            pipeline.TakeAll(parser, block, taker, consumer is null ? capture.Events : null);
        }
        finally
        {
            pipeline.Stop();
            other?.Join();
        }

        taker.End(expected, blocks.Damage);
    }

    private void TakeAll(ChunkParser parser, TextBlock block, ChunkTaker taker, BlockEvents? kept)
    {
        while (true)
        {
            EventChunk? chunk = null;
            lock (_gate)
            {
                if (_failure is not null)
                {
                    throw _failure is CaptureFormatException or IOException
                        ? _failure
                        : new InvalidOperationException("The reader failed.", _failure);
                }

                if (_taken < _started && _ready[_taken % Ahead])
                {
                    chunk = _chunks[_taken % Ahead];
                }
                else if (_ended && _taken == _started)
                {
                    return;
                }
                else if (_ended || _started - _taken >= Ahead)
                {
                    Monitor.Wait(_gate);
                    continue;
                }
            }

            if (chunk is null)
            {
                ParseOne(parser, block, look: null);
                continue;
            }

            if (_taken == 0)
            {
                Foresee(kept, chunk, block);
            }

            taker.Take(chunk);
            lock (_gate)
            {
                _ready[_taken % Ahead] = false;
                _taken++;
                Monitor.PulseAll(_gate);
            }
        }
    }

    // Room for all events at once: growing the columns step by step would copy them over and over.
    private void Foresee(BlockEvents? kept, EventChunk first, TextBlock block)
    {
        if (kept is not null && first.Events.Count > 0 && block.Length > 0)
        {
            double more = (double)_blocks.BytesLeft / block.Length;
            kept.Foresee((long)(first.Events.Count * (more + 1) * 1.05), (long)(first.Events.Detail.Length * (more + 1) * 1.05));
        }
    }

    private void Help(ChunkParser parser)
    {
        var block = new TextBlock();
        while (true)
        {
            bool full;
            lock (_gate)
            {
                if (_ended)
                {
                    return;
                }

                full = _started - _taken >= Ahead;
            }

            if (!full)
            {
                ParseOne(parser, block, look: null);
            }
            else if (!DoSpareWork())
            {
                lock (_gate)
                {
                    if (!_ended && _started - _taken >= Ahead)
                    {
                        Monitor.Wait(_gate);
                    }
                }
            }
        }
    }

    private bool ParseOne(ChunkParser parser, TextBlock block, Action<ReadOnlySpan<byte>>? look)
    {
        try
        {
            long number = TakeBlock(block);
            if (number < 0)
            {
                return false;
            }

            look?.Invoke(block.Text);
            parser.Parse(block, _chunks[number % Ahead]);
            lock (_gate)
            {
                _ready[number % Ahead] = true;
                Monitor.PulseAll(_gate);
            }

            return true;
        }
        catch (Exception failure) when (look is null)
        {
            Fail(failure);
            return false;
        }
    }

    // A block is read by one thread at a time, but the other can meanwhile take and give chunks: reading copies, and takes its time.
    private long TakeBlock(TextBlock block)
    {
        lock (_reading)
        {
            lock (_gate)
            {
                // The other thread may have taken the last free place meanwhile.
                if (_ended || _started - _taken >= Ahead)
                {
                    return -1;
                }
            }

            long number = _blocks.Take(block);
            lock (_gate)
            {
                _ended |= number < 0;
                _started += number < 0 ? 0 : 1;
                if (number < 0)
                {
                    Monitor.PulseAll(_gate);
                }
            }

            return number;
        }
    }

    private bool DoSpareWork()
    {
        try
        {
            return _spare?.TryDoSome() == true;
        }
        catch (Exception failure)
        {
            Fail(failure);
            return false;
        }
    }

    // The calling thread tells of it.
    private void Fail(Exception failure)
    {
        lock (_gate)
        {
            _failure ??= failure;
            _ended = true;
            Monitor.PulseAll(_gate);
        }
    }

    private void Stop()
    {
        lock (_gate)
        {
            _ended = true;
            Monitor.PulseAll(_gate);
        }
    }
}
