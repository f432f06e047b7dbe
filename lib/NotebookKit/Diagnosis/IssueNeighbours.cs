using System.Numerics;
using System.Runtime.Intrinsics;

namespace NotebookKit.Diagnosis;

/// <summary>Which requests of a device lie right beside one issued shortly before: what
/// is left of the bios' order where Q was not traced.</summary>
internal sealed class IssueNeighbours
{
    // As many issued requests back as two full plugs hold (BLK_MAX_REQUEST_COUNT, block/blk.h, is 32 since 5.16): within a plug the order
    // at D is not that at Q, so the one issued before is not enough.
    private const int LookedBack = 64;

    private const byte IsBeside = 1;
    private const byte IsBesideOutstanding = 2;

    private readonly byte[] _found;

    // The requests looked back at, each where it stands modulo their number: where it
    // starts and ends, and its row. An empty place touches nothing.
    private readonly long[] _starts = new long[LookedBack];
    private readonly long[] _ends = new long[LookedBack];
    private readonly int[] _rows = new int[LookedBack];

    public IssueNeighbours(Requests requests, int device)
    {
        _found = new byte[requests.Count];
        ReadOnlySpan<ushort> devices = requests.Device;
        ReadOnlySpan<long> sector = requests.Sector;
        ReadOnlySpan<uint> sectors = requests.Sectors;
        ReadOnlySpan<Rwbs> rwbs = requests.Rwbs;
        Array.Fill(_rows, -1);
        int place = 0;
        for (int row = 0; row < devices.Length; row++)
        {
            if (devices[row] != device || sectors[row] == 0)
            {
                continue;
            }

            Rwbs operation = rwbs[row] & Rwbs.OperationMask;
            long start = Key(sector[row], operation);
            long end = Key(sector[row] + sectors[row], operation);
            for (ulong touched = Touching(start, end); touched != 0; touched &= touched - 1)
            {
                int other = _rows[BitOperations.TrailingZeroCount(touched)];
                if (other >= 0 && Touches(requests, other, row))
                {
                    bool outstanding = requests.CompleteNs[other] < 0 || requests.CompleteNs[other] > requests.FirstIssueColumn[row];
                    _found[row] |= (byte)(IsBeside | (outstanding ? IsBesideOutstanding : 0));
                }
            }

            (_starts[place], _ends[place], _rows[place]) = (start, end, row);
            place = (place + 1) % LookedBack;
        }

        OutstandingRequests = _found.AsSpan().Count((byte)(IsBeside | IsBesideOutstanding));
        Requests = OutstandingRequests + _found.AsSpan().Count(IsBeside);
    }

    /// <summary>True for a request that touches one issued shortly before, of the same operation.</summary>
    public bool Beside(int row) => _found[row] != 0;

    /// <summary>True for such a request whose neighbour was still outstanding: the two could have been one.</summary>
    public bool BesideOutstanding(int row) => _found[row] > IsBeside;

    /// <summary>How many requests touch one issued shortly before.</summary>
    public int Requests { get; }

    /// <summary>How many of them while their neighbour was still outstanding.</summary>
    public int OutstandingRequests { get; }

    // Operation and sector in one number; the few sectors that share one are told apart by Touches.
    private static long Key(long sector, Rwbs operation) => unchecked((sector << 4) ^ (long)operation);

    // A bit for each place whose request ends where this one starts, or starts where it ends.
    private ulong Touching(long start, long end)
    {
        ulong touched = 0;
        Vector256<long> starts = Vector256.Create(start);
        Vector256<long> ends = Vector256.Create(end);
        for (int place = 0; place < LookedBack; place += Vector256<long>.Count)
        {
            Vector256<long> touches =
                Vector256.Equals(Vector256.LoadUnsafe(ref _ends[place]), starts)
                | Vector256.Equals(Vector256.LoadUnsafe(ref _starts[place]), ends);
            touched |= (ulong)touches.ExtractMostSignificantBits() << place;
        }

        return touched;
    }

    private static bool Touches(Requests requests, int a, int b) =>
        (requests.Sector[a] + requests.Sectors[a] == requests.Sector[b] || requests.Sector[b] + requests.Sectors[b] == requests.Sector[a])
        && (requests.Rwbs[a] & Rwbs.OperationMask) == (requests.Rwbs[b] & Rwbs.OperationMask);
}
