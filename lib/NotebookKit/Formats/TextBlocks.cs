using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace NotebookKit.Formats;

/// <summary>A text capture in blocks of whole lines, mapped where it is a plain file and unpacked where it is gzip-compressed.</summary>
/// <remarks>One thread may take from it at a time.</remarks>
internal sealed unsafe class TextBlocks : IDisposable
{
    /// <summary>Bytes read at a time: large enough that a call costs nothing, small enough that the text stays in the second-level cache.</summary>
    public const int BlockBytes = 256 * 1024;

    // A file of few blocks is read as fast as it is mapped.
    private const int BlocksToMap = 4;

    private const int ExampleBytes = 160;
    private readonly Stream _stream;
    private readonly int _blockBytes;
    private byte[] _carry = [];
    private int _carried;
    private long _taken;
    private bool _ended;
    private LeasedMap? _map;
    private bool _mapEnded;
    private int _mappedBlocks;
    private long _mappedTo;

    public TextBlocks(Stream stream, int blockBytes = BlockBytes)
    {
        _blockBytes = blockBytes;
        byte[] magic = new byte[2];
        int read = stream.ReadAtLeast(magic, 2, throwOnEndOfStream: false);
        if (Gzip.Starts(magic.AsSpan(0, read)))
        {
            _stream = Gzip.Unpack(new PrefixedStream(magic, stream));
        }
        else
        {
            _carry = magic;
            _carried = read;
            _stream = stream;
            _map = LeasedMap.TryOpen(stream, read, BlocksToMap * (long)blockBytes);
        }
    }

    /// <summary>True where the gzip data is damaged or cut off; the lines before the damage were given.</summary>
    public bool Damaged { get; private set; }

    /// <summary>Bytes of text that follow what was taken so far; 0 where unknown.</summary>
    public long BytesLeft => _map is not null && !_mapEnded ? _map.Length - _mappedTo
        : _stream is FileStream { CanSeek: true } file ? file.Length - file.Position : 0;

    /// <summary>Takes the next block.</summary>
    /// <param name="block">Filled.</param>
    /// <returns>Its number, from 0; -1 at the end.</returns>
    public long Take(TextBlock block)
    {
        Done(block);
        if (_map is not null && TakeMapped(block))
        {
            return _taken++;
        }

        block.Start(_carry.AsSpan(0, _carried), _blockBytes);
        _carried = 0;
        Fill(block);
        if (block.Length == 0)
        {
            return -1;
        }

        Cut(block);
        block.Pad();
        return _taken++;
    }

    /// <summary>Ends the use of a block that was taken: its lines are gone then. Any thread may call it.</summary>
    public void Done(TextBlock block)
    {
        if (block.Mapped)
        {
            block.Mapped = false;
            Interlocked.Decrement(ref _mappedBlocks);
        }
    }

    public void Dispose()
    {
        _map?.Dispose();
        _stream.Dispose();
    }

    // False from the last block on, or from the first that must be read: as well at a line that is too long.
    private bool TakeMapped(TextBlock block)
    {
        int window = _blockBytes + Digits.Padding;
        byte* start = _mapEnded || _map!.Length - _mappedTo <= window ? null : _map.TryReach(_mappedTo, window);
        int lines = start == null ? 0 : new ReadOnlySpan<byte>(start, _blockBytes).LastIndexOf((byte)'\n') + 1;
        if (lines > 0 && _blockBytes - lines <= LineSource.LongestLine)
        {
            block.StartMapped(start, lines);
            Interlocked.Increment(ref _mappedBlocks);
            _mappedTo += lines;
            return true;
        }

        if (!_mapEnded)
        {
            _mapEnded = true;
            _stream.Position = _mappedTo;
            _carried = 0;
        }

        // Whoever waits to change the file need not wait until its end is read.
        if (Volatile.Read(ref _mappedBlocks) == 0)
        {
            _map!.Dispose();
            _map = null;
        }

        return false;
    }

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
internal sealed unsafe class TextBlock
{
    // Pinned, so that the lines can be pointed to as those of a map are.
    private byte[] _bytes = [];
    private int _room;

    /// <summary>The first line.</summary>
    public byte* Lines { get; private set; }

    public int Length { get; set; }

    /// <summary>True where the lines stand in a map, which must not be written to.</summary>
    public bool Mapped { get; set; }

    /// <summary>True where text may follow.</summary>
    public bool More { get; set; }

    /// <summary>True where the last line has no line end and nothing follows.</summary>
    public bool Unterminated { get; set; }

    /// <summary>Where the start of a line that is too long stands, which is then the last; -1 where there is none.</summary>
    public int LongLineAt { get; set; } = -1;

    public ReadOnlySpan<byte> Text => new(Lines, Length);

    /// <summary>Where more of a text that is read goes.</summary>
    public Span<byte> Free => _bytes.AsSpan(Length, _room - Length);

    /// <summary>Starts with text that is read.</summary>
    public void Start(ReadOnlySpan<byte> carried, int blockBytes)
    {
        _room = Math.Max(blockBytes, carried.Length + 1) + LineSource.LongestLine;
        if (_bytes.Length < _room + Digits.Padding)
        {
            _bytes = GC.AllocateArray<byte>(_room + Digits.Padding, pinned: true);
        }

        carried.CopyTo(_bytes);
        Begin((byte*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_bytes)), carried.Length);
    }

    /// <summary>Gives lines of a map, which text follows.</summary>
    public void StartMapped(byte* lines, int length)
    {
        Begin(lines, length);
        Mapped = true;
        More = true;
    }

    /// <summary>Ends text that was read: what stood behind it before must not be taken for it.</summary>
    public void Pad() => _bytes.AsSpan(Length, Digits.Padding).Clear();

    private void Begin(byte* lines, int length)
    {
        Lines = lines;
        Length = length;
        Unterminated = false;
        LongLineAt = -1;
    }
}
