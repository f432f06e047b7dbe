// CPU1 (nvme0n1):
//  Reads Queued:          16,     4096KiB     Writes Queued:           0,        0KiB
// Throughput (R/W): 256000KiB/s / 0KiB/s
// Events (nvme0n1): 96 entries
// Skips: 0 forward (0 -   0.0%)
// Spec: show_stats in blkparse.c and the end report of blktrace.c; seen with blktrace
// 1.2.0. Numbers may carry the host's thousands separator.
namespace NotebookKit.Formats;

/// <summary>The lines of blkparse and blktrace that are no events: the summary, names of input files, drop warnings.</summary>
internal static class BlkparseSummary
{
    /// <summary>Recognises such a line and takes the lost events from it.</summary>
    /// <param name="line">The line.</param>
    /// <param name="account">Gets the number of lost events.</param>
    /// <param name="certain">True where no other tool prints such a line.</param>
    public static bool Recognise(ReadOnlySpan<byte> line, ReadAccount account, out bool certain)
    {
        ReadOnlySpan<byte> text = line.TrimBlanks();
        certain = false;
        if (text.IsEmpty)
        {
            return true;
        }

        certain = true;
        if (text.StartsWith("Skips: "u8))
        {
            Skips(text, account);
            return true;
        }

        if (text.StartsWith("You have "u8) && text.IndexOf("dropped events"u8) >= 0)
        {
            var number = new LineCursor(text, "You have "u8.Length);
            account.Lost = Math.Max(account.Lost, Grouped(ref number));
            return true;
        }

        return text[0] switch
        {
            (byte)'C' => (text.StartsWith("CPU"u8) && (text.EndsWith("):"u8) || text.EndsWith("data"u8)))
                || text.StartsWith("Completion wait:"u8)
                || text.StartsWith("Consider using a larger buffer"u8),
            (byte)'T' => text.StartsWith("Throughput (R/W):"u8)
                || (text.StartsWith("Total"u8) && (text.EndsWith("):"u8) || text.EndsWith("data"u8))),
            (byte)'R' => text.StartsWith("Read"u8) && text.Contains((byte)':'),
            (byte)'P' => text.StartsWith("PC Read"u8),
            (byte)'E' => text.StartsWith("Events ("u8),
            (byte)'I' => text.StartsWith("Input file "u8) || text.StartsWith("IO unplugs:"u8),
            (byte)'=' => text.StartsWith("=== "u8),
            (byte)'A' => text.StartsWith("Allocation wait:"u8),
            (byte)'D' => text.StartsWith("Dispatch wait:"u8),
            _ => false,
        };
    }

    // "Skips: 2 forward (1,024 -   0.1%)": two gaps in the sequence numbers, 1,024 events long together.
    private static void Skips(ReadOnlySpan<byte> text, ReadAccount account)
    {
        int open = text.IndexOf((byte)'(');
        if (open > 0)
        {
            var number = new LineCursor(text, open + 1);
            account.Lost = checked(account.Lost + Grouped(ref number));
        }
    }

    private static long Grouped(ref LineCursor cursor)
    {
        long value = 0;
        while (!cursor.End && value < long.MaxValue / 100)
        {
            if (cursor.Peek is >= (byte)'0' and <= (byte)'9')
            {
                value = (value * 10) + cursor.Peek - '0';
            }
            else if (cursor.Peek == (byte)' ')
            {
                break;
            }

            cursor.At++;
        }

        return value;
    }
}
