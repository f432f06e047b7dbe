namespace NotebookKit.Formats;

/// <summary>Takes the lines of a text table one by one and keeps the account; each dialect says what a line of its own means.</summary>
/// <remarks>
/// Tables come from terminals and editors: a byte order mark, colours (<c>S_COLORS=always</c>) and CR LF are taken away first.
/// </remarks>
internal abstract class TableLineReader(ReadAccount account)
{
    private const int BufferBytes = 64 * 1024;
    private const string Nul = "line holds NUL bytes";
    private LineProblem? _first;

    protected ReadAccount Account { get; } = account;

    /// <summary>What the dialect is called in errors.</summary>
    public abstract string Expected { get; }

    /// <summary>Lines that only this dialect has: rows and heads.</summary>
    public long Sure { get; protected set; }

    /// <summary>The number of the line being read, from 1.</summary>
    protected long LineNumber { get; private set; }

    /// <summary>Reads a stream, gzip-compressed or not, to its end and closes it.</summary>
    /// <exception cref="CaptureFormatException">Nothing of the dialect was found.</exception>
    public void ReadAll(Stream stream)
    {
        using var lines = new LineSource(stream, BufferBytes);
        CaptureVerdict.RejectBinary(lines.Ahead, Account.Source, Expected);
        ReadLines(lines);
        CaptureVerdict.Count(Account, lines.Damage);
        if (Account.Read == 0)
        {
            TableThrow.Empty(Account.Source, Expected);
        }

        if (Sure == 0)
        {
            TableThrow.Nothing(Account.Source, Expected, _first);
        }
    }

    /// <summary>Reads a sample to find out whether it is of this dialect.</summary>
    /// <param name="sample">The first bytes of a file.</param>
    /// <returns>The number of lines that only this dialect has, less those that it does not know.</returns>
    public long Probe(byte[] sample)
    {
        using LineSource lines = LineSource.Of(sample, sample.Length);
        ReadLines(lines);
        return Sure == 0 ? 0 : Math.Max(1, Sure - Account.SkippedCount);
    }

    /// <summary>Reads one line.</summary>
    /// <param name="line">The line without its end.</param>
    /// <param name="cut">True where it has no line end: its last number may have lost digits.</param>
    /// <param name="column">Where the problem is, from 0.</param>
    /// <returns>Null where it was recognised, else what was wrong with it.</returns>
    protected abstract string? Read(ReadOnlySpan<byte> line, bool cut, out int column);

    /// <summary>Called once behind the last line.</summary>
    protected virtual void Finish() { }

    /// <summary>Takes a line back that was recognised in the hope of the next one.</summary>
    protected void Unrecognise(string problem, long number, ReadOnlySpan<byte> line)
    {
        Account.Recognised--;
        Account.Skip(problem, number, line);
        Note(number, 0, problem, line);
    }

    private void ReadLines(LineSource lines)
    {
        while (lines.Next(out ReadOnlySpan<byte> line))
        {
            LineNumber = lines.LineNumber;
            line = TerminalCodes.Plain(line, LineNumber == 1);
            int column = 0;
            string? problem =
                lines.TooLong ? "line is longer than 64 KiB"
                : line.Contains((byte)0) ? Nul
                : Read(line, lines.Unterminated, out column);
            Account.Read++;
            if (problem is null)
            {
                Account.Recognised++;
                continue;
            }

            Account.Skip(problem, LineNumber, line);
            Account.TruncatedTail |= lines.Unterminated && !lines.TooLong;
            Note(LineNumber, column, problem, line);
        }

        Finish();
    }

    private void Note(long number, int column, string problem, ReadOnlySpan<byte> line) =>
        _first ??= new LineProblem(number, column + 1L, problem, line[..Math.Min(line.Length, 200)].ToArray());
}
