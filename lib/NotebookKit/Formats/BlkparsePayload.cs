using NotebookKit.Stats;

namespace NotebookKit.Formats;

/// <summary>What an action of blkparse adds behind its rwbs letters; the kernel's own blk tracer prints the same. See
/// <see cref="BlkparseLine"/> for the grammar.</summary>
internal static class BlkparsePayload
{
    /// <summary>Reads the action and the rwbs letters, and the blanks behind them.</summary>
    public static bool ActionAndRwbs(ref LineCursor cursor, ref BlockEvent e, out string problem)
    {
        int actionAt = cursor.At;
        e.Action = Action(cursor.Word());
        if (e.Action == BlockAction.None)
        {
            cursor.At = actionAt;
            return Wrong(out problem, "unknown action");
        }

        cursor.SkipBlanks();
        int rwbsAt = cursor.At;
        e.Rwbs = RwbsLetters.Parse(cursor.Word());
        if (e.Rwbs == Rwbs.None || (e.Rwbs & Rwbs.Unknown) != 0)
        {
            cursor.At = rwbsAt;
            return Wrong(out problem, "unknown rwbs letters");
        }

        // A message's own blanks belong to it.
        if (e.Action == BlockAction.Message)
        {
            cursor.Take((byte)' ');
        }
        else
        {
            cursor.SkipBlanks();
        }

        return Right(out problem);
    }

    /// <summary>Reads what follows the rwbs letters; the cursor stands behind them and their blanks.</summary>
    /// <param name="cursor">The line.</param>
    /// <param name="events">Their tables of devices, names and messages are used.</param>
    /// <param name="e">Has its action and rwbs letters; filled.</param>
    /// <param name="problem">What was wrong.</param>
    /// <returns>False where it could not be read.</returns>
    public static bool Read(ref LineCursor cursor, BlockEvents events, ref BlockEvent e, out string problem) =>
        Fields(ref cursor, events, ref e, out problem) && (e.SectorsArePossible || Wrong(out problem, BlockEvent.ImpossibleSector));

    private static bool Fields(ref LineCursor cursor, BlockEvents events, ref BlockEvent e, out string problem)
    {
        switch (e.Action)
        {
            case BlockAction.Message:
                e.HasDetail = true;
                e.Detail = events.Messages.Count;
                events.Messages.Add(System.Text.Encoding.UTF8.GetString(cursor.Rest));
                cursor.At = cursor.Line.Length;
                return Right(out problem);
            case BlockAction.Plug:
                return Command(ref cursor, events, ref e, out problem);
            case BlockAction.Unplug or BlockAction.UnplugTimer:
                return Unplug(ref cursor, events, ref e, out problem);
            case BlockAction.Complete or BlockAction.Requeue:
                return Range(ref cursor, events, ref e, out problem) && Error(ref cursor, events, ref e, out problem);
            case BlockAction.Remap:
                return Range(ref cursor, events, ref e, out problem) && RemapSource(ref cursor, events, ref e, out problem);
            case BlockAction.Split:
                return Split(ref cursor, events, ref e, out problem);
            default:
                return Range(ref cursor, events, ref e, out problem) && Command(ref cursor, events, ref e, out problem);
        }
    }

    // "sector + sectors ", "sector ", "bytes (12 00 ..) ", "(12 00 ..) ", and behind any of them blkparse -t's "(  123) "
    private static bool Range(ref LineCursor cursor, BlockEvents events, ref BlockEvent e, out string problem)
    {
        bool number = cursor.Number(out ulong first);
        if (!number && cursor.Peek is not ((byte)'(' or (byte)'['))
        {
            return Wrong(out problem, "expected a sector, '(' or '['");
        }

        cursor.SkipBlanks();
        bool range = number && cursor.Take((byte)'+');
        if (range)
        {
            cursor.SkipBlanks();
            if (!cursor.Number(out uint sectors))
            {
                return Wrong(out problem, "expected a number of sectors after '+'");
            }

            e.Sectors = sectors;
            cursor.SkipBlanks();
        }

        bool command = false;
        if (cursor.Peek == (byte)'(' && !Parenthesis(ref cursor, out command, out problem))
        {
            return false;
        }

        // A number without '+' is a sector in C, R and A; elsewhere it is the length of a driver command in bytes.
        bool bytes = number && !range && e.Action is not (BlockAction.Complete or BlockAction.Requeue or BlockAction.Remap);
        if (command || bytes)
        {
            e.Rwbs |= Rwbs.Passthrough;
            e.Sectors = bytes ? (uint)Math.Min(first / Sector.Bytes, uint.MaxValue) : 0;
        }
        else if (number)
        {
            e.Sector = unchecked((long)first); // all ones (a flush) is NoSector
        }

        return Right(out problem);
    }

