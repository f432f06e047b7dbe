namespace NotebookKit.Blocks;

/// <summary>How long bios waited for a request while as many as there are were in hand.</summary>
/// <param name="Places">How many requests there are: <c>nr_requests</c>.</param>
/// <param name="ShareOfBusy">Of the time with any request in hand (G to C), the share in
/// which all were and a bio waited for one (Q to G), 0 to 1.</param>
/// <param name="ShareOfBios">Of the bios that got a request of their own, the share that came while all were in hand, 0 to 1.</param>
/// <param name="ShareOfQ2C">Of the time of all bios from Q to C, the share that some of them spent waiting for a request, 0 to 1.</param>
/// <param name="Bios">Those bios: with Q, G and C.</param>
/// <remarks>
/// A caller that submits one bio after another waits for the first that finds no request, and does
/// not even queue the next: at any time one bio waits, whatever is asked for, and with N requests its
/// wait is 1/(N + 1) of Q2C. So the time is counted in which any waits, and not how long each does.
/// </remarks>
internal sealed record TagWait(long Places, double ShareOfBusy, double ShareOfBios, double ShareOfQ2C, long Bios)
{
    // What a bio needs that need not wait, several times over: the quickest of a trace tells what that is.
    private const int TimesTheQuickest = 5;

    /// <summary>Counts it for a device.</summary>
    /// <returns>Null where no bio has Q, G and C.</returns>
    public static TagWait? Of(BlockTrace trace, int device, long places)
    {
        Requests requests = trace.Requests;
        RowSet rows = trace.RequestRows[device];
        var (queued, got, ended) = (new List<long>(), new List<long>(), new List<long>());
        long quickest = long.MaxValue;
        Each((from, get, _) => quickest = Math.Min(quickest, get - from));
        (double waitedNs, double allNs) = (0, 0);
        Each(
            (from, get, to) =>
            {
                bool waited = get - from > TimesTheQuickest * quickest;
                queued.Add(waited ? from : get);
                got.Add(get);
                ended.Add(to);
                (waitedNs, allNs) = (waitedNs + (waited ? get - from : 0), allNs + (to - from));
            }
        );

        if (queued.Count == 0)
        {
            return null;
        }

        queued.Sort();
        got.Sort();
        ended.Sort();
        (int q, int g, int c) = (0, 0, 0);
        (long busy, long waited, long full, long last) = (0, 0, 0, queued[0]);
        while (c < ended.Count)
        {
            long now = Math.Min(ended[c], Math.Min(g < got.Count ? got[g] : long.MaxValue, q < queued.Count ? queued[q] : long.MaxValue));
            (long inHand, bool waits) = (g - c, q > g);
            busy += inHand > 0 ? now - last : 0;
            waited += waits && inHand >= places ? now - last : 0;
            last = now;

            // What ends makes room first.
            if (ended[c] == now)
            {
                c++;
            }
            else if (g < got.Count && got[g] == now)
            {
                g++;
            }
            else
            {
                q++;
                full += inHand >= places ? 1 : 0;
            }
        }

        return new TagWait(
            places,
            busy > 0 ? (double)waited / busy : 0,
            (double)full / queued.Count,
            allNs > 0 ? waitedNs / allNs : 0,
            queued.Count
        );

        void Each(Action<long, long, long> take)
        {
            for (int place = 0; place < rows.Count; place++)
            {
                int row = rows[place];
                (long from, long get, long to) = (requests.QueueColumn[row], requests.GetColumn[row], requests.CompleteColumn[row]);
                if (from >= 0 && get >= from && to >= get)
                {
                    take(from, get, to);
                }
            }
        }
    }
}
