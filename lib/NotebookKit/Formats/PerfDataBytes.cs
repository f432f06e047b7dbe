using System.Runtime.CompilerServices;

namespace NotebookKit.Formats;

/// <summary>The bytes of a perf.data file for reading at any place: read block by block
/// from a plain file, held in memory where there is none.</summary>
/// <remarks>
/// Samples are looked at twice, as they stand and in the order of time, and a round of perf's lies between: the blocks of the latest are
/// kept, as many as turn out to be needed, up to <see cref="MostBlocks"/>.
/// </remarks>
internal sealed class PerfDataBytes : IDisposable
{
    /// <summary>No record is longer, as its size has 16 bits.</summary>
    public const int LongestRecord = ushort.MaxValue;

    /// <summary>No more is held in memory.</summary>
    public const long MostHeld = int.MaxValue;

    private const int BlockShift = 18;
    private const int BlockBytes = 1 << BlockShift;
    private const int FirstBlocks = 8;
    private const int MostBlocks = 256;
    private readonly CaptureStream _stream;
    private readonly CaptureFile? _file;

    // A block has the start of the next one behind it, so that each record lies whole in the block in which it begins.
    private byte[]?[] _blocks = new byte[FirstBlocks][];
    private long[] _numbers = new long[FirstBlocks];
    private long _newest = -1;

    /// <summary>Takes a stream over, and all of its bytes where it is no plain file.</summary>
    /// <exception cref="CaptureFormatException">It is no perf.data file, or none that can be held.</exception>
    public PerfDataBytes(CaptureStream stream)
    {
        _stream = stream;
        CheckStart(stream.Ahead(8), stream);
        _file = stream.PlainFile;
        Length = _file?.Length ?? Hold();
        Array.Fill(_numbers, -1);
    }

    /// <summary>What errors call the file.</summary>
    public string Source => _stream.Source;

    /// <summary>Number of bytes.</summary>
    public long Length { get; }

    /// <summary>What kept the bytes from being read to their end; null where nothing did.</summary>
    public string? Damage
    {
        get => field ?? _stream.Damage;
        set;
    }

    /// <summary>The bytes from a place on, as many as a record may have or more; fewer
    /// where the file ends before. Valid until the next call.</summary>
    /// <param name="at">The first byte, within the file.</param>
    public ReadOnlySpan<byte> From(long at) => From(at, follows: true);

    /// <summary>A copy of some of the bytes; fewer where the file ends before, none where it ends before the start.</summary>
    /// <param name="at">The first byte.</param>
    /// <param name="length">How many.</param>
    public byte[] Copy(long at, int length)
    {
        byte[] bytes = new byte[at < 0 || at >= Length ? 0 : (int)Math.Min(length, Length - at)];
        for (int copied = 0; copied < bytes.Length; )
        {
            ReadOnlySpan<byte> from = From(at + copied, follows: false);
            from = from[..Math.Min(from.Length, bytes.Length - copied)];
            from.CopyTo(bytes.AsSpan(copied));
            copied += from.Length;
        }

        return bytes;
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _stream.Dispose();

    private static void CheckStart(ReadOnlySpan<byte> start, CaptureStream stream)
    {
        if (start.IsEmpty && stream.Damage is { } damage)
        {
            throw CaptureVerdict.Damaged(stream.Source, damage);
        }

        if (start.IsEmpty)
        {
            FormatThrow.Empty(stream.Source, "a perf.data file");
        }

        if (start.StartsWith("2ELIFREP"u8))
        {
            throw new CaptureFormatException(
                stream.Source,
                0,
                0,
                "the file comes from a host of the other byte order; print it there with perf script and read the text"
            );
        }

        if (!start.StartsWith("PERFILE2"u8))
        {
            throw new CaptureFormatException(
                stream.Source,
                0,
                0,
                "expected a perf.data file, which starts with PERFILE2. CaptureReader.Read finds out what a file is"
            );
        }
    }

    // What is looked up before the records, behind them too, tells nothing of how far back they reach.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ReadOnlySpan<byte> From(long at, bool follows)
    {
        long number = at >> BlockShift;
        long slot = _file is null ? number : number & (_blocks.Length - 1);
        byte[] block = _file is null || _numbers[slot] == number ? _blocks[slot]! : Read(number, follows);
        return block.AsSpan((int)(at & (BlockBytes - 1)));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private byte[] Read(long number, bool follows)
    {
        if (follows && number <= _newest && _blocks.Length < MostBlocks)
        {
            // It was here and had to go.
            Grow();
        }

        _newest = follows ? Math.Max(_newest, number) : _newest;
        long at = number << BlockShift;
        int length = (int)Math.Min(BlockBytes + LongestRecord, Length - at);
        long slot = number & (_blocks.Length - 1);
        byte[] block = _blocks[slot] is { } used && used.Length == length ? used : GC.AllocateUninitializedArray<byte>(length);
        _numbers[slot] = -1;
        if (_file!.ReadAt(at, block) < length)
        {
            throw new CaptureFormatException(Source, 0, at, "the file ends before the length that it had when it was opened");
        }

        (_blocks[slot], _numbers[slot]) = (block, number);
        return block;
    }

    private void Grow()
    {
        (byte[]?[] blocks, long[] numbers) = (_blocks, _numbers);
        _blocks = new byte[blocks.Length * 2][];
        _numbers = new long[_blocks.Length];
        Array.Fill(_numbers, -1);
        foreach ((int i, long number) in numbers.Index())
        {
            if (number >= 0)
            {
                long slot = number & (_blocks.Length - 1);
                (_blocks[slot], _numbers[slot]) = (blocks[i], number);
            }
        }
    }

    // All blocks, one behind the other, each with the start of the next.
    private long Hold()
    {
        var blocks = new List<byte[]>();
        byte[] whole = new byte[BlockBytes + LongestRecord];
        int held = 0;
        while (true)
        {
            held += _stream.ReadAtLeast(whole.AsSpan(held), whole.Length - held, throwOnEndOfStream: false);
            blocks.Add(whole[..held]);
            long length = ((blocks.Count - 1L) << BlockShift) + held;
            if (length > MostHeld)
            {
                throw new CaptureFormatException($"{Source}: more than 2 GiB to be held in memory; write it to a plain file and read that");
            }

            if (held <= BlockBytes)
            {
                _blocks = [.. blocks];
                return length;
            }

            held -= BlockBytes;
            whole.AsSpan(BlockBytes, held).CopyTo(whole);
        }
    }
}
