// One per-CPU file of blktrace, protocol version 7: records of 48 bytes, each followed by its payload (pdu).
// magic u32 0x65617407 | sequence u32 | time u64 ns | sector u64 | bytes u32 | action u32 | pid u32 |
// device u32 | cpu u32 | error u16 | pdu_len u16 In the byte order of the traced host; payloads are
// big-endian always. Spec: include/uapi/linux/blktrace_api.h; seen with kernel 6.1, blktrace 1.2.0.
using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace NotebookKit.Formats;

/// <summary>The records of one blktrace file, in the order of the file.</summary>
internal sealed unsafe class BlktraceStream : IDisposable
{
    public const int RecordBytes = 48;

    /// <summary>Bytes of a file that are read at a time, where there are few files.</summary>
    public const int BufferBytes = 1 << 17;

    private const uint Magic = 0x65617400;
    private const uint Version = 7;

    // A file with a hole may have no record for ever.
    private const long LongestGap = 64 << 20;
    private readonly ByteWindow _window;
    private readonly ReadAccount _account;
    private bool _damageTold;
    private bool _givenUp;
    private BlktraceRecord _record;

    /// <summary>Opens a file.</summary>
    /// <param name="stream">The bytes; closed with this.</param>
    /// <param name="source">The file, for errors.</param>
    /// <param name="account">Gets the records read and what was wrong with them.</param>
    /// <param name="bufferBytes">Bytes read at a time.</param>
    /// <exception cref="CaptureFormatException">It is no blktrace file, or one of another protocol version.</exception>
    public BlktraceStream(Stream stream, string source, ReadAccount account, int bufferBytes = BufferBytes)
    {
        Source = source;
        _account = account;
        _window = new ByteWindow(stream, bufferBytes);
        CheckStart();
    }

    /// <summary>The file.</summary>
    public string Source { get; }

    /// <summary>True where the file holds no byte.</summary>
    public bool Empty { get; private set; }

    /// <summary>Byte offset of the record given last.</summary>
    public long RecordAt { get; private set; }

    /// <summary>The record given last.</summary>
    public ref readonly BlktraceRecord Record => ref _record;

    /// <summary>The payload of the record given last; valid until the next one is asked for.</summary>
    public ReadOnlySpan<byte> Payload => new(_window.Start - _record.PayloadBytes, _record.PayloadBytes);

    /// <summary>True where the traced host had the other byte order.</summary>
    public bool Swapped { get; private set; }

    /// <summary>Goes to the next record.</summary>
    /// <returns>False at the end.</returns>
    public bool Next()
    {
        while (Need(RecordBytes))
        {
            _record = MemoryMarshal.Read<BlktraceRecord>(_window.Bytes);
            if (Swapped)
            {
                _record.Turn();
            }

            if (_record.Magic != (Magic | Version))
            {
                Resynchronise();
                continue;
            }

            int length = RecordBytes + _record.PayloadBytes;
            if (!Need(length + sizeof(uint)) ? Swallows(length) : !HasMagic(_window.Bytes[length..]))
            {
                Resynchronise();
                continue;
            }

            if (_window.Length < length)
            {
                break;
            }

            RecordAt = _window.At;
            _window.Pass(length);
            _account.Read++;
            return true;
        }

        if (_window.Length > 0)
        {
            _account.Read++;
            _account.TruncatedTail = true;
            _account.Skip("last record is cut off", _window.At, default);
            _window.Pass(_window.Length);
        }

        return false;
    }

    /// <summary>Goes on from the record given last, itself included, to the last of a run that the decoder's fast path takes.</summary>
    /// <param name="decoder">Takes the records.</param>
    /// <param name="until">Ends the run in front of the first record with a later time.</param>
    /// <param name="upTo">Ends the run at this many events.</param>
    /// <param name="sequence">The file's last sequence number.</param>
    /// <param name="events">Gets the events.</param>
    /// <returns>False where not even the record given last was taken: it is then still to be decoded.</returns>
    public bool TakeRun(BlktraceDecoder decoder, ulong until, int upTo, ref uint sequence, ref EventWriter events)
    {
        if (Swapped)
        {
            return false;
        }

        nint before = events.Rows;
        byte* first = _window.Start - RecordBytes - _record.PayloadBytes;
        byte* behind = decoder.Run(first, _window.Start + _window.Length, until, upTo, ref sequence, ref events);
        var taken = (int)(events.Rows - before);
        if (taken == 0)
        {
            return false;
        }

        // The first was counted when it was given.
        _account.Read += taken - 1;
        _window.Pass((int)(behind - _window.Start));
        return true;
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _window.Dispose();

    private void CheckStart()
    {
        Empty = !Need(1);
        if (!Need(4))
        {
            return;
        }

        uint little = BinaryPrimitives.ReadUInt32LittleEndian(_window.Bytes);
        uint big = BinaryPrimitives.ReadUInt32BigEndian(_window.Bytes);
        uint magic = (little & 0xFFFFFF00) == Magic ? little : big;
        if ((magic & 0xFFFFFF00) != Magic)
        {
            throw new CaptureFormatException(
                Source,
                0,
                0,
                $"expected a blktrace record (magic 0x{Magic | Version:x8}), found 0x{little:x8}. {BinaryRemedy.For(_window.Bytes)}"
            );
        }

        if ((magic & 0xFF) != Version)
        {
            throw new CaptureFormatException(
                Source,
                0,
                0,
                $"blktrace protocol version {magic & 0xFF}: only version {Version} is read. Print it with the blkparse of the traced host and read the text."
            );
        }

        Swapped = magic == big != !BitConverter.IsLittleEndian;
    }

    private bool HasMagic(ReadOnlySpan<byte> bytes)
    {
        uint magic = BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        return (Swapped == BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(magic) : magic) == (Magic | Version);
    }

    // At the end of the file: a damaged length would swallow the records behind it, a record that is merely cut off swallows none.
    private bool Swallows(int length)
    {
        int last = Math.Min(_window.Length, length) - sizeof(uint);
        for (int at = RecordBytes; at <= last; at++)
        {
            if (HasMagic(_window.Bytes[at..]))
            {
                return true;
            }
        }

        return false;
    }

    // Damage inside the file: look for the next magic number, and count the bytes between as one unreadable record.
    private void Resynchronise()
    {
        long from = _window.At;
        _account.Read++;
        _account.Skip("no record here: bytes up to the next magic number are skipped", from, default);
        Span<byte> magic = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(
            magic,
            Swapped == BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(Magic | Version) : Magic | Version
        );
        _window.Pass(1);
        while (Need(RecordBytes))
        {
            int places = _window.Length - RecordBytes + 1;
            int next = _window.Bytes[..(places + magic.Length - 1)].IndexOf(magic);
            _window.Pass(next < 0 ? places : next);
            if (next >= 0)
            {
                return;
            }

            if (_window.At - from > LongestGap)
            {
                _givenUp = true;
                Tell($"no record in {LongestGap >> 20} MiB: what follows was not read");
                _window.Pass(_window.Length);
            }
        }
    }

    private bool Need(int bytes)
    {
        bool there = !_givenUp && _window.Need(bytes);
        if (!there && !_damageTold && _window.Damage is { } damage)
        {
            _damageTold = true;
            Tell(damage);
        }

        return there;
    }

    // What kept the file from being read to its end, as one record of it.
    private void Tell(string damage)
    {
        _account.Read++;
        _account.TruncatedTail = true;
        _account.Skip(damage, _window.At + _window.Length, default);
    }
}
