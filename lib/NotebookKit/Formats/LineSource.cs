namespace NotebookKit.Formats;

/// <summary>The lines of a text capture, read in large blocks.</summary>
/// <remarks>
/// A line is given without its line end (LF or CR LF). A line longer than <see cref="LongestLine"/> is cut there and flagged, and text
/// without line ends is given up after <see cref="LongestPassed"/>, so that memory and time stay bounded whatever the input is.
/// </remarks>
internal sealed class LineSource : IDisposable
{
    /// <summary>The longest line kept, in bytes. blkparse's longest real line (a PC request with its payload) is below 400.</summary>
    public const int LongestLine = 64 * 1024;

    /// <summary>The longest line that is passed over to find its end, in bytes: a file
    /// with a hole, or a device, may have no line end for ever.</summary>
    public const long LongestPassed = 2L << 30;

    /// <summary>What is said of text that was given up.</summary>
    public const string NoLineEnd = "no line end in 2 GiB of text: what follows was not read";

    private const int ExampleBytes = 160;
    private readonly CaptureStream _stream;
    private readonly int _longestLine;
    private byte[] _buffer;
    private int _start;
    private int _end;
    private bool _ended;

    /// <summary>Opens a source.</summary>
    /// <param name="stream">The text; closed with the source.</param>
    /// <param name="bufferBytes">Bytes read at a time.</param>
    /// <param name="longestLine">The longest line kept, in bytes.</param>
    public LineSource(Stream stream, int bufferBytes = 1 << 20, int longestLine = LongestLine)
    {
        _buffer = new byte[Math.Max(16, bufferBytes)];
        (_stream, _longestLine) = (CaptureStream.Of(stream, ""), longestLine);
        Fill();
    }

    /// <summary>The lines of a text in memory.</summary>
    public static LineSource Of(byte[] text, int length) => new(new MemoryStream(text, 0, length), Math.Min(length, 64 * 1024));

    /// <summary>The number of the line given last, from 1.</summary>
    public long LineNumber { get; private set; }

    /// <summary>True where the line given last is the last one and has no line end.</summary>
    public bool Unterminated { get; private set; }

    /// <summary>True where the line given last was longer than the longest that is kept.</summary>
    public bool TooLong { get; private set; }

    /// <summary>What kept the text from being read to its end; null where nothing did. The lines in front of it were given.</summary>
    public string? Damage { get; private set; }

    /// <summary>The bytes that the next lines are made of, for a look at what the file is.</summary>
    public ReadOnlySpan<byte> Ahead => _buffer.AsSpan(_start, _end - _start);

    /// <summary>The next line.</summary>
    /// <param name="line">The line without its line end; valid until the next call.</param>
    /// <returns>False at the end.</returns>
    public bool Next(out ReadOnlySpan<byte> line)
    {
        int searched = 0;
        while (true)
        {
            int length = _buffer.AsSpan(_start + searched, _end - _start - searched).IndexOf((byte)'\n');
            if (length >= 0)
            {
                length += searched;
                line = _buffer.AsSpan(_start, length);
                _start += length + 1;
                return Give(ref line, unterminated: false);
            }

            searched = _end - _start;
            if (_ended || searched > _longestLine)
            {
                line = _buffer.AsSpan(_start, searched);
                _start = _end;
                bool found = searched > 0 && Give(ref line, unterminated: _ended);
                if (!_ended)
                {
                    // The buffer is used again while the line's end is looked for; the first bytes are enough for an example.
                    line = line[..ExampleBytes].ToArray();
                    SkipToLineEnd();
                }

                return found;
            }

            MakeRoom();
            Fill();
        }
    }

    /// <summary>Closes the stream.</summary>
    public void Dispose() => _stream.Dispose();

    private bool Give(ref ReadOnlySpan<byte> line, bool unterminated)
    {
        LineNumber++;
        Unterminated = unterminated;
        TooLong = line.Length > _longestLine;
        if (line is [.., (byte)'\r'])
        {
            line = line[..^1];
        }

        return true;
    }

    private void MakeRoom()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }

        if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }
    }

    private void SkipToLineEnd()
    {
        for (long passed = 0; !_ended; passed += _end)
        {
            if (passed > LongestPassed)
            {
                (_start, _end, _ended, Damage) = (0, 0, true, NoLineEnd);
                return;
            }

            _start = _end = 0;
            Fill();
            int at = _buffer.AsSpan(0, _end).IndexOf((byte)'\n');
            if (at >= 0)
            {
                _start = at + 1;
                return;
            }

            _start = _end;
        }
    }

    private void Fill()
    {
        int read = _stream.Read(_buffer.AsSpan(_end));
        _end += read;
        if (read == 0)
        {
            _ended = true;
            Damage = _stream.Damage;
        }
    }
}
