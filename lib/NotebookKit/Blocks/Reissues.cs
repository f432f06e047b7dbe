namespace NotebookKit.Blocks;

/// <summary>Requests that were issued once more without having completed: the driver gave
/// them back, whether or not an R event tells of it.</summary>
/// <remarks>The one C that comes in the end is matched with the first D, or with the
/// last: the others stay without, and none of them was lost.</remarks>
internal static class Reissues
{
    private const int FilterBits = 16;
    private const int Filter = 1 << FilterBits;

    /// <summary>The rows without a C that another D of the same sectors and operation, before any C, stands for.</summary>
    public static HashSet<int> Of(Requests requests)
    {
        var found = new HashSet<int>();
        var open = new Dictionary<(ushort Device, long Sector, uint Sectors, Rwbs Operation), int>();
        for (int row = 0; row < requests.Count; row++)
        {
            if (requests.CompleteNs[row] < 0 && requests.Sectors[row] > 0)
            {
                open[Key(requests, row)] = -1;
            }
        }

        // Most rows share nothing with an open one: a bit for each of their sectors tells, before a key is made.
        var sectors = new ulong[Filter / 64];
        foreach ((ushort _, long sector, uint _, Rwbs _) in open.Keys)
        {
            sectors[Bit(sector) >> 6] |= 1UL << (Bit(sector) & 63);
        }

        for (int row = 0; row < requests.Count && open.Count > 0; row++)
        {
            int bit = Bit(requests.SectorColumn[row]);
            if ((sectors[bit >> 6] >> (bit & 63) & 1) == 0 || !open.TryGetValue(Key(requests, row), out int before))
            {
                continue;
            }

            // Two reads of one place can be under way at once: then each has a Q of its own.
            bool again =
                before >= 0
                && requests.QueueColumn[row] < 0
                && (requests.CompleteNs[before] < 0 || requests.CompleteNs[before] > requests.FirstIssueColumn[row]);
            if (again && requests.CompleteNs[before] < 0)
            {
                found.Add(before);
            }
            else if (again && requests.CompleteNs[row] < 0)
            {
                found.Add(row);
                continue;
            }

            open[Key(requests, row)] = row;
        }

        return found;
    }

    private static int Bit(long sector) => unchecked((int)(OutstandingTable.Hash((ulong)sector) >> (64 - FilterBits)));

    private static (ushort Device, long Sector, uint Sectors, Rwbs Operation) Key(Requests requests, int row) =>
        (requests.Device[row], requests.Sector[row], requests.Sectors[row], requests.Rwbs[row] & Rwbs.OperationMask);
}
