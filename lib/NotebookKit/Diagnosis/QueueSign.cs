using NotebookKit.Blocks;

namespace NotebookKit.Diagnosis;

/// <summary>Whether requests wait for one another in a drive, told where all of them meet the same depth.</summary>
/// <remarks>
/// With as many in hand all the time, a drive that does one thing after another and one that takes its time for each of several at once
/// give the same rate, depth and D2C. They differ where the load begins: the first request of a queue waits for none, and none that
/// comes later is as quick. And they differ in how one D2C follows another: in a queue each request waits for what those before it took,
/// and behind a limit what came late is made up for, while requests with a time of their own know nothing of one another, be it that
/// their callers wait for each answer or that they keep a pace whose beat meets the answers by chance. Where every request takes exactly
/// as long, and none was seen alone, nothing tells the two apart, and nothing is said.
/// </remarks>
internal static class QueueSign
{
    // Enough for a median, few beside the largest traces.
    private const int Most = 20_000;
    private const int FewestInHand = 3;
    private const double QuickerAtFirst = 0.65;

    private const double MostOfUsual = 0.75;

    // Of the requests that meet the usual number, so few may be as quick: where more are, the first was quick by chance. Of several first
    // ones the median is held against them, which chance makes quick less often.
    private const int Several = 3;
    private const double SeldomAsQuick = 0.02;
    private const double SometimesAsQuick = 0.05;
    private const int FewestEarly = 5;

    // Between quartiles, of the median: 1.6 where events come by chance.
    private const double Even = 0.6;
    private const double SoonAfter = 0.2;

    // Of the mean time between: what lies closer comes in batches.
    private const double OneByOne = 0.5;

    // Correlations: what is independent lies within 0.1 or so of zero, a queue of three at 0.67, a limit's jitter made up for at -0.5.
    private const double GoTogether = 0.3;
    private const double Alternate = -0.3;

    // Of the time between completions: less than this is how clocks round, and no time that a drive took.
    private const double LeastSpread = 0.01;

    // A caller takes some time to ask again: what is issued as another ends, to the nanosecond, keeps a beat of its own.
    private const long LeastAnswerNs = 100;

    /// <param name="at">The drive.</param>
    /// <param name="inHand">How many requests are outstanding on average.</param>
    /// <param name="sinceNs">The first moment that counts: what was seen of a drive in another state tells nothing of this one.</param>
    public static bool Of(DriveFacts at, double inHand, long sinceNs = long.MinValue)
    {
        Requests requests = at.Trace.Requests;
        RowSet rows = at.Trace.RequestRows[at.Index];
        var (issues, ends, usual) = (new List<long>(), new List<long>(), new List<bool>());
        int kind = at.Usual?.Kind ?? -1;
        double least = at.SizeAtD / 2;
        for (int place = 0; place < rows.Count && issues.Count < Most; place++)
        {
            int row = rows[place];
            (long from, long to) = (requests.FirstIssueColumn[row], requests.CompleteColumn[row]);
            if (requests.SectorsColumn[row] > 0 && from >= Math.Max(0, sinceNs) && to >= from)
            {
                issues.Add(from);
                ends.Add(to);
                usual.Add(requests.SectorsColumn[row] >= least && IoKind.Of(requests.RwbsColumn[row], requests.SectorsColumn[row]) == kind);
            }
        }

        if (issues.Count < Diagnose.FewestRequests)
        {
            return false;
        }

        // From a later moment on there are no first ones: what is under way then is not counted, and only looks as if it were alone.
        bool quickerAtFirst = sinceNs <= at.Trace.StartNs && IsQuickerAtFirst(issues, ends, usual, inHand);
        bool depend = quickerAtFirst || (inHand >= FewestInHand && Depend(issues, ends, (int)Math.Round(inHand)));
        issues.Sort();
        ends.Sort();
        return depend && (quickerAtFirst || AreEven(ends)) && (Follow(issues, ends, leastNs: 0) || !AreEven(issues));
    }

    /// <summary>True where requests are completed evenly from a moment on.</summary>
    public static bool IsAnsweredEvenly(DriveFacts at, long fromNs) =>
        Sorted(at, fromNs, long.MaxValue) is var (_, ends) && ends.Count >= Diagnose.FewestRequests && AreEven(ends);

    /// <summary>True where requests are issued evenly, and not as others end: a load that keeps a pace of its own.</summary>
    public static bool IsPaced(DriveFacts at, long fromNs, long untilNs) =>
        Sorted(at, fromNs, untilNs) is var (issues, ends)
        && issues.Count >= Diagnose.FewestRequests
        && AreEven(issues)
        && AreOneByOne(issues)
        && !Follow(issues, ends, LeastAnswerNs);

    /// <summary>True where requests are issued as others end: their callers wait for answers.</summary>
    public static bool Follows(DriveFacts at, long fromNs, long untilNs) =>
        Sorted(at, fromNs, untilNs) is var (issues, ends) && issues.Count >= Diagnose.FewestRequests && Follow(issues, ends, LeastAnswerNs);

    private static (List<long> Issues, List<long> Ends) Sorted(DriveFacts at, long fromNs, long untilNs)
    {
        Requests requests = at.Trace.Requests;
        RowSet rows = at.Trace.RequestRows[at.Index];
        var (issues, ends) = (new List<long>(), new List<long>());
        for (int place = 0; place < rows.Count && ends.Count < Most; place++)
        {
            int row = rows[place];
            (long from, long to) = (requests.FirstIssueColumn[row], requests.CompleteColumn[row]);
            if (requests.SectorsColumn[row] > 0 && to >= fromNs && from <= untilNs)
            {
                issues.Add(from);
                ends.Add(to);
            }
        }

        issues.Sort();
        ends.Sort();
        return (issues, ends);
    }

