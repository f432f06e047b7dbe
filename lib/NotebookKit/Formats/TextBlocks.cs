using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace NotebookKit.Formats;

/// <summary>A text capture in blocks of whole lines.</summary>
/// <remarks>One thread may take from it at a time.</remarks>
internal sealed class TextBlocks : IDisposable
{
    /// <summary>Bytes read at a time: large enough that a call costs nothing, small
    /// enough that the text stays in the second-level cache.</summary>
    public const int BlockBytes = 256 * 1024;

    private const int ExampleBytes = 160;
    private readonly CaptureStream _stream;
    private readonly int _blockBytes;
    private byte[] _carry = [];
    private int _carried;
    private long _taken;
    private bool _ended;

    public TextBlocks(Stream stream, int blockBytes = BlockBytes) => (_stream, _blockBytes) = (CaptureStream.Of(stream, ""), blockBytes);

    /// <summary>What kept the text from being read to its end; null where nothing did. The lines in front of it were given.</summary>
    public string? Damage { get; private set; }

    /// <summary>Bytes of text that follow what was taken so far; 0 where unknown.</summary>
    public long BytesLeft => _stream.BytesLeft;

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
        block.Pad();
        return _taken++;
    }

    public void Dispose() => _stream.Dispose();

    private void Fill(TextBlock block)
    {
        while (!_ended && block.Free.Length > 0)
        {
            block.Length += Read(block.Free);
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
        long passed = block.Length - lines;
        block.LongLineAt = lines;
        byte[] rest = new byte[LineSource.LongestLine];
        while (!_ended)
        {
            int read = Read(rest);
            int end = rest.AsSpan(0, read).IndexOf((byte)'\n');
            if (end >= 0)
            {
                _carried = read - end - 1;
                _carry = rest.AsSpan(end + 1, _carried).ToArray();
                break;
            }

            passed += read;
            if (passed > LineSource.LongestPassed)
            {
                Damage = LineSource.NoLineEnd;
                _ended = true;
            }
        }

        block.Length = lines + kept;
    }

    private int Read(Span<byte> buffer)
    {
        int read = _stream.Read(buffer);
        if (read == 0)
        {
            _ended = true;
            Damage = _stream.Damage;
        }

        return read;
    }
}

/// <summary>Some whole lines of text, with readable bytes behind them.</summary>
internal sealed unsafe class TextBlock
{
    // Pinned, so that the lines can be pointed to.
    private byte[] _bytes = [];
    private int _room;

    /// <summary>The first line.</summary>
    public byte* Lines { get; private set; }

    public int Length { get; set; }

    /// <summary>True where text may follow.</summary>
    public bool More { get; set; }

    /// <summary>True where the last line has no line end and nothing follows.</summary>
    public bool Unterminated { get; set; }

    /// <summary>Where the start of a line that is too long stands, which is then the last; -1 where there is none.</summary>
    public int LongLineAt { get; set; } = -1;

    public ReadOnlySpan<byte> Text => new(Lines, Length);

    /// <summary>Where more of the text goes.</summary>
    public Span<byte> Free => _bytes.AsSpan(Length, _room - Length);

    /// <summary>Starts with text that was read already.</summary>
    public void Start(ReadOnlySpan<byte> carried, int blockBytes)
    {
        _room = Math.Max(blockBytes, carried.Length + 1) + LineSource.LongestLine;
        if (_bytes.Length < _room + Digits.Padding)
        {
            _bytes = GC.AllocateArray<byte>(_room + Digits.Padding, pinned: true);
        }

        carried.CopyTo(_bytes);
        Lines = (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_bytes));
        Length = carried.Length;
        Unterminated = false;
        LongLineAt = -1;
    }

    /// <summary>Ends the text: what stood behind it before must not be taken for it.</summary>
    public void Pad() => _bytes.AsSpan(Length, Digits.Padding).Clear();
}
