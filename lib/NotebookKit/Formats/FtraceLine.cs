//               dd-16345   [000] .....   889.792439: block_bio_queue: 254,0 RA 12722512 + 32 [bash]
//             comm-pid     [cpu] flags   time(s.us): event: what the tracepoint prints (TracepointLine)
// Variations: a thread group ( 16369) between pid and [cpu] (option record-tgid); no
// flags (option noirq-info, trace-cmd report); flags of four to
// seven letters, by kernel; nine digits (trace-cmd report -t); blanks behind the event
// (trace-cmd). The blk tracer prints, in place of an event,
//   "  7,0    Q  RS 0 + 512 [dd]": device, action, rwbs and payload as in blkparse text (BlkparsePayload).
// Other lines: '#' headers, of which "entries-in-buffer/entries-written: 793/800" tells
// what was overwritten; "CPU:0 [LOST 17 EVENTS]" of the kernel,
//   "CPU:0 [17 EVENTS DROPPED]" and "cpus=2", "CPU 1 is empty" of trace-cmd; "##### CPU 1 buffer started ####"; stack frames " => symbol".
// Spec: Documentation/trace/ftrace.rst, kernel/trace/trace_output.c; seen with kernel
// 6.18 and trace-cmd 3.1.6. comm may hold blanks, dashes and brackets.
namespace NotebookKit.Formats;

/// <summary>One line of ftrace text.</summary>
internal sealed class FtraceLine(BlockEvents events, ReadAccount account) : TracepointLine(events, account)
{
    private long _overwritten;
    private long _dropped;

    public override string Expected => FtraceText.Expected;

    protected override string? Read(ReadOnlySpan<byte> line, out int column)
    {
        column = 0;
        ReadOnlySpan<byte> text = line.TrimBlanks();
        if (text.IsEmpty)
        {
            return null;
        }

        if (text[0] == (byte)'#')
        {
            Header(text);
            return null;
        }

        var e = new BlockEvent { Pid = -1 };
        if (!Front(line, ref e, out LineCursor cursor, out ReadOnlySpan<byte> task))
        {
            return NoEvent(text);
        }

        column = cursor.At;
        if (!cursor.Seconds(out long timeNs))
        {
            return cursor.Number(out ulong _) && cursor.Take((byte)':')
                ? "the time is no number of seconds: this trace clock counts something else; set trace_clock to mono and record again"
                : "expected a time in seconds such as 277.760575";
        }

        e.TimeNs = timeNs;
        if (!cursor.Take((byte)':'))
        {
            column = cursor.At;
            return "expected ':' behind the time";
        }

        cursor.SkipBlanks();
        Certain = true;
        string? problem = cursor.Peek is >= (byte)'0' and <= (byte)'9' ? Tracer(ref cursor, ref e) : Tracepoint(ref cursor, task, ref e);
        column = cursor.At;
        return problem;
    }

    // "comm-pid [cpu] " and "comm-pid (tgid) [cpu] ": the first bracketed number that a process id stands in front of.
    private static bool Front(ReadOnlySpan<byte> line, ref BlockEvent e, out LineCursor cursor, out ReadOnlySpan<byte> task)
    {
        for (int open = line.IndexOf((byte)'['); open >= 0; )
        {
            cursor = new LineCursor(line, open + 1);
            if (cursor.Number(out uint cpu) && cpu < BlockEvents.NoCpu && cursor.Take((byte)']') && Task(line[..open], ref e, out task))
            {
                e.Cpu = (ushort)cpu;
                cursor.SkipBlanks();
                if (cursor.Peek is < (byte)'0' or > (byte)'9')
                {
                    cursor.Word(); // the flags; the first is a letter or a dot
                    cursor.SkipBlanks();
                }

                return true;
            }

            int next = line[(open + 1)..].IndexOf((byte)'[');
            open = next < 0 ? -1 : open + 1 + next;
        }

        return Joined(line, ref e, out cursor, out task);
    }

    // "comm-pid  0d..1. 1151.597496:": CPU and flags in one word.
    private static bool Joined(ReadOnlySpan<byte> line, ref BlockEvent e, out LineCursor cursor, out ReadOnlySpan<byte> task)
    {
        cursor = default;
        task = default;
        int colon = line.IndexOf(": "u8);
        int timeAt = colon < 0 ? 0 : line[..colon].LastIndexOfAny((byte)' ', (byte)'\t') + 1;
        if (timeAt == 0 || !new LineCursor(line, timeAt).Seconds(out _))
        {
            return false;
        }

        ReadOnlySpan<byte> front = line[..timeAt].TrimBlanks();
        int wordAt = front.LastIndexOfAny((byte)' ', (byte)'\t') + 1;
        var word = new LineCursor(front, wordAt);
        if (wordAt == 0 || !word.Number(out uint cpu) || cpu >= BlockEvents.NoCpu || word.End || !Task(front[..wordAt], ref e, out task))
        {
            return false;
        }

        e.Cpu = (ushort)cpu;
        cursor = new LineCursor(line, timeAt);
        return true;
    }

