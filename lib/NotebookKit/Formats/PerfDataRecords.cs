// A record: type:u32 misc:u16 size:u16 and size - 8 bytes. PERF_RECORD_* of perf_event_open(2), from 64 on perf's own.
using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace NotebookKit.Formats;

/// <summary>Reads the records of a perf.data file and puts their samples into the order of time.</summary>
/// <remarks>
/// perf writes the buffers of the CPUs one after the other, and a FINISHED_ROUND after each turn: nothing that comes later
/// is older than the newest sample of the turn before. That lets samples be ordered while they are read.
/// </remarks>
/// <param name="header">What stands around the records.</param>
/// <param name="file">Its bytes.</param>
/// <param name="tables">Its devices and names take new ones.</param>
/// <param name="account">Gets what was read.</param>
internal sealed class PerfDataRecords(PerfDataHeader header, PerfDataBytes file, BlockEvents tables, ReadAccount account)
{
    private const uint Lost = 2;
    private const uint Sample = 9;
    private const uint LostSamples = 13;
    private const uint LastKernelRecord = 21;
    private const uint FinishedRound = 68;
    private const uint Compressed = 81;
    private const uint Compressed2 = 83;
    private const uint LastPerfRecord = 84;
    private const int HeadBytes = 8;
    private readonly PerfDataOrder _order = new();
    private readonly TracepointFields _fields = new(tables);
    private readonly List<long> _gaps = [];
    private long _at = header.DataAt;
    private long _newestOfLastRound = long.MinValue;
    private long _lastTimeNs = long.MinValue;
    private bool _samples;
    private bool _ended;

    /// <summary>Decodes samples until the events are this many.</summary>
    /// <returns>False at the end.</returns>
    /// <exception cref="CaptureFormatException">The records are compressed, or their tracepoints are not described.</exception>
    public bool Fill(BlockEvents events, int upTo)
    {
        while (events.Count < upTo)
        {
            if (_order.TryNext(out long timeNs, out long at))
            {
                Decode(timeNs, at, events);
            }
            else if (_ended)
            {
                return false;
            }
            else
            {
                ReadRound();
                events.GapsNs.AddRange(_gaps);
                _gaps.Clear();
            }
        }

        return true;
    }

    // Up to the next record that lets samples go, or to the end.
    private void ReadRound()
    {
        while (_at < header.DataEnd)
        {
            ReadOnlySpan<byte> record = file.From(_at);
            int size = header.DataEnd - _at >= HeadBytes ? BinaryPrimitives.ReadUInt16LittleEndian(record[6..]) : 0;
            account.Read++;
            if (size < HeadBytes || size > header.DataEnd - _at)
            {
                account.TruncatedTail = true;
                account.Skip(size is > 0 and < HeadBytes ? "record size is damaged" : "record is cut off", _at, default);
                break;
            }

            long at = _at;
            uint type = BinaryPrimitives.ReadUInt32LittleEndian(record);
            ReadOnlySpan<byte> body = record[HeadBytes..size];
            _at += size;
            if (type == Sample)
            {
                Keep(at, body);
                continue;
            }

            _at += Other(type, body, at);
            if (type == FinishedRound)
            {
                _order.Release(_newestOfLastRound);
                _newestOfLastRound = _order.Newest;
                return;
            }
        }

        _ended = true;
        account.TruncatedTail |= header.CutOff;
        CaptureVerdict.Count(account, file.Damage);
        _order.Release(long.MaxValue);
        if (_samples && !header.HasTracepoints)
        {
            throw new CaptureFormatException(
                header.Source,
                0,
                header.DataEnd,
                "the file holds samples but no description of the block tracepoints (its end is missing, or none was recorded): record with perf record -e 'block:*'"
            );
        }
    }

