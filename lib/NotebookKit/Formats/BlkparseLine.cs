// 259,0    1       13     0.002545516  1579  A   R 280576 + 512 <- (252,0) 278528
// dev    cpu      seq     time(s.ns)   pid  act rwbs what the action adds
//   D I Q G M F B S    sector + sectors [command]      without data: [command]
//   C R                sector + sectors [error]        without data: sector [error]; the error is an unsigned 16-bit number
//   A                  sector + sectors <- (major,minor) sector
//   X                  sector / split sector (its low 32 bits) [command]
//   P                  [command]
//   U UT               [command] requests
//   m                  N text
//   driver commands    bytes (hex bytes) [command]     C: (hex bytes) [error]
//   blkparse -t        puts the time since the phase before it, in us, in front of the last bracket: (     123)
// Spec: blkparse(1), DEFAULT OUTPUT, and blkparse_fmt.c; seen with blktrace 1.2.0. Commands may hold blanks, brackets and colons.
namespace NotebookKit.Formats;

/// <summary>One line of blkparse text.</summary>
internal sealed class BlkparseLine(BlockEvents events, ReadAccount account) : BlockLineReader(events, account)
{
    private string _problem = "";

    public override string Expected => BlkparseText.Expected;

    protected override string? Read(ReadOnlySpan<byte> line, out int column)
    {
        var cursor = new LineCursor(line);
        cursor.SkipBlanks();
        column = cursor.At;
        if (cursor.Peek is < (byte)'0' or > (byte)'9')
        {
            return BlkparseSummary.Recognise(line, Account, out bool certain) ? Know(certain) : "no event and no summary line of blkparse";
        }

        bool read = Event(ref cursor);
        column = cursor.At;
        return read ? null : _problem;
    }

    private string? Know(bool certain)
    {
        Certain |= certain;
        return null;
    }

    private bool Event(ref LineCursor cursor)
    {
        var e = new BlockEvent { Sector = BlockEvents.NoSector };
        if (!cursor.Device(out BlockDevice device))
        {
            return Wrong("expected a device such as 259,0");
        }

        cursor.SkipBlanks();
        if (!cursor.Number(out uint cpu) || cpu >= BlockEvents.NoCpu)
        {
            return Wrong("expected a CPU number after the device");
        }

        cursor.SkipBlanks();
        if (!cursor.Number(out ulong _))
        {
            return Wrong("expected a sequence number after the CPU");
        }

        cursor.SkipBlanks();
        if (!cursor.Seconds(out long timeNs))
        {
            return Wrong("expected a time in seconds such as 0.002545516");
        }

        cursor.SkipBlanks();
        if (!cursor.Number(out int pid))
        {
            return Wrong("expected a process id after the time");
        }

        cursor.SkipBlanks();
        int actionAt = cursor.At;
        e.Action = Action(cursor.Word());
        if (e.Action == BlockAction.None)
        {
            cursor.At = actionAt;
            return Wrong("unknown action");
        }

        cursor.SkipBlanks();
        int rwbsAt = cursor.At;
        e.Rwbs = RwbsLetters.Parse(cursor.Word());
        if (e.Rwbs == Rwbs.None || (e.Rwbs & Rwbs.Unknown) != 0)
        {
            cursor.At = rwbsAt;
            return Wrong("unknown rwbs letters");
        }

        e.TimeNs = timeNs;
        e.Cpu = (ushort)cpu;
        e.Pid = pid;
        if (e.Action == BlockAction.Message)
        {
            cursor.Take((byte)' ');
        }
        else
        {
            cursor.SkipBlanks();
        }

        if (!Events.Devices.TryIndexOf(device, out ushort index))
        {
            return Wrong("more than 65,536 devices");
        }

        e.Device = index;
        if (!Payload(ref cursor, ref e))
        {
            return false;
        }

        Add(e);
        return true;
    }

    private bool Payload(ref LineCursor cursor, ref BlockEvent e)
    {
        switch (e.Action)
        {
            case BlockAction.Message:
                e.HasDetail = true;
                e.Detail = Events.Messages.Count;
                Events.Messages.Add(System.Text.Encoding.UTF8.GetString(cursor.Rest));
                cursor.At = cursor.Line.Length;
                return true;
            case BlockAction.Plug:
                return Command(ref cursor, ref e);
            case BlockAction.Unplug or BlockAction.UnplugTimer:
                return Unplug(ref cursor, ref e);
            case BlockAction.Complete or BlockAction.Requeue:
                return Range(ref cursor, ref e) && Error(ref cursor, ref e);
            case BlockAction.Remap:
                return Range(ref cursor, ref e) && RemapSource(ref cursor, ref e);
            case BlockAction.Split:
                return Split(ref cursor, ref e);
            default:
                return Range(ref cursor, ref e) && Command(ref cursor, ref e);
        }
    }

