using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace NotebookKit.Formats;

/// <summary>The fields of one blktrace record (struct blk_io_trace), in this machine's byte order.</summary>
/// <remarks>Source: include/uapi/linux/blktrace_api.h. Action: the low 16 bits say what happened, the high 16 what kind of I/O it is.</remarks>
internal readonly struct BlktraceRecord
{
    private const uint CgroupFlag = 1 << 8;

    public readonly uint Sequence;
    public readonly ulong Time;
    public readonly ulong Sector;
    public readonly uint Bytes;
    public readonly uint Action;
    public readonly uint Pid;
    public readonly uint Device;
    public readonly uint Cpu;
    public readonly ushort Error;
    public readonly ushort PayloadBytes;

    /// <summary>True where the traced host had the other byte order.</summary>
    public readonly bool Swapped;

    public BlktraceRecord(ReadOnlySpan<byte> bytes, bool swapped)
    {
        Sequence = MemoryMarshal.Read<uint>(bytes[4..]);
        Time = MemoryMarshal.Read<ulong>(bytes[8..]);
        Sector = MemoryMarshal.Read<ulong>(bytes[16..]);
        Bytes = MemoryMarshal.Read<uint>(bytes[24..]);
        Action = MemoryMarshal.Read<uint>(bytes[28..]);
        Pid = MemoryMarshal.Read<uint>(bytes[32..]);
        Device = MemoryMarshal.Read<uint>(bytes[36..]);
        Cpu = MemoryMarshal.Read<uint>(bytes[40..]);
        Error = MemoryMarshal.Read<ushort>(bytes[44..]);
        PayloadBytes = MemoryMarshal.Read<ushort>(bytes[46..]);
        Swapped = swapped;
        if (swapped)
        {
            Sequence = BinaryPrimitives.ReverseEndianness(Sequence);
            Time = BinaryPrimitives.ReverseEndianness(Time);
            Sector = BinaryPrimitives.ReverseEndianness(Sector);
            Bytes = BinaryPrimitives.ReverseEndianness(Bytes);
            Action = BinaryPrimitives.ReverseEndianness(Action);
            Pid = BinaryPrimitives.ReverseEndianness(Pid);
            Device = BinaryPrimitives.ReverseEndianness(Device);
            Cpu = BinaryPrimitives.ReverseEndianness(Cpu);
            Error = BinaryPrimitives.ReverseEndianness(Error);
            PayloadBytes = BinaryPrimitives.ReverseEndianness(PayloadBytes);
        }
    }

    /// <summary>BLK_TC_NOTIFY: a message of the tracer, no I/O.</summary>
    public bool IsNotify => (Action & (1u << (10 + 16))) != 0;

    /// <summary>A notify record with text (BLK_TN_MESSAGE), which blkparse prints as m.</summary>
    public bool IsMessage => IsNotify && (Action & 0xFFFF & ~CgroupFlag) == 2;

    /// <summary>A notify record with a process name (BLK_TN_PROCESS).</summary>
    public bool IsProcess => IsNotify && (Action & 0xFFFF & ~CgroupFlag) == 0;

    /// <summary>A notify record with the wall-clock time (BLK_TN_TIMESTAMP).</summary>
    public bool IsTimestamp => IsNotify && (Action & 0xFFFF & ~CgroupFlag) == 1;

    /// <summary>BLK_TC_PC: a driver command.</summary>
    public bool IsPassthrough => (Action & (1u << (9 + 16))) != 0;

    /// <summary>Bytes at the front of the payload that hold a control group's id.</summary>
    public int CgroupBytes => (Action & CgroupFlag) != 0 ? 8 : 0;

    /// <summary>The kernel's internal device number (MKDEV): 12 bits of major, 20 bits of minor.</summary>
    public BlockDevice BlockDevice => new((int)(Device >> 20), (int)(Device & 0xFFFFF));

    /// <summary>What happened; <see cref="BlockAction.None"/> for a number this version does not know.</summary>
    public BlockAction BlockAction => (Action & 0xFFFF & ~CgroupFlag) switch
    {
        1 => BlockAction.Queue,
        2 => BlockAction.BackMerge,
        3 => BlockAction.FrontMerge,
        4 => BlockAction.GetRequest,
        5 => BlockAction.Sleep,
        6 => BlockAction.Requeue,
        7 => BlockAction.Issue,
        8 => BlockAction.Complete,
        9 => BlockAction.Plug,
        10 => BlockAction.Unplug,
        11 => BlockAction.UnplugTimer,
        12 => BlockAction.Insert,
        13 => BlockAction.Split,
        14 => BlockAction.Bounce,
        15 => BlockAction.Remap,
        16 => BlockAction.Abort,
        17 => BlockAction.DriverData,
        _ => BlockAction.None,
    };

    /// <summary>The letters that blkparse prints for the kind bits (fill_rwbs in blkparse_fmt.c).</summary>
    public Rwbs Rwbs
    {
        get
        {
            uint kind = Action >> 16;
            Rwbs value =
                (kind & (1 << 13)) != 0 ? Rwbs.Discard :
                (kind & (1 << 1)) != 0 ? Rwbs.Write :
                Bytes != 0 ? Rwbs.Read : Rwbs.NoData;
            value |= (kind & (1 << 2)) != 0 ? Rwbs.Preflush : 0;
            value |= (kind & (1 << 15)) != 0 ? Rwbs.Fua : 0;
            value |= (kind & (1 << 11)) != 0 ? Rwbs.ReadAhead : 0;
            value |= (kind & (1 << 3)) != 0 ? Rwbs.Sync : 0;
            value |= (kind & (1 << 12)) != 0 ? Rwbs.Metadata : 0;
            return value;
        }
    }
}
