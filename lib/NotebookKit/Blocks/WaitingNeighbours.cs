using NotebookKit.Stats;

namespace NotebookKit;

/// <content>Two bios of which the second begins where the first ends, and comes while that one still waits for the driver.</content>
public sealed partial class BlockTrace
{
    /// <summary>The first two bios of which the second begins where the first ends, and comes while that one still waits for the driver:
    /// what became of each.</summary>
    /// <returns>
    /// The first sector, the size in sectors, when it was asked for (Q) and given to the driver (D)
    /// in µs since the first of the two was asked for, and its request as blkparse prints it (first
    /// sector + sectors): the same request twice is a merge. Empty where there is no such pair.
    /// </returns>
    public IReadOnlyList<(long Sector, long Sectors, double QueuedUs, double IssuedUs, string Request)> WaitingNeighbours()
    {
        for (int bio = 0; bio + 1 < Bios.Count; bio++)
        {
            if (Wait(this, bio))
            {
                return [Told(this, bio, bio), Told(this, bio + 1, bio)];
            }
        }

        return [];
    }

    private static bool Wait(BlockTrace trace, int bio)
    {
        Bios bios = trace.Bios;
        return bios.Sector[bio] + bios.Sectors[bio] == bios.Sector[bio + 1]
            && bios.Rwbs[bio] == bios.Rwbs[bio + 1]
            && bios.Request[bio] >= 0
            && bios.Request[bio + 1] >= 0
            && bios.Pid[bio] == bios.Pid[bio + 1]
            && trace.Requests.FirstIssueNs[bios.Request[bio]] > bios.TimeNs[bio + 1];
    }

    private static (long, long, double, double, string) Told(BlockTrace trace, int bio, int first)
    {
        int request = trace.Bios.Request[bio];
        long start = trace.Bios.TimeNs[first];
        return (
            trace.Bios.Sector[bio],
            trace.Bios.Sectors[bio],
            (trace.Bios.TimeNs[bio] - start) / NsIn.Us,
            (trace.Requests.FirstIssueNs[request] - start) / NsIn.Us,
            FormattableString.Invariant($"{trace.Requests.Sector[request]} + {trace.Requests.Sectors[request]}")
        );
    }
}