    private static bool Task(ReadOnlySpan<byte> front, ref BlockEvent e, out ReadOnlySpan<byte> task)
    {
        front = front.TrimBlanks();
        if (front is [.., (byte)')'])
        {
            int open = front.LastIndexOf((byte)'(');
            ReadOnlySpan<byte> group = open < 0 ? default : front[(open + 1)..^1].Trim((byte)' ');
            if (group.IsEmpty || (group.ContainsAnyExceptInRange((byte)'0', (byte)'9') && group.ContainsAnyExcept((byte)'-')))
            {
                task = default;
                return false;
            }

            front = front[..open].TrimEnd(" \t"u8);
        }

        int dash = front.LastIndexOf((byte)'-');
        var pid = new LineCursor(front, dash + 1);
        bool found = dash > 0 && pid.Number(out int thread) && pid.End && Keep(ref e, thread);
        task = found ? front[..dash] : default;
        return found;
    }

    private static bool Keep(ref BlockEvent e, int thread)
    {
        e.Pid = thread;
        return true;
    }

    private string? Tracepoint(ref LineCursor cursor, ReadOnlySpan<byte> task, ref BlockEvent e)
    {
        ReadOnlySpan<byte> word = cursor.Word();
        if (word is not [.., (byte)':'])
        {
            return "event outside the block group"; // a function, a stack, a marker
        }

        ReadOnlySpan<byte> name = word[..^1];
        e.Action = ActionOf(name);
        if (e.Action == BlockAction.None)
        {
            return name.StartsWith("block_"u8) ? "block event that is no I/O (touch or dirty buffer)" : "event outside the block group";
        }

        // "<...>" stands for a comm that ftrace no longer knew.
        if (!Fields(ref cursor, bare: !name.StartsWith("block_rq"u8) && !name.StartsWith("block_io"u8), task, ref e))
        {
            return Problem;
        }

        Add(e);
        return null;
    }

    private string? Tracer(ref LineCursor cursor, ref BlockEvent e)
    {
        e.Sector = BlockEvents.NoSector;
        if (!cursor.Device(out BlockDevice device))
        {
            return "expected a device such as 259,0";
        }

        cursor.SkipBlanks();
        if (!BlkparsePayload.ActionAndRwbs(ref cursor, ref e, out string problem))
        {
            return problem;
        }

        if (!Events.Devices.TryIndexOf(device, out ushort index))
        {
            return "more than 65,536 devices";
        }

        e.Device = index;
        if (!BlkparsePayload.Read(ref cursor, Events, ref e, out problem))
        {
            return problem;
        }

        Add(e);
        return null;
    }

    private void Header(ReadOnlySpan<byte> text)
    {
        Certain |= text.StartsWith("# tracer:"u8);
        ReadOnlySpan<byte> label = "# entries-in-buffer/entries-written: "u8;
        if (text.StartsWith(label))
        {
            var cursor = new LineCursor(text, label.Length);
            if (cursor.Number(out ulong there) && cursor.Take((byte)'/') && cursor.Number(out ulong written) && written >= there)
            {
                _overwritten = (long)Math.Min(written - there, int.MaxValue);
                CountLost();
            }
        }
    }

    private string? NoEvent(ReadOnlySpan<byte> text)
    {
        if (text.StartsWith("CPU:"u8) && text[^1] == (byte)']')
        {
            int open = text.IndexOf((byte)'[');
            ReadOnlySpan<byte> said = open < 0 ? default : text[(open + 1)..^1];
            if (said.IndexOf("EVENTS"u8) >= 0)
            {
                int digit = said.IndexOfAnyInRange((byte)'0', (byte)'9');
                var cursor = new LineCursor(said, Math.Max(digit, 0));

                // Some kernels cannot tell how many: one at least.
                _dropped = Math.Min(_dropped + (digit >= 0 && cursor.Number(out uint number) ? number : 1), long.MaxValue / 2);
                Certain = true;
                CountLost();
                return null;
            }
        }

        if (text.StartsWith("cpus="u8) || text.StartsWith("version = "u8))
        {
            Certain |= text.StartsWith("cpus="u8);
            return null;
        }

        if (text.StartsWith("=> "u8) || (text.StartsWith("CPU "u8) && text.EndsWith(" is empty"u8)))
        {
            return null;
        }

        return text.IndexOf(": block_"u8) >= 0 && IsLatencyFormat(text)
                ? "line in latency format, whose times are cut to a microsecond since the buffer's start: turn off trace_options latency-format"
            : text.StartsWith("block_"u8) ? "event without its time: turn on trace_options context-info"
            : "no event: expected 'comm-pid [cpu] flags time: event: ...'";
    }

    // "dd-16369     1..... 14096us+: block_bio_queue: ..."
    private static bool IsLatencyFormat(ReadOnlySpan<byte> text)
    {
        ReadOnlySpan<byte> front = text[..text.IndexOf(": block_"u8)].TrimEnd("+!#*@$ "u8);
        return front.EndsWith("us"u8) && front.Length > 2 && front[^3] is >= (byte)'0' and <= (byte)'9';
    }

    // The header counts what the whole buffer overwrote, the lines what they know of the same: the larger is the closer.
    private void CountLost() => Account.Lost = Math.Max(_overwritten, _dropped);
}
