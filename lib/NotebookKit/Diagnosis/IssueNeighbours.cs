using NotebookKit.Blocks;
using NotebookKit.Formats;

namespace NotebookKit.Diagnosis;

/// <summary>Which requests of a device lie right beside one issued shortly before: what is left of the bios' order where Q was not traced.</summary>
internal sealed class IssueNeighbours
{
    // As many issued requests back as two full plugs hold (BLK_MAX_REQUEST_COUNT, block/blk.h, is 32 since 5.16): within a plug the order at D
    // is not that at Q, so the one issued before is not enough.
    private const int LookedBack = 64;

    private readonly bool[] _beside;
    private readonly bool[] _outstanding;

    public IssueNeighbours(Requests requests, int device)
    {
        _beside = new bool[requests.Count];
        _outstanding = new bool[requests.Count];
        var before = new Queue<int>();
        for (int row = 0; row < requests.Count; row++)
        {
            if (requests.Device[row] != device || requests.Sectors[row] == 0)
            {
                continue;
            }

            foreach (int other in before)
            {
                if (Touches(requests, other, row))
                {
                    _beside[row] = true;
                    _outstanding[row] |= requests.CompleteNs[other] < 0 || requests.CompleteNs[other] > requests.FirstIssueNs[row];
                }
            }

            before.Enqueue(row);
            if (before.Count > LookedBack)
            {
                before.Dequeue();
            }
        }
    }

    /// <summary>True for each request that touches one issued shortly before, of the same operation.</summary>
    public ReadOnlySpan<bool> Beside => _beside;

    /// <summary>True for each such request whose neighbour was still outstanding: the two could have been one.</summary>
    public ReadOnlySpan<bool> BesideOutstanding => _outstanding;

    private static bool Touches(Requests requests, int a, int b)
        => (requests.Sector[a] + requests.Sectors[a] == requests.Sector[b] || requests.Sector[b] + requests.Sectors[b] == requests.Sector[a])
            && (requests.Rwbs[a] & Rwbs.OperationMask) == (requests.Rwbs[b] & Rwbs.OperationMask);
}
