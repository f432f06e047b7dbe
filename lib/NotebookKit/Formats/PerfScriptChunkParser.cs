using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NotebookKit.Formats;

/// <summary>The fast path of perf script text: lines with perf's own padding, a CPU, and a time in micro- or nanoseconds.</summary>
/// <remarks>
/// <code>
///              cat  1447 [001]   277.760575:    block:block_rq_issue: 259,0 RA 262144 () 821248 + 512 [cat]
/// 0               16
/// </code>
/// The comm is right-aligned to sixteen places. A comm with a dot or comma could look like a time and goes the plain way, as do pid/tid, periods,
/// modifiers, symbols behind the event, errors and unplugs. Source of the widths: tools/perf/builtin-script.c of kernel 6.1.
/// </remarks>
internal sealed unsafe class PerfScriptChunkParser : ChunkParser
{
    private const int CommEnd = 16;
    private const ulong PaddedTail = 64;

    // What a word of the event cache says: the action, and how its fields are printed.
    private const int ActionBits = 0xFF;
    private const int PrintsBytes = 1 << 8;
    private const int PrintsParentheses = 1 << 9;

    private readonly WordCache _comms = new();
    private readonly WordCache _tracepoints = new();
    private readonly WordCache _devices = new();
    private readonly WordCache _rwbs = new();
    private readonly WordCache _names = new();

    protected override BlockLineReader CreatePlain(BlockEvents events, ReadAccount account) => new PerfScriptLine(events, account);

    // Optimised from the first call on: a file is read once, so there is no time to find out that this is hot.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override byte* Fast(byte* at, byte* end, BlockEvents events, ref long backwards)
    {
        unchecked
        {
            int i = events.Count;
            int d = events.DetailRow.Length;
            fixed (long* timeNs = events.TimeNsColumn, sector = events.SectorColumn, detail = events.DetailColumn)
            fixed (uint* sectors = events.SectorsColumn)
            fixed (int* pid = events.PidColumn, detailRow = events.DetailRowColumn)
            fixed (ushort* device = events.DeviceColumn, name = events.NameColumn, cpu = events.CpuColumn, detailDevice = events.DetailDeviceColumn)
            fixed (Rwbs* rwbs = events.RwbsColumn)
            fixed (BlockAction* action = events.ActionColumn)
            {
                long last = i > 0 ? timeNs[i - 1] : long.MinValue;
                while (at < end)
                {
                    // Lines end in the second sixty-four bytes, seldom in the third.
                    ulong ends = new Digits.Window(at + PaddedTail).Equal((byte)'\n');
                    byte* next = at + PaddedTail + 1 + BitOperations.TrailingZeroCount(ends);
                    if (ends == 0)
                    {
                        ends = new Digits.Window(at + (2 * PaddedTail)).Equal((byte)'\n');
                        next = at + (2 * PaddedTail) + 1 + BitOperations.TrailingZeroCount(ends);
                    }

                    var window = new Digits.Window(at);
                    ulong digits = window.Digits;
                    ulong blanks = window.Equal((byte)' ');
                    int pidAt = CommEnd + BitOperations.TrailingZeroCount(~(blanks >> CommEnd));
                    int pidLength = BitOperations.TrailingZeroCount(~(digits >> pidAt));
                    int afterPid = pidAt + pidLength;
                    int secondsAt = afterPid + 7 + BitOperations.TrailingZeroCount(~(blanks >> (afterPid + 7)));
                    int secondsLength = BitOperations.TrailingZeroCount(~(digits >> secondsAt));
                    int point = secondsAt + secondsLength;
                    int fraction = BitOperations.TrailingZeroCount(~(digits >> (point + 1)));
                    int colon = point + 1 + fraction;
                    int eventAt = colon + 1 + BitOperations.TrailingZeroCount(~(blanks >> (colon + 1)));
                    byte* tracepoint = at + eventAt;
                    if (ends == 0
                        || at[0] != ' ' || pidAt <= CommEnd || pidLength is 0 or > 7
                        || Digits.Load2(at + afterPid) != 0x5B20 || ((digits >> (afterPid + 2)) & 0b111) != 0b111 || Digits.Load2(at + afterPid + 5) != 0x205D
                        || secondsLength is 0 or > 8 || at[point] != '.' || fraction is not (6 or 9) || at[colon] != ':'
                        || eventAt > 63 || eventAt == colon + 1
                        || Digits.Load8(tracepoint) != 0x6C623A6B636F6C62 || Digits.Load4(tracepoint + 8) != 0x5F6B636F // "block:block_"
                        || _comms.Find(at + 1, CommEnd - 1) < 0)
                    {
                        break;
                    }

                    tracepoint += 12;
                    int nameLength = BitOperations.TrailingZeroCount(Vector128.Equals(Vector128.Load(tracepoint), Vector128.Create((byte)':')).ExtractMostSignificantBits() | 0x10000);
                    int kind = nameLength > WordCache.Longest ? WordCache.Unknown : _tracepoints.Find(tracepoint, nameLength);
                    byte* q = tracepoint + nameLength + 2;
                    if (kind < 0 || q[-1] != ' ')
                    {
                        break;
                    }

                    var fields = new Fields(this, q, (int)(next - q) - 1, kind);
                    if (!fields.Taken)
                    {
                        break;
                    }

                    uint behindPoint = Digits.UpToEight(at + point + 1, 6);
                    long time = (Digits.UpToEight(at + secondsAt, secondsLength) * 1_000_000_000L) + (behindPoint * 1000L)
                        + (fraction == 9 ? Digits.UpToEight(at + point + 7, 3) : 0);
                    backwards += time < last ? 1 : 0;
                    last = time;
                    timeNs[i] = time;
                    sector[i] = fields.Sector;
                    sectors[i] = fields.Sectors;
                    pid[i] = (int)Digits.UpToEight(at + pidAt, pidLength);
                    device[i] = (ushort)fields.Device;
                    name[i] = (ushort)fields.Name;
                    cpu[i] = (ushort)Digits.UpToEight(at + afterPid + 2, 3);
                    rwbs[i] = fields.Rwbs;
                    action[i] = (BlockAction)(kind & ActionBits);

                    // Written in any case, kept only where there is one: no branch to guess.
                    detailRow[d] = i;
                    detail[d] = fields.Detail;
                    detailDevice[d] = (ushort)fields.DetailDevice;
                    d += fields.HasDetail ? 1 : 0;
                    i++;
                    at = next;
                }

                events.SetCounts(i, d);
            }

            return at;
        }
    }

