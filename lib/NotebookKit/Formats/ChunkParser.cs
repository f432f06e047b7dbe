namespace NotebookKit.Formats;

/// <summary>Parses blocks of text into chunks of events: most lines on a fast path, every
/// other line with the plain reader itself.</summary>
/// <remarks>
/// A fast path may only take a line that the plain reader takes too, with the same outcome; where in doubt it gives up.
/// One parser belongs to one thread at a time; its tables of names and devices grow from block to block.
/// </remarks>
internal abstract unsafe class ChunkParser
{
    private readonly BlockEvents _one;
    private readonly TableNews _news;

    protected ChunkParser()
    {
        _one = new BlockEvents { Devices = Devices, Names = Names };
        _news = new TableNews(Devices, Names);
    }

    /// <summary>The number of this parser among those of a run.</summary>
    public int Number { get; init; }

    /// <summary>Lines that the fast path left to the plain reader so far.</summary>
    public long LeftToPlain { get; private set; }

    protected DeviceTable Devices { get; } = new();

    protected NameTable Names { get; } = new();

    /// <summary>Creates the plain reader that takes the lines which the fast path leaves.</summary>
    protected abstract BlockLineReader CreatePlain(BlockEvents events, ReadAccount account);

    /// <summary>Parses lines for as long as the fast path takes them.</summary>
    /// <param name="at">The first line.</param>
    /// <param name="end">Behind the last line end.</param>
    /// <param name="events">Gets the events; it has room for them.</param>
    /// <param name="backwards">Counts events whose time is before that of the event in front of them in the block.</param>
    /// <returns>The first line that was not taken, or <paramref name="end"/>.</returns>
    protected abstract byte* Fast(byte* at, byte* end, BlockEvents events, ref long backwards);

    /// <summary>Learns from a line that the plain reader took, so that the next of its kind stays on the fast path.</summary>
    /// <param name="line">The line.</param>
    /// <param name="length">Its length without the line end.</param>
    /// <param name="e">The event that the plain reader made of it.</param>
    protected abstract void Learn(byte* line, int length, in BlockEvent e);

    /// <summary>Parses a block.</summary>
    public void Parse(TextBlock block, EventChunk chunk)
    {
        chunk.Clear();
        chunk.Parser = Number;

        // No line of an event is shorter than 32 bytes, so the fast path need not look for room.
        chunk.Events.Reserve((block.Length / 32) + 2);
        BlockLineReader plain = CreatePlain(_one, chunk.Account);
        long lines = 0;
        long backwards = 0;
        byte* start = block.Lines;
        byte* at = start;
        byte* end = start + (block.LongLineAt >= 0 ? block.LongLineAt : LinesEnd(block));
        while (at < end)
        {
            int before = chunk.Events.Count;
            at = Fast(at, end, chunk.Events, ref backwards);
            lines += chunk.Events.Count - before;
            chunk.Account.Recognised += chunk.Events.Count - before;
            if (at < end)
            {
                int length = new ReadOnlySpan<byte>(at, (int)(end - at)).IndexOf((byte)'\n');
                Plain(plain, at, length, ++lines, unterminated: false, tooLong: length > LineSource.LongestLine, chunk, ref backwards);
                at += length + 1;
            }
        }

        int left = (int)(start + block.Length - at);
        if (left > 0)
        {
            bool tooLong = block.LongLineAt >= 0 || left > LineSource.LongestLine;
            Plain(plain, at, left, ++lines, block.Unterminated, tooLong, chunk, ref backwards);
        }

        // The lines stand in the block's own memory, which is only pointed to here.
        GC.KeepAlive(block);
        chunk.Account.Read = lines;
        chunk.Account.TimeBackwards = backwards;
        chunk.Certain = plain.Certain || chunk.Events.Count > 0;
        _news.HandOver(chunk);
    }

    private static int LinesEnd(TextBlock block) => block.Unterminated ? block.Text.LastIndexOf((byte)'\n') + 1 : block.Length;

    private void Plain(
        BlockLineReader plain,
        byte* at,
        int length,
        long number,
        bool unterminated,
        bool tooLong,
        EventChunk chunk,
        ref long backwards
    )
    {
        LeftToPlain++;
        var line = new ReadOnlySpan<byte>(at, length);
        if (line is [.., (byte)'\r'])
        {
            line = line[..^1];
        }

        LineProblem? problem = plain.Take(line, number, unterminated, tooLong);
        chunk.FirstProblem ??= problem;

        if (_one.GapsNs.Count > 0)
        {
            chunk.Events.GapsNs.AddRange(_one.GapsNs);
            _one.GapsNs.Clear();
        }

        if (_one.Count == 0)
        {
            chunk.Silent.Add(chunk.Events.Count);
            return;
        }

        BlockEvents events = chunk.Events;
        BlockEvent e = _one.Row(0);
        if (events.Count > 0 && e.TimeNs < events.TimeNs[^1])
        {
            backwards++;
        }

        if (e.Action == BlockAction.Message)
        {
            e.Detail = events.Messages.Count;
            events.Messages.Add(_one.Messages[0]);
        }

        events.Add(e);
        Learn(at, length, e);
        _one.Clear();
    }
}
