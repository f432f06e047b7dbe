using System.Numerics;

namespace NotebookKit.Formats;

/// <summary>The fast path of perf script text: lines with perf's own padding, a CPU, and a time in micro- or nanoseconds.</summary>
/// <remarks>
/// <code>
///              cat  1447 [001]   277.760575:    block:block_rq_issue: 259,0 RA 262144 () 821248 + 512 [cat]
/// 0               16
/// </code>
/// The comm is right-aligned to sixteen places. A comm with a dot or comma could look like a time and goes the plain way, as do pid/tid,
/// periods, modifiers, symbols behind the event, errors and unplugs. Source of the widths: tools/perf/builtin-script.c of kernel 6.1.
/// </remarks>
internal sealed unsafe class PerfScriptChunkParser : ChunkParser
{
    private const int CommEnd = PerfScriptFront.CommEnd;
    private const ulong PaddedTail = 64;

    private readonly WordCache _comms = new();
    private readonly WordCache _tracepoints = new();
    private readonly WordCache _targets = new();
    private readonly WordCache _devices = new();
    private readonly WordCache _names = new();
    private readonly PerfScriptFront _front;

    public PerfScriptChunkParser() => _front = new PerfScriptFront(_comms, _tracepoints);

    protected override BlockLineReader CreatePlain(BlockEvents events, ReadAccount account) => new PerfScriptLine(events, account);

    protected override byte* Fast(byte* at, byte* end, BlockEvents events, ref long backwards)
    {
        unchecked
        {
            int i = events.Count;
            int d = events.DetailRow.Length;
            fixed (
                long* timeNs = events.TimeNsColumn,
                    sector = events.SectorColumn,
                    detail = events.DetailColumn
            )
            fixed (uint* sectors = events.SectorsColumn)
            fixed (
                int* pid = events.PidColumn,
                    detailRow = events.DetailRowColumn
            )
            fixed (
                ushort* device = events.DeviceColumn,
                    name = events.NameColumn,
                    cpu = events.CpuColumn,
                    detailDevice = events.DetailDeviceColumn
            )
            fixed (Rwbs* rwbs = events.RwbsColumn)
            fixed (BlockAction* action = events.ActionColumn)
            {
                int first = i;
                TextMemo lastTarget = TextMemo.None;
                TextMemo lastName = TextMemo.None;
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

                    byte* q = _front.Read(at);
                    if (ends == 0 || q == null)
                    {
                        break;
                    }

                    int kind = _front.Kind;
                    var fields = new PerfScriptFields(
                        q,
                        (int)(next - q) - 1,
                        kind,
                        _targets,
                        ref lastTarget,
                        _devices,
                        _names,
                        ref lastName
                    );
                    if (!fields.Taken)
                    {
                        break;
                    }

                    timeNs[i] = _front.TimeNs;
                    sector[i] = fields.Sector;
                    sectors[i] = fields.Sectors;
                    pid[i] = _front.Pid;
                    device[i] = fields.Device;
                    name[i] = (ushort)fields.Name;
                    cpu[i] = (ushort)_front.Cpu;
                    rwbs[i] = fields.Rwbs;
                    action[i] = (BlockAction)(kind & PerfScriptFields.ActionBits);

                    // Written in any case, kept only where there is one: no branch to guess.
                    detailRow[d] = i;
                    detail[d] = fields.Detail;
                    detailDevice[d] = fields.DetailDevice;
                    d += fields.HasDetail ? 1 : 0;
                    i++;
                    at = next;
                }

                backwards += TimeOrder.CountBackwards(
                    new ReadOnlySpan<long>(timeNs + first, i - first),
                    first > 0 ? timeNs[first - 1] : long.MinValue
                );
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
            LearnWord(
                _tracepoints,
                line + start + 12,
                colon,
                (int)e.Action
                    | (
                        request
                            ? ends
                                ? PerfScriptFields.PrintsParentheses
                                : PerfScriptFields.PrintsBytes
                            : 0
                    )
            );
        }

        LearnFields(line, start + 12 + colon + 1, text, e);
    }

    private void LearnFields(byte* line, int at, ReadOnlySpan<byte> text, in BlockEvent e)
    {
        var cursor = new LineCursor(text, at);
        cursor.SkipBlanks();
        int deviceAt = cursor.At;
        if (
            e.Action != BlockAction.Plug
            && cursor.Device(out BlockDevice device)
            && cursor.Peek == (byte)' '
            && Devices[e.Device] == device
        )
        {
            cursor.At++;
            ReadOnlySpan<byte> letters = cursor.Word();
            if (letters.Length is > 0 and < 8 && RwbsLetters.Parse(letters) == e.Rwbs)
            {
                LearnWord(_targets, line + deviceAt, cursor.At - deviceAt, ((int)e.Rwbs << PerfScriptFields.LettersShift) | e.Device);
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
        if (
            name.Length > 0
            && open > at
            && text[^1] == (byte)']'
            && text[open] == (byte)'['
            && text.Slice(open + 1, name.Length).SequenceEqual(name)
            && !name.AsSpan().Contains((byte)']')
        )
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
}
