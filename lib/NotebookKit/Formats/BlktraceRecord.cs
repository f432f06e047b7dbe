using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace NotebookKit.Formats;

/// <summary>One blktrace record as it lies in the file (struct blk_io_trace), in this machine's byte order once it was turned.</summary>
/// <remarks>Source: include/uapi/linux/blktrace_api.h. Action: the low 16 bits say what
/// happened, the high 16 what kind of I/O it is.</remarks>
[StructLayout(LayoutKind.Sequential)]
internal struct BlktraceRecord
{
    /// <summary>The magic number with the protocol version that is read.</summary>
    public const uint MagicVersion7 = 0x65617407;

    /// <summary>BLK_TC_NOTIFY in <see cref="Action"/>.</summary>
    public const uint NotifyFlag = 1u << (10 + 16);

    /// <summary>BLK_TC_PC in <see cref="Action"/>.</summary>
    public const uint PassthroughFlag = 1u << (9 + 16);

    /// <summary>Numbers of actions that there can be.</summary>
    public const int Numbers = 32;

    public uint Magic;
    public uint Sequence;
    public ulong Time;
    public ulong Sector;
    public uint Bytes;
    public uint Action;
    public uint Pid;
    public uint Device;
    public uint Cpu;
    public ushort Error;
    public ushort PayloadBytes;

    private const uint CgroupFlag = 1 << 8;

    // Index: the number of the action. Source: enum blktrace_act.
    private static ReadOnlySpan<byte> Actions =>
        [
            0,
            (byte)'Q',
            (byte)'M',
            (byte)'F',
            (byte)'G',
            (byte)'S',
            (byte)'R',
            (byte)'D',
            (byte)'C',
            (byte)'P',
            (byte)'U',
            (byte)'T',
            (byte)'I',
            (byte)'X',
            (byte)'B',
            (byte)'A',
            (byte)'a',
            (byte)'d',
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
        ];

    /// <summary>BLK_TC_NOTIFY: a message of the tracer, no I/O.</summary>
    public readonly bool IsNotify => (Action & NotifyFlag) != 0;

    /// <summary>A notify record with text (BLK_TN_MESSAGE), which blkparse prints as m.</summary>
    public readonly bool IsMessage => IsNotify && Number == 2;

    /// <summary>A notify record with a process name (BLK_TN_PROCESS).</summary>
    public readonly bool IsProcess => IsNotify && Number == 0;

    /// <summary>A notify record with the wall-clock time (BLK_TN_TIMESTAMP).</summary>
    public readonly bool IsTimestamp => IsNotify && Number == 1;

    /// <summary>BLK_TC_PC: a driver command.</summary>
    public readonly bool IsPassthrough => (Action & PassthroughFlag) != 0;

    /// <summary>Bytes at the front of the payload that hold a control group's id.</summary>
    public readonly int CgroupBytes => (Action & CgroupFlag) != 0 ? 8 : 0;

    /// <summary>The kernel's internal device number (MKDEV): 12 bits of major, 20 bits of minor.</summary>
    public readonly BlockDevice BlockDevice => new((int)(Device >> 20), (int)(Device & 0xFFFFF));

    /// <summary>What happened; <see cref="BlockAction.None"/> for a number this version does not know.</summary>
    public readonly BlockAction BlockAction => ActionOf(Number);

    /// <summary>The number of the action.</summary>
    public readonly uint Number => Action & 0xFFFF & ~CgroupFlag;

    /// <summary>The letters that blkparse prints for the kind bits (fill_rwbs in blkparse_fmt.c).</summary>
    public readonly Rwbs Rwbs
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            uint kind = Action >> 16;
            Rwbs operation =
                (kind & (1 << 13)) != 0 ? Rwbs.Discard
                : (kind & (1 << 1)) != 0 ? Rwbs.Write
                : Bytes != 0 ? Rwbs.Read
                : Rwbs.NoData;

            // Each flag moved from its bit in the record to its bit in Rwbs: FLUSH 2, FUA 15, AHEAD 11, SYNC 3, META 12.
            uint flags =
                ((kind << 2) & (uint)Rwbs.Preflush)
                | ((kind >> 10) & (uint)Rwbs.Fua)
                | ((kind >> 5) & (uint)Rwbs.ReadAhead)
                | ((kind << 4) & (uint)Rwbs.Sync)
                | ((kind >> 4) & (uint)Rwbs.Metadata);
            return operation | (Rwbs)flags;
        }
    }

    /// <summary>The action of a number; <see cref="BlockAction.None"/> for a number this version does not know.</summary>
    public static BlockAction ActionOf(uint number) => number < Numbers ? (BlockAction)Actions[(int)number] : BlockAction.None;

    /// <summary>Turns the record of a host of the other byte order.</summary>
    public void Turn()
    {
        Magic = BinaryPrimitives.ReverseEndianness(Magic);
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
