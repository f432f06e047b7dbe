// 259,0    1       13     0.002545516  1579  A   R 280576 + 512 <- (252,0) 278528
// dev    cpu      seq     time(s.ns)   pid  act rwbs what the action adds
//   D I Q G M F B S    sector + sectors [command]      without data: [command]
//   C R                sector + sectors [error]        without data: sector [error]; the error is an unsigned 16-bit number
//   A                  sector + sectors <- (major,minor) sector
//   X                  sector / split sector (its low 32 bits) [command]
//   P                  [command]
//   U UT               [command] requests
//   m                  N text; with a control group between pid and m where the notice is about one
//   driver commands    bytes (hex bytes) [command]     C: (hex bytes) [error]
//   blkparse -t        puts the time since the phase before it, in us, in front of the last bracket: (     123)
// Spec: blkparse(1), DEFAULT OUTPUT, and blkparse_fmt.c; seen with blktrace 1.2.0. Commands may hold blanks, brackets and colons.
namespace NotebookKit.Formats;

/// <summary>One line of blkparse text.</summary>
internal class BlkparseLine(BlockEvents events, ReadAccount account) : BlockLineReader(events, account)
{
    private string _problem = "";

    public sealed override string Expected => BlkparseText.Expected;

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
        int sequenceAt = cursor.At;
        if (!cursor.Number(out ulong _))
        {
            return Wrong("expected a sequence number after the CPU");
        }

        // The kernel's own blk tracer, with its option blk_classic, prints these lines without a sequence number.
        if (cursor.Peek == (byte)'.')
        {
            cursor.At = sequenceAt;
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
        SkipControlGroup(ref cursor);
        if (!BlkparsePayload.ActionAndRwbs(ref cursor, ref e, out _problem))
        {
            return false;
        }

        e.TimeNs = timeNs;
        e.Cpu = (ushort)cpu;
        e.Pid = pid;
        if (!Events.Devices.TryIndexOf(device, out ushort index))
        {
            return Wrong("more than 65,536 devices");
        }

        e.Device = index;
        if (!BlkparsePayload.Read(ref cursor, Events, ref e, out _problem))
        {
            return false;
        }

        Add(e);
        return true;
    }

    // In front of a notice's letter blkparse prints the control group that it is about, by number or by path: "1210 1,0  m   N throtl ...".
    private static void SkipControlGroup(ref LineCursor cursor)
    {
        int at = cursor.At;
        if (BlkparsePayload.Action(cursor.Word()) == BlockAction.None)
        {
            cursor.SkipBlanks();
            int action = cursor.At;
            at = BlkparsePayload.Action(cursor.Word()) == BlockAction.Message ? action : at;
        }

        cursor.At = at;
    }

    private bool Wrong(string problem)
    {
        _problem = problem;
        return false;
    }
}