    // "sector + sectors ", "sector ", "bytes (12 00 ..) ", "(12 00 ..) ", and behind any of them blkparse -t's "(  123) "
    private bool Range(ref LineCursor cursor, ref BlockEvent e)
    {
        bool number = cursor.Number(out ulong first);
        if (!number && cursor.Peek is not ((byte)'(' or (byte)'['))
        {
            return Wrong("expected a sector, '(' or '['");
        }

        cursor.SkipBlanks();
        bool range = number && cursor.Take((byte)'+');
        if (range)
        {
            cursor.SkipBlanks();
            if (!cursor.Number(out uint sectors))
            {
                return Wrong("expected a number of sectors after '+'");
            }

            e.Sectors = sectors;
            cursor.SkipBlanks();
        }

        bool command = false;
        if (cursor.Peek == (byte)'(' && !Parenthesis(ref cursor, out command))
        {
            return false;
        }

        // A number without '+' is a sector in C, R and A; elsewhere it is the length of a driver command in bytes.
        bool bytes = number && !range && e.Action is not (BlockAction.Complete or BlockAction.Requeue or BlockAction.Remap);
        if (command || bytes)
        {
            e.Rwbs |= Rwbs.Passthrough;
            e.Sectors = bytes ? (uint)Math.Min(first / 512, uint.MaxValue) : 0;
        }
        else if (number)
        {
            e.Sector = first > long.MaxValue ? BlockEvents.NoSector : (long)first;
        }

        return true;
    }

    private bool Parenthesis(ref LineCursor cursor, out bool command)
    {
        int close = cursor.Rest.IndexOf((byte)')');
        command = false;
        if (close < 0)
        {
            return Wrong("'(' without ')'");
        }

        // Two hex digits to a byte: "12 00 00". The elapsed time of -t is one number padded to eight places: "(     123)".
        ReadOnlySpan<byte> inside = cursor.Rest[1..close];
        command = !(inside.Length >= 8 && inside.TrimStart((byte)' ') is { Length: > 0 } number && !number.ContainsAnyExceptInRange((byte)'0', (byte)'9'));
        cursor.At += close + 1;
        cursor.SkipBlanks();
        return true;
    }

    private bool Command(ref LineCursor cursor, ref BlockEvent e)
    {
        ReadOnlySpan<byte> rest = cursor.Rest.TrimEnd((byte)' ');
        if (rest is not [(byte)'[', .., (byte)']'])
        {
            return Wrong("expected a command in brackets at the end");
        }

        e.Name = Events.Names.IndexOf(rest[1..^1]);
        cursor.At = cursor.Line.Length;
        return true;
    }

    private bool Unplug(ref LineCursor cursor, ref BlockEvent e)
    {
        int close = cursor.Rest.LastIndexOf((byte)']');
        if (cursor.Peek != (byte)'[' || close < 0)
        {
            return Wrong("expected a command in brackets");
        }

        ReadOnlySpan<byte> name = cursor.Rest[1..close];
        cursor.At += close + 1;
        cursor.SkipBlanks();
        if (!cursor.Number(out uint requests) || !AtEnd(ref cursor))
        {
            return Wrong("expected the number of unplugged requests after the command");
        }

        e.Name = Events.Names.IndexOf(name);
        e.HasDetail = true;
        e.Detail = requests;
        return true;
    }

    private bool Error(ref LineCursor cursor, ref BlockEvent e)
    {
        if (!cursor.Take((byte)'[') || !cursor.Signed(out long error) || !cursor.Take((byte)']') || !AtEnd(ref cursor) || error is < -65535 or > ushort.MaxValue)
        {
            return Wrong("expected an error number in brackets at the end");
        }

        e.HasDetail = true;
        // The kernel's __u16 error holds a negative errno: blkparse prints -61 as 65475.
        e.Detail = error > short.MaxValue ? error - 65536 : error;
        return true;
    }

    private bool RemapSource(ref LineCursor cursor, ref BlockEvent e)
    {
        if (!cursor.Take("<- ("u8) || !cursor.Device(out BlockDevice from) || !cursor.Take((byte)')'))
        {
            return Wrong("expected '<- (major,minor) sector'");
        }

        cursor.SkipBlanks();
        if (!cursor.Number(out ulong sector) || !AtEnd(ref cursor))
        {
            return Wrong("expected a sector after the device remapped from");
        }

        if (!Events.Devices.TryIndexOf(from, out ushort index))
        {
            return Wrong("more than 65,536 devices");
        }

        e.HasDetail = true;
        e.Detail = unchecked((long)sector); // all ones (a flush) is NoSector
        e.DetailDevice = index;
        return true;
    }

    private bool Split(ref LineCursor cursor, ref BlockEvent e)
    {
        if (!cursor.Number(out ulong sector))
        {
            return Wrong("expected a sector");
        }

        cursor.SkipBlanks();
        if (!cursor.Take((byte)'/'))
        {
            return Wrong("expected '/' and the sector of the split");
        }

        cursor.SkipBlanks();
        if (!cursor.Number(out ulong at))
        {
            return Wrong("expected the sector of the split after '/'");
        }

        cursor.SkipBlanks();
        e.Sector = unchecked((long)sector);
        e.HasDetail = true;
        e.Detail = unchecked((long)at);
        return Command(ref cursor, ref e);
    }

    private static bool AtEnd(ref LineCursor cursor)
    {
        cursor.SkipBlanks();
        return cursor.End;
    }

    private bool Wrong(string problem)
    {
        _problem = problem;
        return false;
    }

    private static BlockAction Action(ReadOnlySpan<byte> word) => word switch
    {
        [var letter] when "ABCDFGIMPQRSUXm"u8.Contains(letter) => (BlockAction)letter,
        [(byte)'U', (byte)'T'] => BlockAction.UnplugTimer,
        _ => BlockAction.None,
    };
}
