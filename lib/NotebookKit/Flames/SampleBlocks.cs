using NotebookKit.Formats;

namespace NotebookKit.Flames;

/// <summary>perf script text in blocks of whole samples. One thread may take from it at a time.</summary>
internal sealed class SampleBlocks : IDisposable
{
    /// <summary>Bytes read at a time.</summary>
    public const int BlockBytes = 1 << 20;

    // A sample of the deepest stack that the kernel records (PERF_MAX_STACK_DEPTH, 127 entries) is below 64 KiB.
    private const int LongestSample = 16 << 20;
    private readonly CaptureStream _stream;
    private readonly int _blockBytes;
    private byte[] _carry = [];
    private int _carried;
    private bool _ended;

    public SampleBlocks(CaptureStream stream, int blockBytes) => (_stream, _blockBytes) = (stream, blockBytes);

    /// <summary>What kept the text from being read to its end; null where nothing did. What stands in front of it was given.</summary>
    public string? Damage => _stream.Damage;

    /// <summary>Bytes that were taken.</summary>
    public long Taken { get; private set; }

    /// <summary>Takes the next block.</summary>
    /// <param name="buffer">Holds the text; replaced by a larger one where a sample needs it.</param>
    /// <returns>Its length; 0 at the end.</returns>
    /// <exception cref="CaptureFormatException">No blank line ends a sample for a very long time.</exception>
    public int Take(ref byte[] buffer)
    {
        int length = _carried;
        Reserve(ref buffer, _carried + _blockBytes);
        _carry.AsSpan(0, _carried).CopyTo(buffer);
        _carried = 0;
        while (true)
        {
            length += Fill(buffer.AsSpan(length));
            int end = _ended ? length : EndOfLastSample(buffer.AsSpan(0, length));
            if (end > 0 || _ended)
            {
                _carried = length - end;
                if (_carry.Length < _carried)
                {
                    _carry = new byte[_carried * 2];
                }

                buffer.AsSpan(end, _carried).CopyTo(_carry);
                Taken += end;
                return end;
            }

            if (length > LongestSample)
            {
                if (Taken == 0)
                {
                    CaptureVerdict.RejectBinary(buffer.AsSpan(0, length), _stream.Source, Stacks.Expected);
                }

                throw new CaptureFormatException(
                    $"{_stream.Source}: no blank line in {LongestSample >> 20} MiB of text, and a blank line ends each sample that has a stack. "
                        + "Record with call chains: perf record -g"
                );
            }

            Reserve(ref buffer, length * 2);
        }
    }

    public void Dispose() => _stream.Dispose();

    private static void Reserve(ref byte[] buffer, int length)
    {
        if (buffer.Length < length)
        {
            Array.Resize(ref buffer, length);
        }
    }

    private int Fill(Span<byte> free)
    {
        int length = 0;
        while (!_ended && length < free.Length)
        {
            int read = _stream.Read(free[length..]);
            _ended = read == 0;
            length += read;
        }

        return length;
    }

    private static int EndOfLastSample(ReadOnlySpan<byte> text)
    {
        int unix = text.LastIndexOf("\n\n"u8);
        int windows = unix < 0 ? text.LastIndexOf("\n\r\n"u8) : -1;
        return unix >= 0 ? unix + 2
            : windows >= 0 ? windows + 3
            : 0;
    }
}
