using NotebookKit.Blocks;

namespace NotebookKit.Diagnosis;

/// <summary>What features need of a stretch beyond <see cref="TraceWindow"/>. Bios count
/// where queued, requests where first issued.</summary>
internal sealed class FeatureExtras
{
    private long _bios;
    private long _missed;
    private long _fua;
    private long _requests;
    private long _sectors;
    private long _open;
    private long _flushes;
    private long _beside;
    private long _besideOutstanding;
    private long _writes;
    private long _readBefore;
    private bool _merges;

    /// <summary>See <see cref="Features"/>.</summary>
    public double? MissedMergeShare => _merges && _bios > 0 ? (double)_missed / _bios : null;

    public double? FuaShare => _bios > 0 ? (double)_fua / _bios : null;

    public double? SizeAtDMean => _requests > 0 ? (double)_sectors / _requests : null;

    public double? UnmatchedShare => _requests > 0 ? (double)_open / _requests : null;

    public double? FlushIssuedShare => _requests + _flushes > 0 ? (double)_flushes / (_requests + _flushes) : null;

    public double? BesideShare => _requests > 0 ? (double)_beside / _requests : null;

    public double? BesideOutstandingShare => _requests > 0 ? (double)_besideOutstanding / _requests : null;

    /// <summary>Nothing was written: none of it over what was read.</summary>
    public double? ReadBeforeShare =>
        _requests == 0 ? null
        : _writes == 0 ? 0
        : (double)_readBefore / _writes;

    public double? BusyShare { get; private set; }

    /// <summary>Looks at every stretch.</summary>
    /// <returns>What was found, and the requests that lie beside others.</returns>
    public static (FeatureExtras[] All, IssueNeighbours Neighbours) Of(BlockTrace trace, BlockDevice device, TimeBins bins)
    {
        int index = trace.Head.Devices.Find(device);
        IssueNeighbours neighbours = null!;
        FeatureExtras[] all = [];
        FeatureExtras[] ofBios = [];

        // Each thread makes what it counts in: two that count in one object take its memory from one another at each step.
        SideBySide.Do(
            trace.Requests.Count,
            () =>
            {
                all = Nothing(bins);
                neighbours = new IssueNeighbours(trace.Requests, index);
                CountRequests(all, trace, index, bins, neighbours);
            },
            () =>
            {
                ofBios = Nothing(bins);
                CountBios(ofBios, trace, index, bins);
            }
        );
        for (int i = 0; i < all.Length; i++)
        {
            (FeatureExtras to, FeatureExtras from) = (all[i], ofBios[i]);
            (to._bios, to._missed, to._fua, to._merges) = (from._bios, from._missed, from._fua, from._merges);
        }

        DepthSteps? depth = trace.QueueDepth.Steps(device) ?? trace.QueueDepth.Steps(device, DepthOf.Queued);
        for (int i = 0; i < all.Length && depth is not null; i++)
        {
            all[i].BusyShare = (double)depth.BusyOver(bins.StartOf(i), bins.EndOf(i)) / bins.WidthNs;
        }

        return (all, neighbours);
    }

    private static FeatureExtras[] Nothing(TimeBins bins) => [.. Enumerable.Range(0, bins.Count).Select(_ => new FeatureExtras())];

    // What lies in no stretch goes into one that is thrown away.
    private static FeatureExtras At(FeatureExtras[] all, TimeBins bins, long timeNs) =>
        bins.At(timeNs) is >= 0 and var at ? all[at] : new FeatureExtras();

    private static void CountRequests(FeatureExtras[] all, BlockTrace trace, int device, TimeBins bins, IssueNeighbours neighbours)
    {
        Requests requests = trace.Requests;
        ReadOnlySpan<ushort> devices = requests.Device;
        ReadOnlySpan<long> issued = requests.FirstIssueNs;
        ReadOnlySpan<uint> sectors = requests.Sectors;
        ReadOnlySpan<Rwbs> rwbs = requests.Rwbs;
        ReadOnlySpan<long> completed = requests.CompleteNs;
        // Where nothing is written nothing needs to be remembered.
        RecentReads? reads = requests.HasWrites(trace.RequestRows[device], 1) ? new RecentReads() : null;
        for (int row = 0; row < devices.Length; row++)
        {
            if (devices[row] != device)
            {
                continue;
            }

            FeatureExtras at = At(all, bins, issued[row]);
            if (sectors[row] == 0)
            {
                at._flushes++;
            }
            else
            {
                at._requests++;
                Rwbs operation = rwbs[row] & Rwbs.OperationMask;
                if (operation == Rwbs.Read)
                {
                    reads?.Add(requests.Sector[row], issued[row], requests.Name[row]);
                }
                else if (operation == Rwbs.Write)
                {
                    at._writes++;
                    at._readBefore += reads!.Take(requests.Sector[row], issued[row], out _) ? 1 : 0;
                }

                at._beside += neighbours.Beside(row) ? 1 : 0;
                at._besideOutstanding += neighbours.BesideOutstanding(row) ? 1 : 0;
                at._sectors += sectors[row];
                at._open += completed[row] < 0 && !trace.Reissued.Contains(row) ? 1 : 0;
            }
        }
    }

    private static void CountBios(FeatureExtras[] all, BlockTrace trace, int device, TimeBins bins)
    {
        Bios bios = trace.Bios;
        Requests requests = trace.Requests;
        bool issues = trace.RequestRows[device].Count > 0;
        ReadOnlySpan<ushort> devices = bios.Device;
        ReadOnlySpan<uint> sectors = bios.Sectors;
        ReadOnlySpan<BioFate> fate = bios.Fate;
        ReadOnlySpan<long> queued = bios.TimeNs;
        ReadOnlySpan<Rwbs> rwbs = bios.Rwbs;
        int before = -1;
        for (int row = 0; row < devices.Length; row++)
        {
            if (devices[row] != device || sectors[row] == 0)
            {
                continue;
            }

            FeatureExtras at = At(all, bins, queued[row]);
            at._bios++;
            at._merges = issues;
            at._fua += (rwbs[row] & Rwbs.Fua) != 0 ? 1 : 0;
            at._missed +=
                before >= 0 && fate[row] is BioFate.OwnRequest or BioFate.Dispatched && CouldMerge(bios, requests, before, row) ? 1 : 0;
            before = row;
        }
    }

    // Waiting means not issued: once the driver has a request, nothing can join it any more.
    private static bool CouldMerge(Bios bios, Requests requests, int before, int row)
    {
        long start = bios.Sector[before];
        long end = start + bios.Sectors[before];
        bool touches = end == bios.Sector[row] || bios.Sector[row] + bios.Sectors[row] == start;
        bool same = (bios.Rwbs[before] & Rwbs.OperationMask) == (bios.Rwbs[row] & Rwbs.OperationMask);
        int request = bios.Request[before];
        return touches && same && request >= 0 && requests.FirstIssueColumn[request] >= bios.TimeNs[row];
    }
}
