// A record: type:u32 misc:u16 size:u16 and size - 8 bytes. PERF_RECORD_* of perf_event_open(2), from 64 on perf's own.
using System.Buffers.Binary;

namespace NotebookKit.Formats;

/// <summary>Reads the records of a perf.data file and puts their samples into the order of time.</summary>
/// <remarks>
/// perf writes the buffers of the CPUs one after the other, and a FINISHED_ROUND after each turn: nothing that comes later
/// is older than the newest sample of the turn before. That lets samples be ordered while they are read.
/// </remarks>
internal sealed class PerfDataRecords(PerfDataHeader header, MappedBytes file, BlockEvents events, ReadAccount account, Action<BlockEvents>? chunk)
{
    private const uint Lost = 2;
    private const uint Sample = 9;
    private const uint LostSamples = 13;
    private const uint LastKernelRecord = 21;
    private const uint HeaderAttr = 64;
    private const uint HeaderTracingData = 66;
    private const uint FinishedRound = 68;
    private const uint AuxTrace = 71;
    private const uint Compressed = 81;
    private const uint Compressed2 = 83;
    private const uint LastPerfRecord = 84;
    private long[] _times = new long[4096];
    private long[] _places = new long[4096];
    private int _pending;
    private bool _ordered = true;
    private long _newest = long.MinValue;
    private long _newestOfLastRound = long.MinValue;
    private bool _samples;

    /// <summary>Reads every record.</summary>
    /// <exception cref="CaptureFormatException">The records are compressed, or their tracepoints are not described.</exception>
    public void ReadAll()
    {
        long at = header.DataAt;
        while (at < header.DataEnd)
        {
            ReadOnlySpan<byte> head = file.Slice(at, 8);
            int size = head.Length == 8 ? BinaryPrimitives.ReadUInt16LittleEndian(head[6..]) : 0;
            account.Read++;
            if (size < 8 || at + size > header.DataEnd)
            {
                account.TruncatedTail = true;
                account.Skip(size is > 0 and < 8 ? "record size is damaged" : "record is cut off", at, default);
                break;
            }

            uint type = BinaryPrimitives.ReadUInt32LittleEndian(head);
            ReadOnlySpan<byte> body = file.Slice(at + 8, size - 8);
            if (type == Sample)
            {
                Keep(at, body);
                at += size;
            }
            else
            {
                at += size + Other(type, body, at);
            }
        }

        account.TruncatedTail |= header.CutOff;
        Flush(long.MaxValue);
        GiveChunk(all: true);
        if (_samples && header.Tracepoints.Count == 0)
        {
            throw new CaptureFormatException(header.Source, 0, header.DataEnd,
                "the file holds samples but no description of the block tracepoints (its end is missing, or none was recorded): record with perf record -e 'block:*'");
        }
    }

    // Returns the bytes that follow the record without being part of its size.
    private long Other(uint type, ReadOnlySpan<byte> body, long at)
    {
        long behind = 0;
        switch (type)
        {
            case Compressed or Compressed2:
                throw new CaptureFormatException(header.Source, 0, at,
                    "the records are compressed (perf record -z): print them with perf script and read the text, or record without -z");
            case FinishedRound:
                Flush(_newestOfLastRound);
                _newestOfLastRound = _newest;
                break;
            case Lost when body.Length >= 16:
                AddLost(body[8..]);
                break;
            case LostSamples when body.Length >= 8:
                AddLost(body);
                break;
            case HeaderAttr when body.Length >= 8:
                int length = (int)Math.Min(BinaryPrimitives.ReadUInt32LittleEndian(body[4..]), (uint)body.Length);
                header.AddEvent(body[..length], body[length..]);
                break;
            case HeaderTracingData when body.Length >= 4:
                behind = BinaryPrimitives.ReadUInt32LittleEndian(body);
                header.AddTracingData(file.Slice(at + 8 + body.Length, (int)Math.Min(behind, int.MaxValue)));
                break;
            case AuxTrace when body.Length >= 8:
                behind = BinaryPrimitives.ReadInt64LittleEndian(body);
                behind = Math.Clamp(behind, 0, header.DataEnd);
                break;
            case 0 or (> LastKernelRecord and < HeaderAttr) or > LastPerfRecord:
                account.Skip("unknown record type", at, default);
                return 0;
        }

        account.Recognised++;
        return behind;
    }