    // Those that find few others in hand, where a load begins, beside those that find the usual number. Of one kind and no smaller
    // than half the usual size, so that it is no label read ahead of the load.
    private static bool IsQuickerAtFirst(List<long> issues, List<long> ends, List<bool> usual, double inHand)
    {
        long[] starts = [.. issues.Order()];
        long[] stops = [.. ends.Order()];
        var (few, many) = (new List<long>(), new List<long>());
        var met = new int[issues.Count];
        for (int row = 0; row < met.Length; row++)
        {
            // Itself included; what ends at the moment of its issue has made room.
            met[row] = Below(starts, issues[row]) + 1 - Below(stops, issues[row] + 1);
            if (usual[row])
            {
                (
                    met[row] <= Math.Round(inHand) / 2 ? few
                    : met[row] > MostOfUsual * inHand ? many
                    : null
                )?.Add(ends[row] - issues[row]);
            }
        }

        if (few.Count == 0 || many.Count < Diagnose.FewestRequests)
        {
            return false;
        }

        few.Sort();
        long quick = few[few.Count / 2];

        // Where as many found others in hand and were as quick for a while, the drive was quicker then.
        long early = starts[0] + ((starts[^1] - starts[0]) / 10);
        (int asQuick, int asQuickEarly) = (0, 0);
        for (int row = 0; row < met.Length; row++)
        {
            if (ends[row] - issues[row] <= quick && met[row] > MostOfUsual * inHand)
            {
                asQuick++;
                asQuickEarly += issues[row] <= early ? 1 : 0;
            }
        }

        if (asQuickEarly >= FewestEarly && asQuickEarly * 2 >= asQuick)
        {
            return false;
        }

        many.Sort();
        return quick <= QuickerAtFirst * many[many.Count / 2]
            && Below([.. many], quick + 1) <= (few.Count < Several ? SeldomAsQuick : SometimesAsQuick) * many.Count;
    }

    private static int Below(long[] sorted, long value)
    {
        int at = Array.BinarySearch(sorted, value);
        at = at < 0 ? ~at : at;
        while (at > 0 && sorted[at - 1] == value)
        {
            at--;
        }

        return at;
    }

    // D2C in the order of completion: with the one before it, and with the one that made room for it.
    private static bool Depend(List<long> issues, List<long> ends, int inHand)
    {
        (long From, long To)[] inOrder = [.. issues.Zip(ends).OrderBy(one => one.Second)];
        double[] took = [.. inOrder.Select(one => (double)(one.To - one.From))];
        double between = (inOrder[^1].To - inOrder[0].To) / (double)(inOrder.Length - 1);
        if (Deviation(took) < LeastSpread * between)
        {
            return false;
        }

        // A drive that is slower for a while makes neighbours alike too, but then what one takes longer the next is nearer behind it.
        double[] gaps = [.. inOrder.Skip(1).Zip(inOrder, (after, before) => (double)(after.To - before.To))];
        bool depend =
            (Correlation(took, 1) >= GoTogether && Correlation(gaps, 1) >= Alternate)
            || Enumerable.Range(inHand - 1, 3).Any(lag => Correlation(took, lag) <= Alternate);

        // Who was answered before a request was issued had no part in its wait: what repeats from round to round are the callers' own
        // times, each different from the next one's, or a drive that gets slower.
        return depend
            && new[] { inHand, inHand + 2, (2 * inHand) - 1, 2 * inHand, (2 * inHand) + 1 }.All(lag => Correlation(took, lag) < GoTogether);
    }

    private static double Deviation(double[] values)
    {
        double mean = values.Average();
        return Math.Sqrt(values.Average(value => (value - mean) * (value - mean)));
    }

    /// <summary>How values go with those so many places before them, -1 to 1; 0 where they do not vary.</summary>
    private static double Correlation(double[] values, int lag)
    {
        double mean = values.Average();
        double all = values.Sum(value => (value - mean) * (value - mean));
        double pairs = 0;
        for (int at = lag; at < values.Length; at++)
        {
            pairs += (values[at] - mean) * (values[at - lag] - mean);
        }

        return all > 0 ? pairs / all : 0;
    }

    // A batch that is unplugged is as even, and over in a moment.
    private static bool AreOneByOne(List<long> sorted)
    {
        long[] gaps = [.. sorted.Zip(sorted.Skip(1), (before, after) => after - before).Order()];
        return gaps[gaps.Length / 2] >= OneByOne * (sorted[^1] - sorted[0]) / gaps.Length;
    }

    private static bool AreEven(List<long> sorted)
    {
        long[] gaps = [.. sorted.Zip(sorted.Skip(1), (before, after) => after - before).Order()];
        return gaps[gaps.Length * 3 / 4] - gaps[gaps.Length / 4] <= Even * gaps[gaps.Length / 2] && gaps[gaps.Length / 2] > 0;
    }

    // At least half of the requests are issued when one has just ended: what waits outside takes its place.
    private static bool Follow(List<long> issues, List<long> ends, long leastNs)
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
                followed += issue - ends[end - 1] is var later && later >= leastNs && later <= soon ? 1 : 0;
            }
        }

        return 2 * followed >= all && all > 0;
    }
}