    protected override void Learn(byte* line, int length, in BlockEvent e)
    {
        var text = new ReadOnlySpan<byte>(line, length);
        int start = text.IndexOf("block:block_"u8);
        int colon = start < 0 ? -1 : text[(start + 12)..].IndexOf((byte)':');
        if (start < CommEnd + 12 || colon < 0 || e.Action is BlockAction.Unplug or BlockAction.UnplugTimer)
        {
            return;
        }

        if (!text[..(CommEnd + 1)].ContainsAny((byte)'.', (byte)','))
        {
            LearnWord(_comms, line + 1, CommEnd - 1, 0);
        }

        ReadOnlySpan<byte> tracepoint = text.Slice(start + 6, colon + 6);
        bool request = tracepoint.StartsWith("block_rq"u8) || tracepoint.StartsWith("block_io"u8);
        bool ends = e.Action is BlockAction.Complete or BlockAction.Requeue or BlockAction.RequestError;
        if (TracepointLine.ActionOf(tracepoint) == e.Action && !(request && e.Action == BlockAction.Remap))
        {
            LearnWord(_tracepoints, line + start + 12, colon, (int)e.Action | (request ? ends ? PrintsParentheses : PrintsBytes : 0));
        }

        LearnFields(line, start + 12 + colon + 1, text, e);
    }

    private void LearnFields(byte* line, int at, ReadOnlySpan<byte> text, in BlockEvent e)
    {
        var cursor = new LineCursor(text, at);
        cursor.SkipBlanks();
        int deviceAt = cursor.At;
        if (e.Action != BlockAction.Plug && cursor.Device(out BlockDevice device) && cursor.Peek == (byte)' ' && Devices[e.Device] == device)
        {
            LearnWord(_devices, line + deviceAt, cursor.At - deviceAt, e.Device);
            cursor.SkipBlanks();
            int lettersAt = cursor.At;
            ReadOnlySpan<byte> letters = cursor.Word();
            if (letters.Length is > 0 and < 8 && RwbsLetters.Parse(letters) == e.Rwbs)
            {
                LearnWord(_rwbs, line + lettersAt, letters.Length, (int)e.Rwbs);
            }
        }

        if (e.Action == BlockAction.Remap)
        {
            // The comm in front may hold an arrow of its own: only a device that is the event's is learnt.
            int arrow = text.LastIndexOf("<- ("u8);
            var source = new LineCursor(text, Math.Max(arrow, 0) + 4);
            if (arrow > at && source.Device(out BlockDevice from) && source.Peek == (byte)')' && Devices[e.DetailDevice] == from)
            {
                LearnWord(_devices, line + arrow + 4, source.At - arrow - 4, e.DetailDevice);
            }

            return;
        }

        byte[] name = Names.Bytes(e.Name);
        int open = text.Length - name.Length - 2;
        if (name.Length > 0 && open > at && text[^1] == (byte)']' && text[open] == (byte)'[' && text.Slice(open + 1, name.Length).SequenceEqual(name)
            && !name.AsSpan().Contains((byte)']'))
        {
            LearnWord(_names, line + open + 1, name.Length, e.Name);
        }
    }

    private static void LearnWord(WordCache cache, byte* word, int length, int value)
    {
        if (length is > 0 and <= WordCache.Longest)
        {
            cache.Learn(word, length, value);
        }
    }

