// What the block tracepoints print, in perf script and in ftrace:
//   block_rq_insert issue merge, block_io_start done   259,0 RA 262144 () 821248 + 512 [cat]          6.x also: ... + 512 be,0,4 [cat]
//   block_rq_complete requeue error abort              259,0 RA () 821248 + 512 [0]                   6.x also: ... + 512 none,0,0 [0]
//   block_bio_queue backmerge frontmerge bounce, block_getrq sleeprq    259,0 RA 821248 + 512 [cat]
//   block_bio_complete                                 254,1 RA 270336 + 512 [0]
//   block_bio_remap                                    259,0 RA 821248 + 512 <- (254,1) 819200
//   block_rq_remap                                     the same and a number of bios
//   block_split                                        254,3 RA 1040384 / 1040392 [cat]
//   block_plug / block_unplug                          [cat] / [cat] 32
// The number in front of () is the length of a driver command in bytes; since 5.x of every request (4.4 prints 0). A driver command stands
// inside (). Spec: include/trace/events/block.h of kernels 4.4 to 6.12.
using NotebookKit.Stats;

namespace NotebookKit.Formats;

/// <summary>The text of one block tracepoint, shared by every tool that prints the kernel's own format.</summary>
internal abstract class TracepointLine(BlockEvents events, ReadAccount account) : BlockLineReader(events, account)
{
    protected string Problem { get; private set; } = "";

    /// <summary>The action of a tracepoint named <c>block_...</c>; <see cref="BlockAction.None"/> where it is no I/O event.</summary>
    internal static BlockAction ActionOf(ReadOnlySpan<byte> name)
    {
        if (!name.StartsWith("block_"u8))
        {
            return BlockAction.None;
        }

        ReadOnlySpan<byte> rest = name["block_".Length..];
        return rest.SequenceEqual("rq_issue"u8) ? BlockAction.Issue
            : rest.SequenceEqual("rq_complete"u8) || rest.SequenceEqual("bio_complete"u8) ? BlockAction.Complete
            : rest.SequenceEqual("rq_insert"u8) ? BlockAction.Insert
            : rest.SequenceEqual("bio_queue"u8) ? BlockAction.Queue
            : rest.SequenceEqual("bio_remap"u8) || rest.SequenceEqual("rq_remap"u8) ? BlockAction.Remap
            : rest.SequenceEqual("getrq"u8) ? BlockAction.GetRequest
            : rest.SequenceEqual("plug"u8) ? BlockAction.Plug
            : rest.SequenceEqual("unplug"u8) || rest.SequenceEqual("unplug_io"u8) ? BlockAction.Unplug
            : rest.SequenceEqual("unplug_timer"u8) ? BlockAction.UnplugTimer
            : rest.SequenceEqual("bio_backmerge"u8) || rest.SequenceEqual("rq_merge"u8) ? BlockAction.BackMerge
            : rest.SequenceEqual("bio_frontmerge"u8) ? BlockAction.FrontMerge
            : rest.SequenceEqual("split"u8) ? BlockAction.Split
            : rest.SequenceEqual("rq_requeue"u8) ? BlockAction.Requeue
            : rest.SequenceEqual("rq_error"u8) ? BlockAction.RequestError
            : rest.SequenceEqual("io_start"u8) ? BlockAction.AccountStart
            : rest.SequenceEqual("io_done"u8) ? BlockAction.AccountDone
            : rest.SequenceEqual("bio_bounce"u8) ? BlockAction.Bounce
            : rest.SequenceEqual("sleeprq"u8) ? BlockAction.Sleep
            : rest.SequenceEqual("rq_abort"u8) ? BlockAction.Abort
            : BlockAction.None;
    }

    /// <summary>Reads what a tracepoint prints; the cursor stands behind the colon of its name.</summary>
    /// <param name="cursor">The line.</param>
    /// <param name="bare">True for the events that print no <c>()</c>: all but block_rq_* and block_io_*.</param>
    /// <param name="task">The task's name from the front of the line: the name in
    /// brackets is most often the same and may hold brackets itself.</param>
    /// <param name="e">Filled, apart from time, CPU and pid.</param>
    protected bool Fields(ref LineCursor cursor, bool bare, scoped ReadOnlySpan<byte> task, ref BlockEvent e)
    {
        e.Sector = BlockEvents.NoSector;
        cursor.SkipBlanks();
        if (e.Action is BlockAction.Plug or BlockAction.Unplug or BlockAction.UnplugTimer)
        {
            return Plug(ref cursor, task, ref e);
        }

        if (!cursor.Device(out BlockDevice device))
        {
            return Wrong("expected a device such as 259,0");
        }

        if (!Events.Devices.TryIndexOf(device, out ushort index))
        {
            return Wrong("more than 65,536 devices");
        }

        e.Device = index;
        cursor.SkipBlanks();
        int rwbsAt = cursor.At;
        ReadOnlySpan<byte> letters = cursor.Word();

        // Some kernels print no letter for an operation they have none for: the next word is then a number or "()".
        if (letters.IsEmpty || letters[0] is < (byte)'A' or > (byte)'Z')
        {
            cursor.At = rwbsAt;
        }
        else
        {
            e.Rwbs = RwbsLetters.Parse(letters);
            if ((e.Rwbs & Rwbs.Unknown) != 0)
            {
                cursor.At = rwbsAt;
                return Wrong("unknown rwbs letters");
            }
        }

        cursor.SkipBlanks();
        if (!(bare || SkipCommand(ref cursor, ref e)) || !Range(ref cursor, ref e) || !Tail(ref cursor, task, ref e))
        {
            return false;
        }

        // A flush is issued at sector 0 and completed at 18446744073709551615: it has none.
        if (e.Sectors == 0 && (e.Rwbs & Rwbs.OperationMask) == Rwbs.Flush)
        {
            e.Sector = BlockEvents.NoSector;
        }

        return e.SectorsArePossible || Wrong(BlockEvent.ImpossibleSector);
    }

