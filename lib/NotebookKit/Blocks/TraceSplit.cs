namespace NotebookKit.Blocks;

/// <summary>A trace whose rows do not fit into memory, taken apart into stretches of time whose rows do.</summary>
/// <param name="read">Hands every chunk of the events on, in order, each time that it is called.</param>
/// <param name="mostRows">The most bios and requests, together, of a stretch.</param>
/// <param name="tooLarge">What is said to who asks for all rows at once, by how many they are.</param>
internal sealed class TraceSplit(Func<Action<BlockEvents>, ReadAccount> read, long mostRows, Func<long, string> tooLarge)
{
    // So many tell how many bios and how many requests there will be.
    private const long RowsToJudge = 1 << 16;

    /// <summary>What is said to who asks for all rows at once.</summary>
    /// <param name="rows">How many they are.</param>
    public string TooLarge(long rows) => tooLarge(rows);

    /// <summary>Reads the events once and hands on stretch after stretch; what is in flight between two belongs to both.</summary>
    /// <param name="take">Gets the events and the rows of a stretch, and whether it is
    /// the last. Its rows are dropped when it returns.</param>
    public void Each(Action<TraceEvents, BlockMatcher, bool> take)
    {
        var matcher = new BlockMatcher { PlugMarks = new PlugMarks() };
        var census = new EventCensus();
        BlockEvents? head = null;
        bool reserved = false;
        long first = 0;
        long seen = 0;
        read(chunk =>
        {
            if (matcher.Bios.Count + (long)matcher.Requests.Count >= mostRows)
            {
                HandOn(last: false);
            }

            TraceEvents.TakeHead(ref head, chunk);
            census.Add(chunk);
            matcher.Add(chunk);
            seen += chunk.Count;

            // Columns that grow are copied over and over, and hold twice their room meanwhile.
            long rows = matcher.Bios.Count + (long)matcher.Requests.Count;
            if (!reserved && rows >= RowsToJudge)
            {
                matcher.Reserve((mostRows + (2.0 * RowsToJudge)) / rows);
                reserved = true;
            }
        });
        if (head is not null)
        {
            HandOn(last: true);
        }

        void HandOn(bool last)
        {
            (long from, long behind) = (first, seen);
            long rows = matcher.Bios.Count + (long)matcher.Requests.Count;
            matcher.GiveUpLost();
            take(new TraceEvents(use => ReadPart(from, behind, use), head!, census), matcher, last);
            matcher.DropFinished();
            matcher.PlugMarks!.ForgetRows();
            (census, first) = (new EventCensus(), seen);
            BlockTrace.GiveBack(rows);
        }
    }

    private ReadAccount ReadPart(long from, long behind, Action<BlockEvents> use)
    {
        long seen = 0;
        return read(chunk =>
        {
            (int low, int high) = ((int)Math.Clamp(from - seen, 0, chunk.Count), (int)Math.Clamp(behind - seen, 0, chunk.Count));
            seen += chunk.Count;
            if (low < high)
            {
                use(high - low == chunk.Count ? chunk : chunk.Where(row => row >= low && row < high));
            }
        });
    }
}
