using NotebookKit.Blocks;
using NotebookKit.Stats;

namespace NotebookKit.Diagnosis;

/// <summary>Whether a flat rate is what the load asks for, or what its callers get from a drive that became slower, and no limit.</summary>
/// <remarks>
/// A limit shows where more is asked for than it gives. Where the same rate was done with nothing in hand for part of the time, it is the
/// load's own, and a drive that becomes slower only has more of it in hand. Where as many in hand, or fewer, were given more before, and
/// not at the start, as where credit is spent, the drive became slower, and what it gives since is no limit that it always had.
/// </remarks>
internal static class LoadsRate
{
    private const int MostStretches = 1000;
    private const int FewestOfOne = 20;

    // Of fewer stretches one or two meet by chance.
    private const int Some = 3;

    private const double SameRate = 0.97;
    private const double SameRateAtMost = 1.15;
    private const double MuchMore = 1.3;
    private const double AsMany = 1.1;

    // At full speed something is in hand all the time.
    private const double NothingInHand = 0.9;
    private const double Half = 0.5;

    /// <param name="at">The drive.</param>
    /// <param name="ceiling">The rate that it keeps to.</param>
    public static bool Is(DriveFacts at, Ceiling ceiling)
    {
        Requests requests = at.Trace.Requests;
        RowSet rows = at.Trace.RequestRows[at.Index];
        (long from, long until) = (at.Trace.StartNs, at.Trace.EndNs);
        int stretches = Math.Min(MostStretches, rows.Count / FewestOfOne);
        if (stretches < Some || at.Trace.QueueDepth.Steps(at.Device) is not { } steps)
        {
            return false;
        }

        double one = ceiling.Of == CeilingOf.Iops ? 1 : ceiling.RequestKiB / 1024;
        double width = (until - (double)from) / stretches;
        var done = new double[stretches];
        for (int place = 0; place < rows.Count; place++)
        {
            int row = rows[place];
            if (requests.SectorsColumn[row] > 0 && requests.CompleteColumn[row] >= from)
            {
                double volume = ceiling.Of == CeilingOf.Iops ? 1 : requests.SectorsColumn[row] / Sector.InMiB;
                done[(int)Math.Clamp((requests.CompleteColumn[row] - from) / width, 0, stretches - 1)] += volume;
            }
        }

        (int easy, int faster) = (0, 0);
        for (int stretch = 0; stretch < stretches; stretch++)
        {
            double rate = done[stretch] / width * NsIn.Second;
            double depth = steps.MeanOver(from + (long)(stretch * width), from + (long)((stretch + 1) * width)) ?? 0;
            // One more or less falls into a stretch by chance.
            bool same =
                rate + (one / width * NsIn.Second) >= SameRate * ceiling.Level
                && (ceiling.Burst is null || rate <= SameRateAtMost * ceiling.Level);
            easy += same && depth < Math.Min(NothingInHand, Half * ceiling.MeanDepth) ? 1 : 0;
            faster += rate >= MuchMore * ceiling.Level && depth <= AsMany * ceiling.MeanDepth ? 1 : 0;
        }

        return easy >= Some || (faster >= Some && ceiling.Burst is null);
    }
}
