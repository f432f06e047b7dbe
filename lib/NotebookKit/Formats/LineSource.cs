
namespace NotebookKit.Formats;

/// <summary>The lines of a text capture, read in large blocks and unpacked where it is gzip-compressed.</summary>
/// <remarks>
/// A line is given without its line end (LF or CR LF). A line longer than <see cref="LongestLine"/> is cut there and flagged, so that
/// memory stays bounded whatever the input is.
/// </remarks>
internal sealed class LineSource : IDisposable
{
    /// <summary>The longest line kept, in bytes. blkparse's longest real line (a PC request with its payload) is below 400.</summary>
    public const int LongestLine = 64 * 1024;

    private const int ExampleBytes = 160;
    private readonly Stream _stream;
    private byte[] _buffer;
    private int _start;
    private int _end;
    private bool _ended;

    /// <summary>Opens a source.</summary>
    /// <param name="stream">The bytes; closed with the source.</param>
    /// <param name="bufferBytes">Bytes read at a time.</param>
    public LineSource(Stream stream, int bufferBytes = 1 << 20)
    {
        _buffer = new byte[Math.Max(16, bufferBytes)];
        _stream = stream;
        Fill();
        if (Gzip.Starts(_buffer.AsSpan(0, _end)))
        {
            _stream = Gzip.Unpack(new PrefixedStream(_buffer.AsSpan(0, _end).ToArray(), stream));
            _end = 0;
            _ended = false;
            Fill();
        }
    }

    /// <summary>Opens a file.</summary>
    /// <exception cref="CaptureFormatException">It is a folder.</exception>
    public static LineSource Open(string path) => new(CaptureFile.OpenRead(path));

    /// <summary>The number of the line given last, from 1.</summary>
    public long LineNumber { get; private set; }

    /// <summary>True where the line given last is the last one and has no line end.</summary>
    public bool Unterminated { get; private set; }

    /// <summary>True where the line given last was longer than <see cref="LongestLine"/>.</summary>
    public bool TooLong { get; private set; }

    /// <summary>True where the gzip stream is damaged or cut off; the lines before the damage were given.</summary>
    public bool Damaged { get; private set; }

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
            if (_ended || searched > LongestLine)
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
        TooLong = line.Length > LongestLine;
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
        while (!_ended)
        {
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
        try
        {
            int read = _stream.Read(_buffer, _end, _buffer.Length - _end);
            _end += read;
            _ended = read == 0;
        }
        catch (InvalidDataException)
        {
            Damaged = true;
            _ended = true;
        }
    }
}