    private static bool Parenthesis(ref LineCursor cursor, out bool command, out string problem)
    {
        int close = cursor.Rest.IndexOf((byte)')');
        command = false;
        if (close < 0)
        {
            return Wrong(out problem, "'(' without ')'");
        }

        // Two hex digits to a byte: "12 00 00". The elapsed time of -t is one number padded to eight places: "(     123)".
        ReadOnlySpan<byte> inside = cursor.Rest[1..close];
        command = !(
            inside.Length >= 8
            && inside.TrimStart((byte)' ') is { Length: > 0 } number
            && !number.ContainsAnyExceptInRange((byte)'0', (byte)'9')
        );
        cursor.At += close + 1;
        cursor.SkipBlanks();
        return Right(out problem);
    }

    private static bool Command(ref LineCursor cursor, BlockEvents events, ref BlockEvent e, out string problem)
    {
        ReadOnlySpan<byte> rest = cursor.Rest.TrimEnd((byte)' ');
        if (rest is not [(byte)'[', .., (byte)']'])
        {
            return Wrong(out problem, "expected a command in brackets at the end");
        }

        e.Name = events.Names.IndexOf(rest[1..^1]);
        cursor.At = cursor.Line.Length;
        return Right(out problem);
    }

    private static bool Unplug(ref LineCursor cursor, BlockEvents events, ref BlockEvent e, out string problem)
    {
        int close = cursor.Rest.LastIndexOf((byte)']');
        if (cursor.Peek != (byte)'[' || close < 0)
        {
            return Wrong(out problem, "expected a command in brackets");
        }

        ReadOnlySpan<byte> name = cursor.Rest[1..close];
        cursor.At += close + 1;
        cursor.SkipBlanks();
        if (!cursor.Number(out uint requests) || !AtEnd(ref cursor))
        {
            return Wrong(out problem, "expected the number of unplugged requests after the command");
        }

        e.Name = events.Names.IndexOf(name);
        e.HasDetail = true;
        e.Detail = requests;
        return Right(out problem);
    }

    private static bool Error(ref LineCursor cursor, BlockEvents events, ref BlockEvent e, out string problem)
    {
        if (
            !cursor.Take((byte)'[')
            || !cursor.Signed(out long error)
            || !cursor.Take((byte)']')
            || !AtEnd(ref cursor)
            || error is < -65535 or > ushort.MaxValue
        )
        {
            return Wrong(out problem, "expected an error number in brackets at the end");
        }

        e.HasDetail = true;
        // The kernel's __u16 error holds a negative errno: blkparse prints -61 as 65475.
        e.Detail = error > short.MaxValue ? error - 65536 : error;
        return Right(out problem);
    }

    private static bool RemapSource(ref LineCursor cursor, BlockEvents events, ref BlockEvent e, out string problem)
    {
        if (!cursor.Take("<- ("u8) || !cursor.Device(out BlockDevice from) || !cursor.Take((byte)')'))
        {
            return Wrong(out problem, "expected '<- (major,minor) sector'");
        }

        cursor.SkipBlanks();
        if (!cursor.Number(out ulong sector) || !AtEnd(ref cursor))
        {
            return Wrong(out problem, "expected a sector after the device remapped from");
        }

        if (!events.Devices.TryIndexOf(from, out ushort index))
        {
            return Wrong(out problem, "more than 65,536 devices");
        }

        e.HasDetail = true;
        e.Detail = unchecked((long)sector); // all ones (a flush) is NoSector
        e.DetailDevice = index;
        return Right(out problem);
    }

    private static bool Split(ref LineCursor cursor, BlockEvents events, ref BlockEvent e, out string problem)
    {
        if (!cursor.Number(out ulong sector))
        {
            return Wrong(out problem, "expected a sector");
        }

        cursor.SkipBlanks();
        if (!cursor.Take((byte)'/'))
        {
            return Wrong(out problem, "expected '/' and the sector of the split");
        }

        cursor.SkipBlanks();
        if (!cursor.Number(out ulong at))
        {
            return Wrong(out problem, "expected the sector of the split after '/'");
        }

        cursor.SkipBlanks();
        e.Sector = unchecked((long)sector);
        e.HasDetail = true;
        e.Detail = unchecked((long)at);
        return Command(ref cursor, events, ref e, out problem);
    }

    private static bool AtEnd(ref LineCursor cursor)
    {
        cursor.SkipBlanks();
        return cursor.End;
    }

    /// <summary>The action that a word of one or two letters stands for; <see cref="BlockAction.None"/> where it stands for none.</summary>
    public static BlockAction Action(ReadOnlySpan<byte> word) =>
        word switch
        {
            [var letter] when "ABCDFGIMPQRSUXm"u8.Contains(letter) => (BlockAction)letter,
            [(byte)'U', (byte)'T'] => BlockAction.UnplugTimer,
            _ => BlockAction.None,
        };

    private static bool Wrong(out string problem, string what)
    {
        problem = what;
        return false;
    }

    private static bool Right(out string problem)
    {
        problem = "";
        return true;
    }
}