    protected bool Wrong(string problem)
    {
        Problem = problem;
        return false;
    }

    private bool Plug(ref LineCursor cursor, scoped ReadOnlySpan<byte> task, ref BlockEvent e)
    {
        e.Rwbs = Rwbs.NoData;
        if (!Events.Devices.TryIndexOf(BlockDevice.Unknown, out ushort unknown))
        {
            return Wrong("more than 65,536 devices");
        }

        e.Device = unknown;
        if (!Name(ref cursor, task, ref e))
        {
            return false;
        }

        if (e.Action == BlockAction.Plug)
        {
            return true;
        }

        cursor.SkipBlanks();
        if (!cursor.Number(out uint requests))
        {
            return Wrong("expected the number of unplugged requests after the command");
        }

        e.HasDetail = true;
        e.Detail = requests;
        return true;
    }

    // "262144 () " of requests; "() " of their completion.
    private bool SkipCommand(ref LineCursor cursor, ref BlockEvent e)
    {
        int start = cursor.At;
        bool hasBytes = cursor.Number(out ulong bytes);
        cursor.SkipBlanks();
        if (!cursor.Take((byte)'('))
        {
            // block_rq_remap is the one request event without them.
            cursor.At = start;
            return e.Action == BlockAction.Remap || Wrong("expected '()' in front of the sector");
        }

        int close = cursor.Rest.IndexOf((byte)')');
        if (close < 0)
        {
            return Wrong("'(' without ')'");
        }

        if (close > 0)
        {
            e.Rwbs |= Rwbs.Passthrough;
            e.Sectors = hasBytes ? (uint)Math.Min(bytes / Sector.Bytes, uint.MaxValue) : 0;
        }

        cursor.At += close + 1;
        cursor.SkipBlanks();
        return true;
    }

    private bool Range(ref LineCursor cursor, ref BlockEvent e)
    {
        if (!cursor.Number(out ulong sector))
        {
            return Wrong("expected a sector");
        }

        e.Sector = unchecked((long)sector); // 18446744073709551615 of a flush is NoSector
        cursor.SkipBlanks();
        if (e.Action == BlockAction.Split)
        {
            if (!cursor.Take("/"u8))
            {
                return Wrong("expected '/' and the sector of the split");
            }

            cursor.SkipBlanks();
            if (!cursor.Number(out ulong at))
            {
                return Wrong("expected the sector of the split after '/'");
            }

            e.HasDetail = true;
            e.Detail = unchecked((long)at);
            return true;
        }

        if (!cursor.Take((byte)'+'))
        {
            return Wrong("expected '+' after the sector");
        }

        cursor.SkipBlanks();
        if (!cursor.Number(out uint sectors))
        {
            return Wrong("expected a number of sectors after '+'");
        }

        e.Sectors = (e.Rwbs & Rwbs.Passthrough) != 0 && e.Sectors > 0 ? e.Sectors : sectors;
        return true;
    }

    private bool Tail(ref LineCursor cursor, scoped ReadOnlySpan<byte> task, ref BlockEvent e)
    {
        cursor.SkipBlanks();
        if (e.Action == BlockAction.Remap)
        {
            return RemapSource(ref cursor, ref e);
        }

        // Newer kernels: I/O priority "be,0,4" or "0x2,0,4".
        if (cursor.Peek is not ((byte)'[' or 0))
        {
            cursor.Word();
            cursor.SkipBlanks();
        }

        if (e.Action is not (BlockAction.Complete or BlockAction.Requeue or BlockAction.RequestError))
        {
            return Name(ref cursor, task, ref e);
        }

        if (!cursor.Take((byte)'[') || !cursor.Signed(out long error) || !cursor.Take((byte)']'))
        {
            return Wrong("expected an error number in brackets");
        }

        e.HasDetail = true;
        e.Detail = error;
        return true;
    }

    private bool RemapSource(ref LineCursor cursor, ref BlockEvent e)
    {
        if (!cursor.Take("<- ("u8) || !cursor.Device(out BlockDevice from) || !cursor.Take((byte)')'))
        {
            return Wrong("expected '<- (major,minor) sector'");
        }

        cursor.SkipBlanks();
        if (!cursor.Number(out ulong sector))
        {
            return Wrong("expected a sector after the device remapped from");
        }

        if (!Events.Devices.TryIndexOf(from, out ushort index))
        {
            return Wrong("more than 65,536 devices");
        }

        e.HasDetail = true;
        e.Detail = unchecked((long)sector);
        e.DetailDevice = index;
        return true;
    }

    private bool Name(ref LineCursor cursor, scoped ReadOnlySpan<byte> task, ref BlockEvent e)
    {
        if (!cursor.Take((byte)'['))
        {
            return Wrong("expected a command in brackets");
        }

        ReadOnlySpan<byte> rest = cursor.Rest;
        int length =
            !task.IsEmpty && rest.Length > task.Length && rest.StartsWith(task) && rest[task.Length] == (byte)']'
                ? task.Length
                : rest.IndexOf((byte)']');
        if (length < 0)
        {
            return Wrong("'[' without ']' at the end");
        }

        e.Name = Events.Names.IndexOf(rest[..length]);
        cursor.At += length + 1;
        return true;
    }
}