    /// <summary>What stands behind the event's name.</summary>
    /// <remarks>
    /// Positions only grow, and each is checked by the byte that must stand there; one beyond the window is caught at the end, before anything is kept.
    /// </remarks>
    private readonly ref struct Fields
    {
        public readonly bool Taken;
        public readonly bool HasDetail;
        public readonly int Device;
        public readonly int DetailDevice;
        public readonly int Name;
        public readonly Rwbs Rwbs;
        public readonly uint Sectors;
        public readonly long Sector;
        public readonly long Detail;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Fields(PerfScriptChunkParser parser, byte* q, int length, int kind)
        {
            unchecked
            {
                var action = (BlockAction)(kind & ActionBits);
                var window = new Digits.Window(q);
                ulong digits = window.Digits;
                ulong blanks = window.Equal((byte)' ');
                if (action == BlockAction.Plug)
                {
                    // Names no device; the plain reader has put the unknown one into the table when it learnt the event.
                    return;
                }

                int at = BitOperations.TrailingZeroCount(blanks);
                Device = at <= WordCache.Longest ? parser._devices.Find(q, at) : WordCache.Unknown;
                int letters = BitOperations.TrailingZeroCount(blanks >> (at + 1));
                int flags = letters < 8 ? parser._rwbs.Find(q + at + 1, letters) : WordCache.Unknown;
                at += letters + 2;
                if ((Device | flags) < 0)
                {
                    return;
                }

                Rwbs = (Rwbs)flags;
                if ((kind & PrintsBytes) != 0)
                {
                    int bytes = BitOperations.TrailingZeroCount(~(digits >> at));
                    if (bytes is 0 or > 16 || Digits.Load4(q + at + bytes) != 0x20292820) // " () "
                    {
                        return;
                    }

                    at += bytes + 4;
                }
                else if ((kind & PrintsParentheses) != 0)
                {
                    if ((Digits.Load4(q + at) & 0xFFFFFF) != 0x202928) // "() "
                    {
                        return;
                    }

                    at += 3;
                }

                int c = BitOperations.TrailingZeroCount(~(digits >> at));
                if (c is 0 or > 16)
                {
                    return;
                }

                Sector = Digits.UpToSixteen(q + at, c);
                uint sign = Digits.Load4(q + at + c) & 0xFFFFFF;
                at += c + 3;
                int n = BitOperations.TrailingZeroCount(~(digits >> at));
                if (action == BlockAction.Split)
                {
                    if (sign != 0x202F20 || n is 0 or > 16) // " / "
                    {
                        return;
                    }

                    Detail = Digits.UpToSixteen(q + at, n);
                    HasDetail = true;
                    at += n;
                }
                else
                {
                    if (sign != 0x202B20 || n is 0 or > 8) // " + "
                    {
                        return;
                    }

                    Sectors = Digits.UpToEight(q + at, n);
                    at += n;
                    Sector = Sectors == 0 && (Rwbs & Rwbs.OperationMask) == Rwbs.Flush ? BlockEvents.NoSector : Sector;
                }

                if (action == BlockAction.Remap)
                {
                    int close = BitOperations.TrailingZeroCount(window.Equal((byte)')'));
                    int width = close - at - 5;
                    DetailDevice = width is > 0 and <= 7 && (Digits.Load8(q + at) & 0xFFFFFFFFFF) == 0x28202D3C20 ? parser._devices.Find(q + at + 5, width) : WordCache.Unknown; // " <- ("
                    int source = close + 2;
                    int left = BitOperations.TrailingZeroCount(~(digits >> source));
                    Detail = left is > 0 and <= 16 ? Digits.UpToSixteen(q + source, left) : 0;
                    HasDetail = true;
                    Taken = source < 48 && left is > 0 and <= 16 && DetailDevice >= 0 && q[close + 1] == ' ' && source + left == length;
                    return;
                }

                // The I/O priority of newer kernels: "be,0,4".
                if (q[at] == ' ' && q[at + 1] != '[' && action != BlockAction.Split)
                {
                    at += 1 + BitOperations.TrailingZeroCount(blanks >> (at + 1));
                }

                if (action is BlockAction.Complete or BlockAction.Requeue or BlockAction.RequestError)
                {
                    // The error 0 takes no detail.
                    Taken = at < 60 && action != BlockAction.RequestError && Digits.Load4(q + at) == 0x5D305B20 && at + 4 == length; // " [0]"
                    return;
                }

                int nameLength = length - at - 3;
                Name = nameLength is < 0 or > WordCache.Longest || at > 60 || Digits.Load2(q + at) != 0x5B20 || q[length - 1] != ']' ? WordCache.Unknown
                    : nameLength == 0 ? 0 : parser._names.Find(q + at + 2, nameLength);
                Taken = Name >= 0;
            }
        }
    }
}
