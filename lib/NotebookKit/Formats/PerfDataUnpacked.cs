// PERF_RECORD_COMPRESSED (81): a piece of one zstd stream that runs through all such records. COMPRESSED2 (83): data_size:u64, the piece,
// padding. What comes out is records; one may begin in one piece and end in the next. Spec:
// tools/perf/Documentation/perf.data-file-format.txt.
using System.Buffers;
using System.Buffers.Binary;
using ZstdSharp;

namespace NotebookKit.Formats;

/// <summary>A perf.data file of <c>perf record -z</c> as it would be without <c>-z</c>: its head, and its records unpacked.</summary>
internal sealed class PerfDataUnpacked : ForwardStream
{
    private const uint Compressed = 81;
    private const uint Compressed2 = 83;
    private const uint AuxTrace = 71;
    private const int HeadBytes = 8;
    private const int PieceBytes = 4 * PerfDataBytes.LongestRecord;
    private readonly PerfDataBytes _file;
    private readonly PerfDataHeader _header;
    private readonly Decompressor _zstd = new();
    private readonly byte[] _piece = new byte[PieceBytes];
    private byte[] _packed = [];
    private int _packedAt;

    // Of the piece: what was given, whole records, and all, with the start of the next record.
    private int _given;
    private int _whole;
    private int _held;
    private bool _full;

    // What is given as it stands in the file: first its head.
    private long _plainAt;
    private long _plainEnd;
    private long _at;
    private long _length;

    private PerfDataUnpacked(PerfDataBytes file, PerfDataHeader header) =>
        (_file, _header, _plainEnd, _at) = (file, header, Math.Min(header.DataAt, file.Length), header.DataAt);

    /// <summary>What kept the records from being unpacked to their end; null where nothing did.</summary>
    public string? Damage { get; private set; }

    /// <summary>The bytes to read records from: the file's own, or, where it is packed, the unpacked ones, held in memory.</summary>
    /// <param name="file">The file.</param>
    /// <param name="header">Its head, which learns where the unpacked records end.</param>
    /// <exception cref="CaptureFormatException">The unpacked records are too many to be held.</exception>
    public static PerfDataBytes Of(PerfDataBytes file, PerfDataHeader header)
    {
        if (!header.IsPacked)
        {
            return file;
        }

        using var unpacked = new PerfDataUnpacked(file, header);
        var bytes = new PerfDataBytes(CaptureStream.Of(unpacked, file.Source));
        bytes.Damage ??= unpacked.Damage ?? file.Damage;
        header.Unpacked(bytes.Length);
        return bytes;
    }

    public override int Read(Span<byte> buffer)
    {
        while (_plainAt == _plainEnd && _given == _whole)
        {
            if (!More())
            {
                return 0;
            }
        }

        ReadOnlySpan<byte> next = _plainAt < _plainEnd ? _file.From(_plainAt) : _piece.AsSpan(_given, _whole - _given);
        next = next[..(int)Math.Min(Math.Min(next.Length, buffer.Length), _plainAt < _plainEnd ? _plainEnd - _plainAt : next.Length)];
        next.CopyTo(buffer);
        _ = _plainAt < _plainEnd ? _plainAt += next.Length : _given += next.Length;
        _length += next.Length;
        return _length <= PerfDataBytes.MostHeld
            ? next.Length
            : throw new CaptureFormatException(
                $"{_file.Source}: its records have more than 2 GiB when unpacked (perf record -z); print them with perf script and read the text"
            );
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _zstd.Dispose();
        }

        base.Dispose(disposing);
    }

    private bool More()
    {
        if (_full || _packedAt < _packed.Length)
        {
            Unpack();
            return true;
        }

        long left = _header.DataEnd - _at;
        if (left <= 0 || Damage is not null)
        {
            // The start of a record whose end did not come: whoever reads it says so.
            (bool rest, _whole) = (_whole < _held, _held);
            return rest;
        }

        ReadOnlySpan<byte> record = _file.From(_at);
        int size = left >= HeadBytes ? BinaryPrimitives.ReadUInt16LittleEndian(record[6..]) : 0;
        if (size < HeadBytes || size > left)
        {
            (_plainAt, _plainEnd, _at) = (_at, _header.DataEnd, _header.DataEnd);
            return true;
        }

        uint type = BinaryPrimitives.ReadUInt32LittleEndian(record);
        ReadOnlySpan<byte> body = record[HeadBytes..size];
        _at += size;
        if (type is Compressed or Compressed2)
        {
            (_packed, _packedAt) = (Packed(type, body).ToArray(), 0);
            return true;
        }

        // The data of AUXTRACE stand behind the record.
        long behind = type == AuxTrace && body.Length >= 8 ? Math.Clamp(BinaryPrimitives.ReadInt64LittleEndian(body), 0, left - size) : 0;
        (_plainAt, _plainEnd, _at) = (_at - size, _at + behind, _at + behind);
        return true;
    }

    private static ReadOnlySpan<byte> Packed(uint type, ReadOnlySpan<byte> body) =>
        type == Compressed || body.Length < 8
            ? body
            : body.Slice(8, (int)Math.Min(BinaryPrimitives.ReadUInt64LittleEndian(body), (ulong)(body.Length - 8)));

    private void Unpack()
    {
        _piece.AsSpan(_whole, _held - _whole).CopyTo(_piece);
        (_held, _whole, _given) = (_held - _whole, 0, 0);
        try
        {
            OperationStatus status = _zstd.UnwrapStream(_packed.AsSpan(_packedAt), _piece.AsSpan(_held), out int taken, out int unpacked);
            _packedAt += taken;
            _held += unpacked;
            _full = _held == _piece.Length;
            if (status == OperationStatus.InvalidData || (taken == 0 && unpacked == 0 && _packedAt < _packed.Length))
            {
                Stop();
            }
        }
        catch (ZstdException)
        {
            Stop();
        }

        while (
            _held - _whole >= HeadBytes
            && BinaryPrimitives.ReadUInt16LittleEndian(_piece.AsSpan(_whole + 6)) is var size
            && size <= _held - _whole
        )
        {
            if (size < HeadBytes)
            {
                // No record has this size: what follows cannot be told apart, and whoever reads it says so.
                _whole = _held;
                Stop();
                break;
            }

            _whole += size;
        }
    }

    private void Stop()
    {
        Damage = "records packed by zstd are damaged";
        (_packed, _packedAt, _full) = ([], 0, false);
    }
}
