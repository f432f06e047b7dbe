using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using NotebookKit.Stats;

namespace NotebookKit.Formats;

/// <summary>Turns blktrace records into events: process names, devices, payloads, gaps.</summary>
internal sealed partial class BlktraceDecoder(DeviceTable devices, NameTable names, ReadAccount account)
{
    private readonly Dictionary<int, int> _nameOfPid = [];
    private readonly KernelDevices _devices = new(devices);
    private (ulong Time, DateTime Utc)? _wallClock;
    private ulong _genesis;
    private long _lastTimeNs = long.MinValue;

    /// <summary>The wall-clock time of time zero, where the capture tells it.</summary>
    public DateTime? StartUtc { get; private set; }

    /// <summary>Sets time zero: the time of the first event.</summary>
    public void Begin(ulong time)
    {
        _genesis = time;
        if (_wallClock is var (atTime, utc))
        {
            // A damaged time may lie outside what a DateTime can hold.
            long ticks = unchecked((long)(time - atTime)) / 100;
            StartUtc = ticks > -utc.Ticks && ticks < DateTime.MaxValue.Ticks - utc.Ticks ? utc.AddTicks(ticks) : null;
        }
    }

    /// <summary>Counts the events that the kernel dropped before this record: its
    /// sequence numbers run per CPU, without a gap otherwise.</summary>
    public void CountGap(in BlktraceRecord record, ref uint sequence)
    {
        // Messages carry no number of their own, and ftrace's bin mode numbers nothing.
        if (record.Sequence == 0 || record.IsMessage)
        {
            return;
        }

        if (sequence != 0 && record.Sequence > sequence + 1L)
        {
            account.Lost += record.Sequence - sequence - 1L;
        }

        sequence = record.Sequence;
    }

    /// <summary>Takes a record that tells about the trace itself.</summary>
    public void Notify(BlktraceStream stream)
    {
        ref readonly BlktraceRecord record = ref stream.Record;
        ReadOnlySpan<byte> payload = stream.Payload;
        payload = payload[Math.Min(record.CgroupBytes, payload.Length)..];
        if (record.IsProcess)
        {
            int end = payload.IndexOf((byte)0);
            ushort name = names.IndexOf(end < 0 ? payload : payload[..end]);
            _nameOfPid[unchecked((int)record.Pid)] = name;
            names.Note(unchecked((int)record.Pid), name);
            _names[record.Pid % MemoSlots] = 0;
        }
        else if (record.IsTimestamp && payload.Length >= 8)
        {
            Timestamp(record, payload, stream.Swapped);
        }
        else
        {
            account.Skip("unknown notify record", stream.RecordAt, default);
            return;
        }

        account.Recognised++;
    }

    /// <summary>Stores the event of a record.</summary>
    /// <param name="stream">Stands at the record.</param>
    /// <param name="events">Gets it; there is room.</param>
    public void Decode(BlktraceStream stream, BlockEvents events)
    {
        ref readonly BlktraceRecord record = ref stream.Record;
        BlockAction action = record.IsMessage ? BlockAction.Message : record.BlockAction;
        long timeNs = unchecked((long)(record.Time - _genesis));
        if (action == BlockAction.None)
        {
            account.Skip("unknown action", stream.RecordAt, default);
            return;
        }

        // Half the range either way: a record further than 146 years from the first one is damaged.
        if (record.Cpu >= BlockEvents.NoCpu || timeNs is >= BlockEvent.NoTimeNs or < -BlockEvent.NoTimeNs)
        {
            account.Skip("CPU or time is out of range", stream.RecordAt, default);
            return;
        }

        var e = new BlockEvent
        {
            TimeNs = timeNs,
            Sector = unchecked((long)record.Sector),
            Sectors = record.Bytes / Sector.Bytes,
            Pid = unchecked((int)record.Pid),
            Cpu = (ushort)record.Cpu,
            Action = action,
            Rwbs = record.Rwbs,
        };
        if (!_devices.TryIndexOf(record.Device, out ushort device) || !Details(record, stream.Payload, events, ref e))
        {
            account.Skip("payload is too short for its action, or there are more than 65,536 devices", stream.RecordAt, default);
            return;
        }

        if (!e.SectorsArePossible)
        {
            account.Skip(BlockEvent.ImpossibleSector, stream.RecordAt, default);
            return;
        }

        e.Device = device;
        account.TimeBackwards += timeNs < _lastTimeNs ? 1 : 0;
        _lastTimeNs = timeNs;
        account.Recognised++;
        events.Add(e);
    }

    private bool Details(in BlktraceRecord record, ReadOnlySpan<byte> payload, BlockEvents events, ref BlockEvent e)
    {
        payload = payload[Math.Min(record.CgroupBytes, payload.Length)..];
        switch (e.Action)
        {
            case BlockAction.Complete or BlockAction.Requeue:
                e.HasDetail = true;
                e.Detail = unchecked((short)record.Error);
                MarkPassthrough(record, ref e);
                return true;
            case BlockAction.Remap:
                if (payload.Length < 16 || !_devices.TryIndexOf(BinaryPrimitives.ReadUInt32BigEndian(payload), out ushort source))
                {
                    return false;
                }

                e.HasDetail = true;
                e.Detail = BinaryPrimitives.ReadInt64BigEndian(payload[8..]);
                e.DetailDevice = source;
                e.Name = NameOf(record.Pid);
                return true;
            case BlockAction.Split or BlockAction.Unplug or BlockAction.UnplugTimer:
                if (payload.Length < 8)
                {
                    return false;
                }

                e.HasDetail = true;
                e.Detail = BinaryPrimitives.ReadInt64BigEndian(payload);
                break;
            case BlockAction.Message:
                e.Sector = BlockEvents.NoSector;
                e.Sectors = 0;
                e.Rwbs = Rwbs.NoData;
                e.HasDetail = true;
                e.Detail = events.Messages.Count;
                e.Name = NameOf(record.Pid);
                events.Messages.Add(Encoding.UTF8.GetString(payload.TrimEnd((byte)0)));
                return true;
        }

        e.Name = NameOf(record.Pid);
        if (record.Bytes == 0 && e.Action != BlockAction.Split)
        {
            e.Sector = BlockEvents.NoSector;
        }

        MarkPassthrough(record, ref e);
        return true;
    }

    private static void MarkPassthrough(in BlktraceRecord record, ref BlockEvent e)
    {
        if (record.IsPassthrough)
        {
            e.Sector = BlockEvents.NoSector;
            e.Rwbs |= Rwbs.Passthrough;
        }
    }

    // Seconds and nanoseconds, in the byte order of the traced host.
    private void Timestamp(in BlktraceRecord record, ReadOnlySpan<byte> payload, bool swapped)
    {
        uint seconds = MemoryMarshal.Read<uint>(payload);
        uint nanoseconds = MemoryMarshal.Read<uint>(payload[4..]);
        if (swapped)
        {
            seconds = BinaryPrimitives.ReverseEndianness(seconds);
            nanoseconds = BinaryPrimitives.ReverseEndianness(nanoseconds);
        }

        if (nanoseconds < NsIn.WholeSecond)
        {
            _wallClock = (record.Time, DateTime.UnixEpoch.AddSeconds(seconds).AddTicks(nanoseconds / 100));
        }
    }
}
