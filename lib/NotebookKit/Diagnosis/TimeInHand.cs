using NotebookKit.Blocks;
using NotebookKit.Display;
using NotebookKit.Stats;

namespace NotebookKit.Diagnosis;

/// <summary>How much of the time that a drive has requests in hand goes to few that it is slow with.</summary>
/// <remarks>
/// Whoever waits waits for time, not for a number of requests: 25 of 5,000 reads are no hundredth, and at 500 ms each nearly
/// all of the time. Each operation is held against its own median, so that slow writes do not hide behind many quick reads.
/// </remarks>
internal static class TimeInHand
{
    private const double ShareOfTime = 0.2;
    private const int TimesTheMedian = 20;

    // Of the trace: what is left alone nine tenths of the time holds nobody up. Healthy members of a striped set on a shared host answer
    // 14 % of their reads after 10 ms, which is 90 % of the time in hand and 7 to 9 % of the trace.
    private const double ShareOfTrace = 0.1;

    // One or two of a few ms are chance, as a first read that wakes the drive; one that users notice is not.
    private const int FewestSlow = 3;
    private const double NoticedMs = 100;

    private const int OperationCount = (int)Rwbs.OperationMask + 1;

    /// <returns>What is slow, in words; null where it takes less than a fifth of the time.</returns>
    public static string? Slow(DriveFacts at)
    {
        var all = new Sum[OperationCount];
        var slow = new Sum[OperationCount];
        foreach ((int operation, double ms, bool beyond) in Each(at))
        {
            all[operation].Add(ms);
            if (beyond)
            {
                slow[operation].Add(ms);
            }
        }

        // Medians are sought only where they can matter: this runs over every trace that looks healthy.
        double total = all.Sum(one => one.Ms);
        if (slow.Sum(one => one.Ms) < ShareOfTime * total)
        {
            return null;
        }

        double[] medians = [.. Enumerable.Range(0, OperationCount).Select(one => slow[one].Count == 0 ? 0 : Median(at, one))];
        var much = new Sum[OperationCount];
        foreach ((int operation, double ms, bool beyond) in Each(at))
        {
            // Where half of them take longer than any drive needs, the median is slow itself, and no measure.
            if (beyond && (2 * slow[operation].Count >= all[operation].Count || ms >= TimesTheMedian * medians[operation]))
            {
                much[operation].Add(ms);
            }
        }

        double share = total > 0 ? much.Sum(one => one.Ms) / total : 0;
        int most = Enumerable.Range(0, OperationCount).MaxBy(one => much[one].Ms);
        return
            share < ShareOfTime
            || much.Sum(one => one.Ms) < ShareOfTrace * at.Seconds * 1000
            || (much.Sum(one => one.Count) < FewestSlow && much.Sum(one => one.Ms) < NoticedMs)
            ? null
            : FormattableString.Invariant(
                $"{much[most].Count:N0} of {all[most].Count:N0} {Plural((Rwbs)most)} take {ThreeDigits.Text(much[most].Ms / much[most].Count)} ms on average where half take {ThreeDigits.Text(medians[most])} ms at most, and slow ones make up {share * 100:0} % of the time that requests are in hand"
            );
    }

    // Flash reads and writes in about 0.1 ms; it may take longer over a flush or a discard.
    private static IEnumerable<(int Operation, double Ms, bool Beyond)> Each(DriveFacts at)
    {
        Requests requests = at.Trace.Requests;
        RowSet rows = at.Trace.RequestRows[at.Index];
        for (int place = 0; place < rows.Count; place++)
        {
            int row = rows[place];
            if (requests.CompleteColumn[row] < 0 || requests.CompleteColumn[row] <= requests.FirstIssueColumn[row])
            {
                continue;
            }

            uint sectors = requests.Sectors[row];
            Rwbs operation = sectors == 0 ? Rwbs.Flush : requests.Rwbs[row] & Rwbs.OperationMask;
            bool moves = operation is Rwbs.Read or Rwbs.Write;
            double ms = (requests.CompleteColumn[row] - requests.FirstIssueColumn[row]) / NsIn.Ms;
            yield return (
                (int)operation,
                ms,
                ms >= UnexplainedRule.OrdinaryMs(at.IsFlash && moves) + (moves ? DriveFacts.TransferMsOf(sectors) : 0)
            );
        }
    }

    private static double Median(DriveFacts at, int operation) =>
        Quantiles.Median([.. Each(at).Where(one => one.Operation == operation).Select(one => one.Ms)]) ?? 0;

    private static string Plural(Rwbs operation) =>
        operation switch
        {
            Rwbs.Read => "reads",
            Rwbs.Write => "writes",
            Rwbs.Discard => "discards",
            Rwbs.Flush => "flushes",
            _ => "other requests",
        };

    private struct Sum
    {
        public int Count { get; private set; }

        public double Ms { get; private set; }

        public void Add(double ms) => (Count, Ms) = (Count + 1, Ms + ms);
    }
}
