using System.Buffers;
using NotebookKit.Stats;

namespace NotebookKit.Formats;

/// <summary>One line of blkparse text that was printed with a format of its user's; messages and the summary keep blkparse's own.</summary>
internal sealed class BlkparseFormatLine(BlkparseFormat format, BlockEvents events, ReadAccount account) : BlkparseLine(events, account)
{
    // A command is at most TASK_COMM_LEN long; longer ones are damage, and looking for their end would cost time without end.
    private const int LongestCommand = 64;
    private static readonly SearchValues<byte> PacketBytes = SearchValues.Create("0123456789abcdef ."u8);
    private static readonly SearchValues<byte> HexBytes = SearchValues.Create("0123456789abcdef"u8);
    private const long DayNs = 24L * 3600 * NsIn.WholeSecond;
    private long _dayNs;
    private long _lastWallNs;

    protected override string? Read(ReadOnlySpan<byte> line, out int column)
    {
        foreach ((BlockAction action, BlkparseFormat own) in format.Others)
        {
            if (TryFormat(line, own, action))
            {
                column = 0;
                return null;
            }
        }

        if (format.Parts.Count > 0 && TryFormat(line, format, BlockAction.None))
        {
            column = 0;
            return null;
        }

        return base.Read(line, out column) is null ? null : "neither of the format given nor of blkparse's own";
    }

    private bool TryFormat(ReadOnlySpan<byte> line, BlkparseFormat candidate, BlockAction only)
    {
        var fields = new Fields
        {
            Pid = -1,
            Cpu = BlockEvents.NoCpu,
            Sector = BlockEvents.NoSector,
            Seconds = -1,
        };
        var cursor = new LineCursor(line);
        return Match(ref cursor, candidate, 0, ref fields)
            && (
                only == BlockAction.None
                || fields.Action == only
                || (only == BlockAction.Unplug && fields.Action == BlockAction.UnplugTimer)
            )
            && Take(ref fields, line[fields.Command].Trim((byte)' '));
    }

    private static bool Match(ref LineCursor cursor, BlkparseFormat format, int part, ref Fields fields)
    {
        for (; part < format.Parts.Count; part++)
        {
            BlkparseFormat.Part now = format.Parts[part];
            if (now.Field == '\0')
            {
                if (!cursor.Take(now.Literal))
                {
                    return false;
                }
            }
            else if (now.Field == 'C')
            {
                return MatchCommand(ref cursor, format, part, ref fields);
            }
            else if (now.Field == 'P')
            {
                int start = cursor.At;
                int length = cursor.Rest.IndexOfAnyExcept(PacketBytes);
                cursor.At = length < 0 ? cursor.Line.Length : start + length;

                // The blank behind the hex digits belongs to the format.
                while (cursor.At > start && cursor.Line[cursor.At - 1] == (byte)' ')
                {
                    cursor.At--;
                }
            }
            else if (!Field(ref cursor, now, ref fields))
            {
                return false;
            }
        }

        return cursor.End;
    }

    // The command may hold whatever follows it in the format: the longest one that leaves a whole line is the right one most often.
    private static bool MatchCommand(ref LineCursor cursor, BlkparseFormat format, int part, ref Fields fields)
    {
        int start = cursor.At;
        for (int length = Math.Min(cursor.Line.Length - start, Math.Max(LongestCommand, format.Parts[part].Width)); length >= 0; length--)
        {
            Fields tried = fields;
            cursor.At = start + length;
            if (Match(ref cursor, format, part + 1, ref tried))
            {
                fields = tried;
                fields.Command = start..(start + length);
                return true;
            }
        }

        return false;
    }

    private static bool Field(ref LineCursor cursor, BlkparseFormat.Part part, ref Fields fields)
    {
        int start = cursor.At;
        if (!part.Left)
        {
            cursor.SkipBlanks();
        }

        if (!Value(ref cursor, part.Field, ref fields))
        {
            return false;
        }

        int width =
            part.Field == 'D' ? 7
            : part.Left ? part.Width
            : 0;
        while (cursor.At - start < width && cursor.Take((byte)' ')) { }

        return true;
    }

