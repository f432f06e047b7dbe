using NotebookKit.Blocks;

namespace NotebookKit.Diagnosis;

/// <summary>Whether requests wait for one another in a drive, told where all of them meet the same depth.</summary>
/// <remarks>
/// With as many in hand all the time, a drive that does one thing after another and one that takes its time for each of several at once
/// give the same rate, depth and D2C. They differ where the load begins (the first request of a queue waits for none) and in how
/// completions follow one another: evenly out of a queue, in any order where each request has a time of its own. A load that keeps a
/// pace of its own shows the same evenness, but issues when it is time and not when a request has ended.
/// </remarks>
internal static class QueueSign
{
    // Enough for a median, few beside the largest traces.
    private const int Most = 20_000;
    private const int FewestInHand = 3;
    private const double QuickerAtFirst = 0.65;

    // Between quartiles, of the median: 1.6 where events come by chance.
    private const double Even = 0.6;
    private const double SoonAfter = 0.2;

    /// <param name="at">The drive.</param>
    /// <param name="inHand">How many requests are outstanding on average.</param>
    public static bool Of(DriveFacts at, double inHand)
    {
        Requests requests = at.Trace.Requests;
        RowSet rows = at.Trace.RequestRows[at.Index];
        var (issues, ends) = (new List<long>(), new List<long>());
        for (int place = 0; place < rows.Count && issues.Count < Most; place++)
        {
            int row = rows[place];
            (long from, long to) = (requests.FirstIssueColumn[row], requests.CompleteColumn[row]);
            if (requests.SectorsColumn[row] > 0 && from >= 0 && to >= from)
            {
                issues.Add(from);
                ends.Add(to);
            }
        }

        if (issues.Count < Diagnose.FewestRequests)
        {
            return false;
        }

        bool quickerAtFirst = IsQuickerAtFirst(issues, ends);
        issues.Sort();
        ends.Sort();
        return (quickerAtFirst || (inHand >= FewestInHand && AreEven(ends))) && (Follow(issues, ends) || !AreEven(issues));
    }

    private static bool IsQuickerAtFirst(List<long> issues, List<long> ends)
    {
        long[] took = [.. issues.Zip(ends, (from, to) => to - from)];
        long[] sorted = [.. took.Order()];
        long median = sorted[sorted.Length / 2];
        long first = issues.Min();
        return took.Index().Any(one => issues[one.Index] - first <= median / 2 && one.Item <= QuickerAtFirst * median);
    }

    private static bool AreEven(List<long> sorted)
    {
        long[] gaps = [.. sorted.Zip(sorted.Skip(1), (before, after) => after - before).Order()];
        return gaps[gaps.Length * 3 / 4] - gaps[gaps.Length / 4] <= Even * gaps[gaps.Length / 2] && gaps[gaps.Length / 2] > 0;
    }

    // At least half of the requests are issued when one has just ended: what waits outside takes its place.
    private static bool Follow(List<long> issues, List<long> ends)
    {
        double soon = SoonAfter * (ends[^1] - ends[0]) / (ends.Count - 1);
        (int all, int followed, int end) = (0, 0, 0);
        foreach (long issue in issues)
        {
            while (end < ends.Count && ends[end] <= issue)
            {
                end++;
            }

            if (end > 0)
            {
                all++;
                followed += issue - ends[end - 1] <= soon ? 1 : 0;
            }
        }

        return 2 * followed >= all && all > 0;
    }
}