    private void AddLost(ReadOnlySpan<byte> count) =>
        account.Lost += (long)Math.Min(BinaryPrimitives.ReadUInt64LittleEndian(count), (ulong)(long.MaxValue - account.Lost));

    private void Keep(long at, ReadOnlySpan<byte> body)
    {
        _samples = true;
        PerfDataLayout? layout = header.LayoutOf(body);
        if (layout is null)
        {
            account.Skip("sample of an event that the file does not describe", at, default);
            return;
        }

        if (!layout.HasRaw)
        {
            account.Skip("sample of no tracepoint", at, default);
            return;
        }

        if (!layout.HasTime)
        {
            throw new CaptureFormatException(header.Source, 0, at, "the samples have no time: record with perf record -T");
        }

        if (!layout.TryTime(body, out long timeNs))
        {
            account.Skip("sample is too short", at, default);
            return;
        }

        if (_pending == _times.Length)
        {
            Array.Resize(ref _times, _pending * 2);
            Array.Resize(ref _places, _pending * 2);
        }

        _ordered &= _pending == 0 || timeNs >= _times[_pending - 1];
        _newest = Math.Max(_newest, timeNs);
        _times[_pending] = timeNs;
        _places[_pending++] = at;
    }

    private void Flush(long upTo)
    {
        if (!_ordered)
        {
            Sort();
            _ordered = true;
        }

        int ready = 0;
        while (ready < _pending && _times[ready] <= upTo)
        {
            Decode(_times[ready], _places[ready]);
            ready++;
        }

        _pending -= ready;
        Array.Copy(_times, ready, _times, 0, _pending);
        Array.Copy(_places, ready, _places, 0, _pending);
    }

    // Samples of one time stay in the order of the file, as perf script prints them; Array.Sort alone would not keep it.
    private void Sort()
    {
        Array.Sort(_times, _places, 0, _pending);
        for (int first = 0; first < _pending;)
        {
            int end = first + 1;
            while (end < _pending && _times[end] == _times[first])
            {
                end++;
            }

            if (end - first > 1)
            {
                Array.Sort(_places, first, end - first);
            }

            first = end;
        }
    }

    private void Decode(long timeNs, long at)
    {
        ReadOnlySpan<byte> record = file.Slice(at, BinaryPrimitives.ReadUInt16LittleEndian(file.Slice(at + 6, 2)));
        ReadOnlySpan<byte> sample = record[8..];
        var e = new BlockEvent { TimeNs = timeNs };
        if (!header.LayoutOf(sample)!.TryRaw(sample, ref e, out ReadOnlySpan<byte> raw) || raw.Length < 2)
        {
            account.Skip("sample is too short", at, default);
            return;
        }

        // Every tracepoint record starts with its id (common_type).
        if (!header.Tracepoints.TryGetValue(BinaryPrimitives.ReadUInt16LittleEndian(raw), out TracepointRecord? tracepoint))
        {
            account.Skip("sample of a tracepoint outside the block group", at, default);
        }
        else if (tracepoint.Action == BlockAction.None)
        {
            account.Skip("block tracepoint that is no I/O (block_touch_buffer, block_dirty_buffer)", at, default);
        }
        else if (raw.Length < tracepoint.Length)
        {
            account.Skip("tracepoint record is too short", at, default);
        }
        else if (!tracepoint.Read(raw, events, ref e))
        {
            account.Skip("unknown rwbs letters", at, default);
        }
        else
        {
            account.Recognised++;
            events.Add(e);
            GiveChunk(all: false);
        }
    }

    private void GiveChunk(bool all)
    {
        if (chunk is not null && events.Count >= (all ? 1 : BlockLineReader.ChunkEvents))
        {
            chunk(events);
            events.Clear();
        }
    }
}
