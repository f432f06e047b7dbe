namespace NotebookKit.Blocks;

/// <summary>The I/Os of one device in the order in which they ended.</summary>
/// <param name="of">Their rows.</param>
/// <param name="to">When each row ended, in ns; negative where it did not.</param>
/// <param name="isKept">Whether it is kept once it is worked out: four bytes a row, for who asks again.</param>
internal sealed class EndOrder(RowSet of, long[] to, bool isKept)
{
    // Most end behind all others, or near the last.
    private const int Near = 16;

    // Of rows in no order at all every one is moved by as many as there are: sorting them is cheaper.
    private const long MostMovesARow = 256;

    private readonly Lock _gate = new();
    private int[]? _rows;

    /// <summary>The device's rows, in the order in which they began.</summary>
    public RowSet Of => of;

    /// <summary>When each row ended, in ns; negative where it did not.</summary>
    public long[] To => to;

    /// <summary>Those that ended, by when; of equal times the lower row first.</summary>
    public int[] Rows
    {
        get
        {
            if (!isKept)
            {
                return Ordered();
            }

            lock (_gate)
            {
                return _rows ??= Ordered();
            }
        }
    }

    private int[] Ordered()
    {
        int ended = 0;
        for (int place = 0; place < of.Count; place++)
        {
            ended += to[of[place]] >= 0 ? 1 : 0;
        }

        int[] rows = GC.AllocateUninitializedArray<int>(ended);
        long mostMoves = MostMovesARow * Math.Max(ended, 4096);
        long moves = 0;
        int behind = 0;
        for (int place = 0; place < of.Count; place++)
        {
            int row = of[place];
            if (to[row] >= 0)
            {
                rows[behind++] = row;
                moves += moves > mostMoves ? 0 : MoveBack(rows.AsSpan(0, behind));
            }
        }

        if (moves > mostMoves)
        {
            Array.Sort(rows, (a, b) => to[a] != to[b] ? to[a].CompareTo(to[b]) : a.CompareTo(b));
        }

        return rows;
    }

    // Puts the last row into its place among those before it, and tells how far it went.
    private int MoveBack(Span<int> rows)
    {
        int row = rows[^1];
        long end = to[row];
        int at = rows.Length - 1;
        for (int nearest = Math.Max(0, at - Near); at > nearest && to[rows[at - 1]] > end; at--)
        {
            rows[at] = rows[at - 1];
        }

        if (at > 0 && to[rows[at - 1]] > end)
        {
            // It lies farther back: steps that double find where, and halves of the last one the place.
            int step = Near;
            while (step < at && to[rows[at - step]] > end)
            {
                step *= 2;
            }

            int from = Math.Max(0, at - step);
            int place = from + FirstBehind(rows[from..at], end);
            rows[place..at].CopyTo(rows[(place + 1)..]);
            at = place;
        }

        rows[at] = row;
        return rows.Length - 1 - at;
    }

    private int FirstBehind(ReadOnlySpan<int> rows, long end)
    {
        int low = 0;
        int high = rows.Length;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            (low, high) = to[rows[middle]] > end ? (low, middle) : (middle + 1, high);
        }

        return low;
    }
}
