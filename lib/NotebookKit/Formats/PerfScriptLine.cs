//   cat  1447 [001]   277.760575:    block:block_rq_issue: 259,0 RA 262144 () 821248 + 512 [cat]
//   comm pid  [cpu]   time(s.us):    event: what the tracepoint prints (TracepointLine)
// Variations: pid/tid; no [cpu]; no comm or pid (-F); a period in front of the event; an
// event with a modifier (block:block_rq_issue/call-graph=no/:);
// old perf without the group (block_rq_issue:); --ns (nine digits); a symbol behind the
// event; call-chain lines and blank lines between events;
//   '#' lines of --header; PERF_RECORD_LOST lines of --show-lost-events.
// Spec: perf-script(1); seen with perf 4.4, 5.10 and 6.1. comm may hold blanks, colons and brackets.
using System.Buffers.Text;
using NotebookKit.Stats;

namespace NotebookKit.Formats;

/// <summary>One line of perf script text.</summary>
internal sealed class PerfScriptLine(BlockEvents events, ReadAccount account) : TracepointLine(events, account)
{
    // Such a rule stands above the output of perf report too, and in any other text: it
    // proves nothing beside lines that are none of perf script's.
    private bool _byHead;
    private bool _doubted;

    public override string Expected => PerfScript.Expected;

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
            HeadedBy(text);
            return null;
        }

        if (!FindEvent(line, out int timeAt, out LineCursor cursor, out long timeNs, out ReadOnlySpan<byte> name))
        {
            return Doubt(NoEvent(line, text));
        }

        var e = new BlockEvent
        {
            TimeNs = timeNs,
            Cpu = BlockEvents.NoCpu,
            Pid = -1,
        };
        e.Action = ActionOf(name);
        if (e.Action == BlockAction.None)
        {
            Certain = true;
            column = cursor.At - name.Length - 1;
            return name.StartsWith("block_"u8) ? "block event that is no I/O (touch or dirty buffer)" : "event outside the block group";
        }

        // perf has printed the group since its beginnings with tracepoints by name; the kernel's own text never has it.
        if (line[timeAt..].IndexOf("block:block_"u8) < 0 && IsOfFtrace(line[..timeAt]))
        {
            return "line of ftrace's text among perf script's: give each by itself";
        }

        ReadOnlySpan<byte> task = Task(line[..timeAt], ref e);
        bool read = Fields(ref cursor, bare: !name.StartsWith("block_rq"u8) && !name.StartsWith("block_io"u8), task, ref e);
        column = cursor.At;
        if (!read)
        {
            return Problem;
        }

        // A completion names no task; it runs in whatever was interrupted, so the name in front is no owner and is not kept as one.
        Add(e);
        return null;
    }

    private void HeadedBy(ReadOnlySpan<byte> text)
    {
        if (!Certain && !_doubted && text.StartsWith("# ========"u8))
        {
            Certain = _byHead = true;
        }
    }

    private string? Doubt(string? problem)
    {
        if (problem is not null && Events.Count == 0)
        {
            Certain &= !_byHead;
            (_byHead, _doubted) = (false, true);
        }

        return problem;
    }

    // The time is the first "digits.digits:" that an event name follows: a comm may hold anything, also dots and colons.
    private static bool FindEvent(
        ReadOnlySpan<byte> line,
        out int timeAt,
        out LineCursor cursor,
        out long timeNs,
        out ReadOnlySpan<byte> name
    )
    {
        for (int colon = line.IndexOf((byte)':'); colon >= 0; )
        {
            int start = line[..colon].LastIndexOfAny((byte)' ', (byte)'\t') + 1;
            cursor = new LineCursor(line, start);
            if (cursor.Seconds(out timeNs) && cursor.At == colon)
            {
                timeAt = start;
                cursor.At++;
                if (EventName(ref cursor, out name))
                {
                    return true;
                }
            }

            int next = line[(colon + 1)..].IndexOf((byte)':');
            colon = next < 0 ? -1 : colon + 1 + next;
        }

        timeAt = 0;
        timeNs = 0;
        cursor = default;
        name = default;
        return false;
    }

    private static bool EventName(scoped ref LineCursor cursor, out ReadOnlySpan<byte> name)
    {
        name = default;
        cursor.SkipBlanks();
        if (cursor.Number(out ulong _))
        {
            cursor.SkipBlanks(); // the period
        }

        int start = cursor.At;
        ReadOnlySpan<byte> word = cursor.Word();
        bool ended = word is [.., (byte)':'];
        if (!ended)
        {
            // "block:block_rq_issue/call-graph=no/: " holds no blank; "cycles: " does not either. Anything else is no event.
            return false;
        }

        word = word[..^1];
        int slash = word.IndexOf((byte)'/');
        word = slash < 0 ? word : word[..slash];
        int group = word.LastIndexOf((byte)':');
        if (group >= 0 && !word.StartsWith("block:"u8))
        {
            name = word;
            return true;
        }

        name = word[(group + 1)..];
        return name.Length > 0 && cursor.At > start;
    }

    // "comm-pid [cpu] flags", "comm-pid (tgid) [cpu]": the process id hangs on the name, which perf keeps apart.
    private static bool IsOfFtrace(ReadOnlySpan<byte> front)
    {
        int open = front.LastIndexOf((byte)'[');
        front = open < 0 ? default : front[..open].TrimEnd(" \t"u8);
        if (front is [.., (byte)')'])
        {
            front = front[..Math.Max(0, front.LastIndexOf((byte)'('))].TrimEnd(" \t"u8);
        }

        ReadOnlySpan<byte> name = front.TrimEnd("0123456789"u8);
        return name.Length < front.Length && name is [.., not ((byte)' ' or (byte)'\t'), (byte)'-'];
    }

    // "comm  pid/tid [cpu]" or any part of it; flags of the interrupt state (perf -F +flags) stay out of the comm.
    private static ReadOnlySpan<byte> Task(ReadOnlySpan<byte> front, scoped ref BlockEvent e)
    {
        front = front.TrimBlanks();
        if (front is [.., (byte)']'])
        {
            int open = front.LastIndexOf((byte)'[');
            var cpu = new LineCursor(front, open + 1);
            if (open >= 0 && cpu.Number(out uint number) && number < BlockEvents.NoCpu && cpu.At == front.Length - 1)
            {
                e.Cpu = (ushort)number;
                front = front[..open].TrimEnd(" \t"u8);
            }
        }

        int blank = front.LastIndexOfAny((byte)' ', (byte)'\t');
        var pid = new LineCursor(front, blank + 1);
        if (pid.Number(out int process))
        {
            // pid/tid: blktrace and the tracepoints count threads, so the second is the one that compares.
            if (pid.Take((byte)'/') && pid.Number(out int thread))
            {
                process = thread;
            }

            if (pid.End)
            {
                e.Pid = process;
                return front[..Math.Max(blank, 0)].TrimEnd(" \t"u8);
            }
        }
        else if (pid.Take("-1"u8) && pid.End)
        {
            return front[..Math.Max(blank, 0)].TrimEnd(" \t"u8);
        }

        return front;
    }

    // "dd  1447 [001]   277.760575: PERF_RECORD_LOST lost 12"
    private void NoteGap(ReadOnlySpan<byte> line)
    {
        ReadOnlySpan<byte> front = line[..line.IndexOf("PERF_RECORD_LOST"u8)].TrimEnd(": "u8);
        ReadOnlySpan<byte> time = front[(front.LastIndexOf((byte)' ') + 1)..];
        int point = time.IndexOf((byte)'.');
        if (
            point > 0
            && time.Length - point is > 1 and <= 10
            && Utf8Parser.TryParse(time[..point], out long seconds, out int whole)
            && whole == point
            && Utf8Parser.TryParse(time[(point + 1)..], out long part, out int digits)
            && digits == time.Length - point - 1
            && seconds < long.MaxValue / NsIn.WholeSecond - 1
        )
        {
            for (; digits < 9; digits++)
            {
                part *= 10;
            }

            Events.GapsNs.Add((seconds * NsIn.WholeSecond) + part);
        }
    }

    private string? NoEvent(ReadOnlySpan<byte> line, ReadOnlySpan<byte> text)
    {
        int lost = text.IndexOf("PERF_RECORD_LOST"u8);
        if (lost >= 0)
        {
            int at = text.IndexOf(" lost "u8);
            var number = new LineCursor(text, Math.Max(at, 0) + " lost ".Length);
            Account.Lost = at >= 0 && number.Number(out uint events) ? Account.Lost + events : Account.Lost;
            NoteGap(line);
            Certain = true;
            return null;
        }

        // A call-chain line: "\tffffffff8136b2c1 blk_mq_submit_bio+0x41 ([kernel.kallsyms])", indented, hex address, symbol.
        if (line[0] is (byte)' ' or (byte)'\t')
        {
            int blank = text.IndexOf((byte)' ');
            ReadOnlySpan<byte> address = blank < 0 ? text : text[..blank];
            if (address.Length >= 1 && address.TrimStart("0123456789abcdefABCDEF"u8).IsEmpty)
            {
                return null;
            }
        }

        return "no event: expected 'time: block:event: ...'";
    }
}
