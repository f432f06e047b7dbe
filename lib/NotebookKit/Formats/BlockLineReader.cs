namespace NotebookKit.Formats;

/// <summary>Turns the lines of a text capture into events and keeps the account; each dialect says what a line of its own means.</summary>
/// <remarks>This is the plain reader: one line at a time, one thread. The fast readers are tested against it.</remarks>
internal abstract class BlockLineReader(BlockEvents events, ReadAccount account)
{
    /// <summary>Events held before a consumer of chunks gets them: 33 bytes each, so a
    /// chunk stays within the second-level cache's reach.</summary>
    public const int ChunkEvents = 32 * 1024;

    private long _lastTimeNs = long.MinValue;
    private LineProblem? _first;

    protected BlockEvents Events { get; } = events;

    protected ReadAccount Account { get; } = account;

    /// <summary>What the dialect is called in errors.</summary>
    public abstract string Expected { get; }

    /// <summary>True once a line was recognised that only this dialect has.</summary>
    public bool Certain { get; protected set; }

    /// <summary>Reads every line.</summary>
    /// <param name="lines">The lines.</param>
    /// <param name="chunk">Gets the events whenever <see cref="ChunkEvents"/> are there,
    /// and at the end; they are then forgotten. Null keeps them all.</param>
    /// <exception cref="CaptureFormatException">Nothing of the dialect was found, or the clock starts over.</exception>
    public void ReadAll(LineSource lines, Action<BlockEvents>? chunk)
    {
        CaptureVerdict.RejectBinary(lines.Ahead, Account.Source, Expected);
        var clock = new ClockWatch();
        while (lines.Next(out ReadOnlySpan<byte> line))
        {
            int before = Events.Count;
            LineProblem? problem = Take(line, lines.LineNumber, lines.Unterminated, lines.TooLong);
            if (Events.Count > before)
            {
                clock.Take(Events.DeviceColumn[before], Events.CpuColumn[before], Events.TimeNsColumn[before], lines.LineNumber);
            }

            _first ??= problem;
            if (chunk is not null && Events.Count >= ChunkEvents)
            {
                chunk(Events);
                Events.Clear();
            }
        }

        Finish(lines);
        if (chunk is not null && Events.Count > 0)
        {
            chunk(Events);
            Events.Clear();
        }

        clock.Reject(Account);
    }

    /// <summary>Takes one line and keeps the account of it.</summary>
    /// <param name="line">The line without its end.</param>
    /// <param name="number">Its number, from 1.</param>
    /// <param name="unterminated">True where it is the last one and has no line end.</param>
    /// <param name="tooLong">True where it is longer than <see cref="LineSource.LongestLine"/>.</param>
    /// <returns>What was wrong with it; null where it was recognised.</returns>
    public LineProblem? Take(ReadOnlySpan<byte> line, long number, bool unterminated, bool tooLong)
    {
        int column = 0;
        string? problem = tooLong ? "line is longer than 64 KiB" : Read(line, unterminated, out column);
        Account.Read++;
        if (problem is null)
        {
            Account.Recognised++;
            return null;
        }

        Account.Skip(problem, number, line);
        Account.TruncatedTail |= unterminated && !tooLong;
        return new LineProblem(number, column + 1L, problem, line[..Math.Min(line.Length, 200)].ToArray());
    }

    /// <summary>Reads the lines of a sample, to find out whether they are of this dialect.</summary>
    /// <returns>The number of events; -1 where no line is certain to be of this dialect.</returns>
    public long Probe(LineSource lines)
    {
        while (lines.Next(out ReadOnlySpan<byte> line))
        {
            Read(line, out _);
        }

        return Certain ? Events.Count : -1;
    }

    /// <summary>Reads one line.</summary>
    /// <param name="line">The line without its end.</param>
    /// <param name="column">Where the problem is, from 0.</param>
    /// <returns>Null where it was recognised, else what was wrong with it.</returns>
    protected abstract string? Read(ReadOnlySpan<byte> line, out int column);

    /// <summary>Stores an event.</summary>
    protected void Add(in BlockEvent e)
    {
        if (e.TimeNs < _lastTimeNs)
        {
            Account.TimeBackwards++;
        }

        _lastTimeNs = e.TimeNs;
        Events.Add(e);
        Certain = true;
    }

    private string? Read(ReadOnlySpan<byte> line, bool unterminated, out int column)
    {
        // A number at the cut end may have lost digits, and a wrong sector is worse than
        // none: only a closed bracket proves that a line is whole.
        if (unterminated && line is not [.., (byte)']'] && !line.TrimBlanks().IsEmpty)
        {
            column = line.Length;
            return "last line has no line end and may be cut off";
        }

        return Read(line, out column);
    }

    private void Finish(LineSource lines)
    {
        CaptureVerdict.Give(Account, Expected, Certain, _first, lines.Damage);
    }
}