    // Returns the bytes that follow the record without being part of its size.
    private long Other(uint type, ReadOnlySpan<byte> body, long at)
    {
        long behind = header.BytesBehind(type, body);
        switch (type)
        {
            case Compressed or Compressed2:
                throw new CaptureFormatException(
                    header.Source,
                    0,
                    at,
                    "the records are compressed (perf record -z) and went through a pipe: print them with perf script and read the text, or record without -z"
                );
            case Lost when body.Length >= 16:
                AddLost(body[8..]);
                NoteGap(body);
                break;
            case LostSamples when body.Length >= 8:
                AddLost(body);
                NoteGap(body);
                break;
            case PerfDataHeader.AttrRecord:
                header.AddEvent(body);
                break;
            case PerfDataHeader.TracingDataRecord when behind > 0:
                header.AddTracingData(file, at + HeadBytes + body.Length, behind);
                break;
            case 0 or (> LastKernelRecord and < PerfDataHeader.AttrRecord) or > LastPerfRecord:
                account.Skip("unknown record type", at, default);
                return 0;
        }

        account.Recognised++;
        return behind;
    }

    private void NoteGap(ReadOnlySpan<byte> body)
    {
        if (
            header.Default?.TimeFromEnd is > 0 and var fromEnd
            && body.Length >= fromEnd
            && BinaryPrimitives.ReadInt64LittleEndian(body[^fromEnd..]) is >= 0 and var timeNs
        )
        {
            _gaps.Add(timeNs);
        }
    }

    private void AddLost(ReadOnlySpan<byte> count) =>
        account.Lost += (long)Math.Min(BinaryPrimitives.ReadUInt64LittleEndian(count), (ulong)(long.MaxValue - account.Lost));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Keep(long at, ReadOnlySpan<byte> body)
    {
        _samples = true;
        PerfDataLayout? layout = header.LayoutOf(body);
        if (layout is { HasRaw: true, HasTime: true } && layout.TryTime(body, out long timeNs))
        {
            _order.Add(timeNs, at);
            return;
        }

        Refuse(at, layout);
    }

    private void Refuse(long at, PerfDataLayout? layout)
    {
        if (layout is { HasRaw: true, HasTime: false })
        {
            throw new CaptureFormatException(header.Source, 0, at, "the samples have no time: record with perf record -T");
        }

        account.Skip(
            layout switch
            {
                null => "sample of an event that the file does not describe",
                { HasRaw: false } => "sample of no tracepoint",
                _ => "sample is too short",
            },
            at,
            default
        );
    }

    private void Decode(long timeNs, long at, BlockEvents events)
    {
        ReadOnlySpan<byte> record = file.From(at);
        ReadOnlySpan<byte> sample = record[HeadBytes..BinaryPrimitives.ReadUInt16LittleEndian(record[6..])];
        var e = new BlockEvent { TimeNs = timeNs };
        if (!header.LayoutOf(sample)!.TryRaw(sample, ref e, out ReadOnlySpan<byte> raw) || raw.Length < 2)
        {
            account.Skip("sample is too short", at, default);
            return;
        }

        // Every tracepoint record starts with its id (common_type).
        TracepointRecord? tracepoint = header.TracepointOf(BinaryPrimitives.ReadUInt16LittleEndian(raw));
        if (tracepoint is null)
        {
            account.Skip(SkippedKind.OtherTracepoint, at, default);
        }
        else if (tracepoint.Action == BlockAction.None)
        {
            account.Skip(SkippedKind.NoIoTracepoint, at, default);
        }
        else if (raw.Length < tracepoint.Length)
        {
            account.Skip("tracepoint record is too short", at, default);
        }
        else if (tracepoint.Read(raw, _fields, ref e) is string problem)
        {
            account.Skip(problem, at, default);
        }
        else
        {
            // A sample that comes later than its round promised is out of order.
            account.TimeBackwards += timeNs < _lastTimeNs ? 1 : 0;
            _lastTimeNs = timeNs;
            account.Recognised++;
            events.Add(e);
        }
    }
}
