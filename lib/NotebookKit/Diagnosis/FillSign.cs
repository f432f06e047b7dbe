using NotebookKit.Blocks;
using NotebookKit.Stats;

namespace NotebookKit.Diagnosis;

/// <summary>Whether requests wait for one another, told by the first of them that were asked for at once.</summary>
/// <remarks>
/// Behind a limit, and in a drive that does one thing after another, what is issued at once is answered one by one, in order, the last
/// after the time of them all. A drive that takes its time for each of several answers them together, or in any order. So even one moment
/// at which many follow few tells the two apart, whatever the drive was before.
/// </remarks>
internal static class FillSign
{
    private const int Most = 20_000;
    private const int FewestInHand = 4;
    private const int MostFills = 20;
    private const double Filled = 0.75;
    private const double Few = 0.5;

    // Of the time that those in hand need together: in so little they were asked for.
    private const double AtOnce = 0.3;

    // Where the first quarter and the half of them were answered, of the time of them all: a quarter and a half where one follows another.
    private const double MostForQuarter = 0.5;
    private const double LeastForHalf = 0.3;
    private const double MostForHalf = 0.75;
    private const double InOrder = 0.8;

    public static bool Of(DriveFacts at, Ceiling ceiling)
    {
        double togetherNs = ceiling.MeanDepth / ceiling.PerSecond * NsIn.Second;
        (long From, long To)[] rows = Rows(at);
        long[] ends = [.. rows.Select(row => row.To).Order()];
        (int fills, int inTurn) = (0, 0);
        bool few = true;
        for (int issued = 0, ended = 0, before = 0, endedBefore = 0; issued < rows.Length && fills < MostFills; issued++)
        {
            long now = rows[issued].From;
            for (; ended < ends.Length && ends[ended] <= now; ended++) { }

            for (; rows[before].From < now - (AtOnce * togetherNs); before++) { }

            for (; endedBefore < ends.Length && ends[endedBefore] <= rows[before].From; endedBefore++) { }

            int inHand = issued + 1 - ended;
            few |= inHand <= Few * ceiling.MeanDepth;
            if (few && inHand >= Filled * ceiling.MeanDepth)
            {
                few = false;
                if (before - endedBefore <= Few * ceiling.MeanDepth)
                {
                    fills++;
                    inTurn += AreAnsweredInTurn(rows.AsSpan(0, issued + 1), now) ? 1 : 0;
                }
            }
        }

        return fills > 0 && 2 * inTurn >= fills;
    }

    private static (long From, long To)[] Rows(DriveFacts at)
    {
        Requests requests = at.Trace.Requests;
        RowSet rows = at.Trace.RequestRows[at.Index];
        var all = new List<(long From, long To)>();
        for (int place = 0; place < rows.Count && all.Count < Most; place++)
        {
            int row = rows[place];
            (long from, long to) = (requests.FirstIssueColumn[row], requests.CompleteColumn[row]);
            if (requests.SectorsColumn[row] > 0 && from >= 0 && to >= from)
            {
                all.Add((from, to));
            }
        }

        return [.. all.OrderBy(row => row.From)];
    }

    private static bool AreAnsweredInTurn(ReadOnlySpan<(long From, long To)> rows, long now)
    {
        var left = new List<long>();
        foreach ((long _, long to) in rows)
        {
            if (to > now)
            {
                left.Add(to - now);
            }
        }

        if (left.Count < FewestInHand)
        {
            return false;
        }

        (int inOrder, int pairs) = (0, 0);
        for (int later = 1; later < left.Count; later++)
        {
            for (int earlier = Math.Max(0, later - FewestInHand); earlier < later; earlier++)
            {
                pairs++;
                inOrder += left[earlier] < left[later] ? 1 : 0;
            }
        }

        left.Sort();
        double all = left[^1];
        double half = left[left.Count / 2] / all;
        return inOrder >= InOrder * pairs && left[left.Count / 4] <= MostForQuarter * all && half is >= LeastForHalf and <= MostForHalf;
    }
}
