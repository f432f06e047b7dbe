using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace NotebookKit.Formats;

/// <summary>Turns blktrace records into events: process names, devices, payloads, gaps.</summary>
internal sealed class BlktraceDecoder(BlockEvents events, ReadAccount account)
{
    private readonly Dictionary<uint, ushort> _nameOfPid = [];
    private (uint Pid, ushort Name) _lastName = (uint.MaxValue, 0);
    private (uint Number, ushort Index) _lastDevice = (uint.MaxValue, 0);
    private (ulong Time, DateTime Utc)? _wallClock;
    private ulong _genesis;
    private long _lastTimeNs = long.MinValue;

    /// <summary>Sets time zero: the time of the first event.</summary>
    public void Begin(ulong time)
    {
        _genesis = time;
        if (_wallClock is var (atTime, utc))
        {
            events.StartUtc = utc.AddTicks(unchecked((long)(time - atTime)) / 100);
        }
    }

    /// <summary>Counts the events that the kernel dropped before this record: its sequence numbers run per CPU, without a gap otherwise.</summary>
    public void CountGap(in BlktraceRecord record, ref uint sequence)
    {
        // Messages carry no number of their own, and ftrace's bin mode numbers nothing.
        if (record.IsMessage || record.Sequence == 0)
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
    public void Notify(in BlktraceRecord record, ReadOnlySpan<byte> payload, long place)
    {
        payload = payload[Math.Min(record.CgroupBytes, payload.Length)..];
        if (record.IsProcess)
        {
            int end = payload.IndexOf((byte)0);
            _nameOfPid[record.Pid] = events.Names.IndexOf(end < 0 ? payload : payload[..end]);
            _lastName = (uint.MaxValue, 0);
        }
        else if (record.IsTimestamp && payload.Length >= 8)
        {
            Timestamp(record, payload);
        }
        else
        {
            account.Skip("unknown notify record", place, default);
            return;
        }

        account.Recognised++;
    }

    /// <summary>Stores an event.</summary>
    public void Decode(in BlktraceRecord record, ReadOnlySpan<byte> payload, long place)
    {
        BlockAction action = record.IsMessage ? BlockAction.Message : record.BlockAction;
        if (action == BlockAction.None)
        {
            account.Skip("unknown action", place, default);
            return;
        }

        if (record.Cpu >= BlockEvents.NoCpu || unchecked(record.Time - _genesis + long.MaxValue / 2) > long.MaxValue)
        {
            account.Skip("CPU or time is out of range", place, default);
            return;
        }

        var e = new BlockEvent
        {
            TimeNs = unchecked((long)(record.Time - _genesis)),
            Sector = unchecked((long)record.Sector),
            Sectors = record.Bytes / 512,
            Pid = unchecked((int)record.Pid),
            Cpu = (ushort)record.Cpu,
            Action = action,
            Rwbs = action == BlockAction.Message ? Rwbs.NoData : record.Rwbs,
            Device = Device(record),
        };
        if (!Details(record, payload[Math.Min(record.CgroupBytes, payload.Length)..], ref e))
        {
            account.Skip("payload is shorter than its action needs", place, default);
            return;
        }

        if (e.TimeNs < _lastTimeNs)
        {
            account.TimeBackwards++;
        }

        _lastTimeNs = e.TimeNs;
        account.Recognised++;
        events.Add(e);
    }

    private bool Details(in BlktraceRecord record, ReadOnlySpan<byte> payload, ref BlockEvent e)
    {
        switch (e.Action)
        {
            case BlockAction.Message:
                e.Sector = BlockEvents.NoSector;
                e.Sectors = 0;
                e.HasDetail = true;
                e.Detail = events.Messages.Count;
                events.Messages.Add(Encoding.UTF8.GetString(payload.TrimEnd((byte)0)));
                return true;
            case BlockAction.Remap:
                if (payload.Length < 16)
                {
                    return false;
                }

                uint from = BinaryPrimitives.ReadUInt32BigEndian(payload);
                e.HasDetail = true;
                e.Detail = BinaryPrimitives.ReadInt64BigEndian(payload[8..]);
                e.DetailDevice = events.Devices.IndexOf(new BlockDevice((int)(from >> 20), (int)(from & 0xFFFFF)));
                return true;
            case BlockAction.Split or BlockAction.Unplug or BlockAction.UnplugTimer:
                if (payload.Length < 8)
                {
                    return false;
                }

                e.HasDetail = true;
                e.Detail = BinaryPrimitives.ReadInt64BigEndian(payload);
                break;
            case BlockAction.Complete or BlockAction.Requeue:
                e.HasDetail = true;
                e.Detail = unchecked((short)record.Error);
                break;
        }

        bool sectorless = record.Bytes == 0 && e.Action is not (BlockAction.Complete or BlockAction.Requeue or BlockAction.Split);
        if (record.IsPassthrough || sectorless)
        {
            e.Sector = BlockEvents.NoSector;
            e.Rwbs |= record.IsPassthrough ? Rwbs.Passthrough : 0;
        }

        if (e.Action is not (BlockAction.Complete or BlockAction.Requeue))
        {
            e.Name = Name(record.Pid);
        }

        return true;
    }

    // Seconds and nanoseconds, in the byte order of the traced host.
    private void Timestamp(in BlktraceRecord record, ReadOnlySpan<byte> payload)
    {
        uint seconds = MemoryMarshal.Read<uint>(payload);
        uint nanoseconds = MemoryMarshal.Read<uint>(payload[4..]);
        if (record.Swapped)
        {
            seconds = BinaryPrimitives.ReverseEndianness(seconds);
            nanoseconds = BinaryPrimitives.ReverseEndianness(nanoseconds);
        }

        if (nanoseconds < 1_000_000_000)
        {
            _wallClock = (record.Time, DateTime.UnixEpoch.AddSeconds(seconds).AddTicks(nanoseconds / 100));
        }
    }

    private ushort Name(uint pid)
    {
        if (pid != _lastName.Pid)
        {
            _lastName = (pid, _nameOfPid.GetValueOrDefault(pid));
        }

        return _lastName.Name;
    }

    private ushort Device(in BlktraceRecord record)
    {
        if (record.Device != _lastDevice.Number || _lastDevice.Number == uint.MaxValue)
        {
            _lastDevice = (record.Device, events.Devices.IndexOf(record.BlockDevice));
        }

        return _lastDevice.Index;
    }
}
