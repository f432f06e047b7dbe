using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using NotebookKit.Stats;

namespace NotebookKit.Formats;

// The fast path: whole and ordinary records of one file, one behind the other in memory, straight into the columns. It takes only what
// Decode would take with the same outcome and stops in front of everything else: notes, messages, errors, driver commands, gaps, damage.
internal sealed unsafe partial class BlktraceDecoder
{
    // What follows an action's letter in its word of _kinds.
    private const uint Named = 1 << 8;
    private const uint HasDetail = 1 << 9;
    private const uint DetailBehindDevice = 1 << 10;
    private const uint HasError = 1 << 11;
    private const uint EmptyHasNoSector = 1 << 12;
    private const int PayloadShift = 16;

    /// <summary>A record, a control group's id, the longest payload that is looked into, and the next record's magic number.</summary>
    private const int Reach = BlktraceStream.RecordBytes + 8 + 16 + sizeof(uint);

    // As in Decode: half the range of a time, either way.
    private const long HalfRange = BlockEvent.NoTimeNs;

    private const int MemoSlots = 256;
    private readonly uint[] _kinds = Kinds();

    // The process in the upper half, its name plus one in the lower: a slot that was never used is no process's.
    private readonly ulong[] _names = new ulong[MemoSlots];

    /// <summary>Decodes records for as long as they are ordinary.</summary>
    /// <param name="head">The first record, whose gap was counted already.</param>
    /// <param name="end">Behind the last byte that was read.</param>
    /// <param name="until">Ends the run in front of the first record with a later time.</param>
    /// <param name="upTo">Ends the run at this many events.</param>
    /// <param name="sequence">The file's last sequence number.</param>
    /// <param name="events">Gets the events; there is room.</param>
    /// <returns>The first record that was not taken.</returns>
    public byte* Run(byte* head, byte* end, ulong until, int upTo, ref uint sequence, ref EventWriter events)
    {
        unchecked
        {
            byte* at = head;
            uint number = sequence;
            ulong genesis = (ulong)_genesis;
            long last = _lastTimeNs;
            long backwards = 0;
            nint before = events.Rows;
            fixed (uint* kinds = _kinds)
            fixed (ulong* names = _names)
            {
                while (events.Rows < upTo && end - at >= Reach)
                {
                    var record = (BlktraceRecord*)at;
                    uint action = record->Action;
                    uint kind = kinds[Math.Min(record->Number, BlktraceRecord.Numbers - 1)];
                    int cgroup = (int)(action >> 5) & 8;
                    byte* next = at + BlktraceStream.RecordBytes + record->PayloadBytes;
                    long timeNs = (long)(record->Time - genesis);
                    if (
                        record->Magic != BlktraceRecord.MagicVersion7
                        || next > end - sizeof(uint)
                        || Unsafe.ReadUnaligned<uint>(next) != BlktraceRecord.MagicVersion7
                        || (action & (BlktraceRecord.NotifyFlag | BlktraceRecord.PassthroughFlag)) != 0
                        || kind == 0
                        || ((kind & HasError) != 0 && record->Error != 0)
                        || record->PayloadBytes - cgroup < (int)(kind >> PayloadShift)
                        || record->Cpu >= BlockEvents.NoCpu
                        || (ulong)(timeNs + HalfRange) >= 2UL * HalfRange
                        || record->Time > until
                    )
                    {
                        break;
                    }

                    // The kernel counts on in each file; 0 stands where nothing is
                    // counted. The first record's number is the last one already.
                    if (record->Sequence == number + 1)
                    {
                        number = record->Sequence;
                    }
                    else if (record->Sequence != 0 && at != head)
                    {
                        break;
                    }

                    byte* payload = at + BlktraceStream.RecordBytes + cgroup;
                    ushort source = 0;
                    if (
                        !_devices.TryIndexOf(record->Device, out ushort device)
                        || ((kind & DetailBehindDevice) != 0 && !_devices.TryIndexOf(Big(Unsafe.ReadUnaligned<uint>(payload)), out source))
                    )
                    {
                        break;
                    }

                    long sector = record->Bytes == 0 && (kind & EmptyHasNoSector) != 0 ? BlockEvents.NoSector : (long)record->Sector;
                    long detail = Big(Unsafe.ReadUnaligned<long>((kind & DetailBehindDevice) != 0 ? payload + 8 : payload));
                    if (!BlockEvent.IsPossible(sector) || ((kind & HasDetail) != 0 && !BlockEvent.IsPossible(detail)))
                    {
                        break;
                    }

                    ulong name = names[record->Pid % MemoSlots] - ((ulong)record->Pid << 32) - 1;
                    if ((kind & Named) == 0)
                    {
                        name = 0;
                    }
                    else if (name > ushort.MaxValue)
                    {
                        name = NameOf(record->Pid);
                    }

                    events.WriteDetail((kind & HasDetail) != 0, detail, source);
                    events.Write(
                        timeNs,
                        sector,
                        record->Bytes / Sector.Bytes,
                        (int)record->Pid,
                        device,
                        (ushort)name,
                        (ushort)record->Cpu,
                        record->Rwbs,
                        (BlockAction)kind
                    );
                    backwards += timeNs < last ? 1 : 0;
                    last = timeNs;
                    at = next;
                }
            }

            sequence = number;
            _lastTimeNs = last;
            account.TimeBackwards += backwards;
            account.Recognised += events.Rows - before;
            return at;
        }
    }

    private static uint[] Kinds()
    {
        var kinds = new uint[BlktraceRecord.Numbers];
        for (uint number = 0; number < kinds.Length; number++)
        {
            kinds[number] = Kind(BlktraceRecord.ActionOf(number));
        }

        return kinds;
    }

    // Decode says the same, one record at a time.
    private static uint Kind(BlockAction action) =>
        action switch
        {
            BlockAction.None => 0,
            BlockAction.Complete or BlockAction.Requeue => (uint)action | HasError,
            BlockAction.Remap => (uint)action | Named | HasDetail | DetailBehindDevice | (16 << PayloadShift),
            BlockAction.Split => (uint)action | Named | HasDetail | (8 << PayloadShift),
            BlockAction.Unplug or BlockAction.UnplugTimer => (uint)action | Named | HasDetail | EmptyHasNoSector | (8 << PayloadShift),
            _ => (uint)action | Named | EmptyHasNoSector,
        };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Big(uint value) => BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(value) : value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long Big(long value) => BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(value) : value;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ushort NameOf(uint pid)
    {
        ulong known = unchecked(_names[pid % MemoSlots] - ((ulong)pid << 32) - 1);
        if (known <= ushort.MaxValue)
        {
            return (ushort)known;
        }

        var name = (ushort)(_nameOfPid.TryGetValue(unchecked((int)pid), out int index) ? index : 0);
        _names[pid % MemoSlots] = ((ulong)pid << 32) | (name + 1UL);
        return name;
    }
}