    private static bool Value(ref LineCursor cursor, char field, ref Fields fields)
    {
        ulong number = 0;
        switch (field)
        {
            case 'a':
                fields.Action = BlkparsePayload.Action(Letters(ref cursor));
                return fields.Action != BlockAction.None;
            case 'd':
                fields.Rwbs = RwbsLetters.Parse(Letters(ref cursor));
                return fields.Rwbs != Rwbs.None && (fields.Rwbs & Rwbs.Unknown) == 0;
            case 'D':
                return cursor.Device(out fields.Device);
            case 'e':
                return cursor.Signed(out fields.Error)
                    && fields.Error is >= short.MinValue and <= ushort.MaxValue
                    && Has(out fields.HasError);
            case 'g':
                // 1.2.0 does not know the field and prints its letter
                return cursor.Take((byte)'g') || (Hex(ref cursor) && cursor.Take((byte)',') && Hex(ref cursor));
            case 'z':
                return Wall(ref cursor, out fields.WallNs);
            case 't':
                int first = cursor.At;
                return cursor.Number(out number)
                    && number < NsIn.WholeSecond
                    && cursor.At - first >= 9
                    && Set(out fields.Nanoseconds, (long)number);
            case 's' or 'u':
                return cursor.Number(out number);
        }

        if (!cursor.Number(out number))
        {
            return false;
        }

        switch (field)
        {
            case 'c':
                fields.Cpu = (ushort)Math.Min(number, BlockEvents.NoCpu);
                return number < BlockEvents.NoCpu;
            case 'm':
                fields.Device = fields.Device with { Minor = (int)Math.Min(number, int.MaxValue) };
                return number <= int.MaxValue;
            case 'M':
                fields.Device = fields.Device with { Major = (int)Math.Min(number, int.MaxValue) };
                return number <= int.MaxValue;
            case 'n':
                fields.Sectors = (uint)Math.Min(number, uint.MaxValue);
                return number <= uint.MaxValue;
            case 'N':
                fields.Sectors = (uint)Math.Min(number / Sector.Bytes, uint.MaxValue);
                return number <= uint.MaxValue;
            case 'p':
                fields.Pid = (int)Math.Min(number, int.MaxValue);
                return number <= int.MaxValue;
            case 'S':
                fields.Sector = unchecked((long)number);
                return true;
            case 'T':
                fields.Seconds = (long)Math.Min(number, int.MaxValue);
                return number <= int.MaxValue;
            default:
                fields.Payload = (long)Math.Min(number, long.MaxValue);
                return true;
        }
    }

    private static bool Set(out long target, long value)
    {
        target = value;
        return true;
    }

    private static bool Has(out bool target)
    {
        target = true;
        return true;
    }

    private static bool Hex(ref LineCursor cursor)
    {
        int length = cursor.Rest.IndexOfAnyExcept(HexBytes);
        length = length < 0 ? cursor.Rest.Length : length;
        cursor.At += length;
        return length > 0;
    }

    // "13:05:59.123456"
    private static bool Wall(ref LineCursor cursor, out long wallNs)
    {
        wallNs = 0;
        if (
            !cursor.Number(out uint hours)
            || !cursor.Take((byte)':')
            || !cursor.Number(out uint minutes)
            || !cursor.Take((byte)':')
            || !cursor.Seconds(out long secondsNs)
            || hours > 23
            || minutes > 59
            || secondsNs > 61_000_000_000
        )
        {
            return false;
        }

        wallNs = (((hours * 60L) + minutes) * 60_000_000_000) + secondsNs;
        return true;
    }

    private static ReadOnlySpan<byte> Letters(ref LineCursor cursor)
    {
        int length = 0;
        while (length < cursor.Rest.Length && char.IsAsciiLetter((char)cursor.Rest[length]))
        {
            length++;
        }

        cursor.At += length;
        return cursor.Line.Slice(cursor.At - length, length);
    }

    private bool Take(ref Fields fields, ReadOnlySpan<byte> command)
    {
        var e = new BlockEvent
        {
            TimeNs = fields.Seconds >= 0 ? (fields.Seconds * NsIn.WholeSecond) + fields.Nanoseconds : Unwrapped(fields.WallNs),
            Cpu = fields.Cpu,
            Pid = fields.Pid,
            Rwbs = fields.Rwbs,
            Action = fields.Action,
            Sector = fields.Sector,
            Sectors = fields.Action is BlockAction.Split ? 0 : fields.Sectors,
            Name = fields.Action is BlockAction.Complete or BlockAction.Requeue or BlockAction.Remap
                ? (ushort)0
                : Events.Names.IndexOf(command),
        };
        if (!Events.Devices.TryIndexOf(fields.Device, out ushort device))
        {
            return false;
        }

        e.Device = device;
        switch (e.Action)
        {
            case BlockAction.Complete or BlockAction.Requeue:
                e.HasDetail = fields.HasError;
                e.Detail = fields.Error > short.MaxValue ? fields.Error - 65536 : fields.Error;
                break;
            case BlockAction.Unplug or BlockAction.UnplugTimer or BlockAction.Split:
                e.HasDetail = fields.Payload is not null;
                e.Detail = fields.Payload ?? 0;
                e.Sector = e.Action == BlockAction.Split ? e.Sector : BlockEvents.NoSector;
                break;
            case BlockAction.Remap:
                break;
            default:
                e.Sector = e.Sectors == 0 ? BlockEvents.NoSector : e.Sector;
                break;
        }

        if (!e.SectorsArePossible)
        {
            return false;
        }

        Add(e);
        return true;
    }

    // Wall-clock times start again at midnight.
    private long Unwrapped(long wallNs)
    {
        if (wallNs < _lastWallNs - (DayNs / 2))
        {
            _dayNs += DayNs;
        }

        _lastWallNs = wallNs;
        return _dayNs + wallNs;
    }

    private struct Fields
    {
        public BlockAction Action;
        public Rwbs Rwbs;
        public BlockDevice Device;
        public ushort Cpu;
        public int Pid;
        public long Seconds;
        public long Nanoseconds;
        public long WallNs;
        public long Sector;
        public uint Sectors;
        public long Error;
        public bool HasError;
        public long? Payload;
        public Range Command;
    }
}
