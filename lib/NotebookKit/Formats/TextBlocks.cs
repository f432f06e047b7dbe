using System.IO.Compression;

namespace NotebookKit.Formats;

/// <summary>A text capture in blocks of whole lines, unpacked where it is gzip-compressed. One thread may take from it at a time.</summary>
internal sealed class TextBlocks : IDisposable
{
    /// <summary>Bytes read at a time: large enough that a call costs nothing, small enough that the text stays in the second-level cache.</summary>
    public const int BlockBytes = 256 * 1024;

    private const int ExampleBytes = 160;
    private readonly Stream _stream;
    private readonly int _blockBytes;
    private byte[] _carry = [];
    private int _carried;
    private long _taken;
    private bool _ended;

    public TextBlocks(Stream stream, int blockBytes = BlockBytes)
    {
        _blockBytes = blockBytes;
        byte[] magic = new byte[2];
        int read = stream.ReadAtLeast(magic, 2, throwOnEndOfStream: false);
        var whole = new PrefixedStream(magic[..read], stream);
        if (read == 2 && magic[0] == 0x1F && magic[1] == 0x8B)
        {
            _stream = new GZipStream(whole, CompressionMode.Decompress);
        }
        else
        {
            _carry = magic;
            _carried = read;
            _stream = stream;
        }
    }

    /// <summary>True where the gzip data is damaged or cut off; the lines before the damage were given.</summary>
    public bool Damaged { get; private set; }

    /// <summary>Bytes of text that follow what was taken so far; 0 where unknown.</summary>
    public long BytesLeft => _stream is FileStream file && file.CanSeek ? file.Length - file.Position : 0;

    /// <summary>Takes the next block.</summary>
    /// <param name="block">Filled.</param>
    /// <returns>Its number, from 0; -1 at the end.</returns>
    public long Take(TextBlock block)
    {
        block.Start(_carry.AsSpan(0, _carried), _blockBytes);
        _carried = 0;
        Fill(block);
        if (block.Length == 0)
        {
            return -1;
        }

        Cut(block);
        return _taken++;
    }

    public void Dispose() => _stream.Dispose();

    private void Fill(TextBlock block)
    {
        while (!_ended && block.Free.Length > 0)
        {
            try
            {
                int read = _stream.Read(block.Free);
                _ended = read == 0;
                block.Length += read;
            }
            catch (InvalidDataException)
            {
                Damaged = true;
                _ended = true;
            }
        }
    }

    // The part behind the last line end goes to the next block.
    private void Cut(TextBlock block)
    {
        int lines = block.Text.LastIndexOf((byte)'\n') + 1;
        block.Unterminated = _ended && lines < block.Length;
        block.More = !_ended;
        if (_ended)
        {
            return;
        }

        if (lines == 0 || block.Length - lines > LineSource.LongestLine)
        {
            CutLongLine(block, lines);
            return;
        }

        _carried = block.Length - lines;
        if (_carry.Length < _carried)
        {
            _carry = new byte[LineSource.LongestLine];
        }

        block.Text[lines..].CopyTo(_carry);
        block.Length = lines;
    }

    // A line longer than any real one: its first bytes are enough for an example, the rest is passed over up to its end.
    private void CutLongLine(TextBlock block, int lines)
    {
        int kept = Math.Min(ExampleBytes, block.Length - lines);
        block.LongLineAt = lines;
        byte[] rest = new byte[LineSource.LongestLine];
        while (!_ended)
        {
            int read;
            try
            {
                read = _stream.Read(rest);
            }
            catch (InvalidDataException)
            {
                Damaged = true;
                read = 0;
            }

            _ended = read == 0;
            int end = rest.AsSpan(0, read).IndexOf((byte)'\n');
            if (end >= 0)
            {
                _carried = read - end - 1;
                _carry = rest.AsSpan(end + 1, _carried).ToArray();
                break;
            }
        }

        block.Length = lines + kept;
    }
}

/// <summary>Some whole lines of text, with readable bytes behind them.</summary>
internal sealed class TextBlock
{
    private byte[] _bytes = [];
    private int _room;

    public int Length { get; set; }

    /// <summary>True where text may follow.</summary>
    public bool More { get; set; }

    /// <summary>True where the last line has no line end and nothing follows.</summary>
    public bool Unterminated { get; set; }

    /// <summary>Where the start of a line that is too long stands, which is then the last; -1 where there is none.</summary>
    public int LongLineAt { get; set; } = -1;

    public Span<byte> Text => _bytes.AsSpan(0, Length);

    /// <summary>The lines and the padding behind them.</summary>
    public byte[] Bytes => _bytes;

    public Span<byte> Free => _bytes.AsSpan(Length, _room - Length);

    public void Start(ReadOnlySpan<byte> carried, int blockBytes)
    {
        _room = Math.Max(blockBytes, carried.Length + 1) + LineSource.LongestLine;
        if (_bytes.Length < _room + Digits.Padding)
        {
            _bytes = new byte[_room + Digits.Padding];
        }

        carried.CopyTo(_bytes);
        Length = carried.Length;
        Unterminated = false;
        LongLineAt = -1;
    }
}
