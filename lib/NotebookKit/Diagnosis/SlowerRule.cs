using NotebookKit.Blocks;
using NotebookKit.Display;
using NotebookKit.Stats;

namespace NotebookKit.Diagnosis;

/// <summary>A drive that answers several times slower at the end of a trace than at its start, while no more is asked of it.</summary>
/// <remarks>
/// The trace is cut into stretches, and requests of the usual kind and about the usual size are held against each other. It
/// is the drive only where the load does not explain it: no more requests and no more data a second, no more of other kinds, and as many
/// in hand; or more in hand where the load keeps a pace of its own, for then they are in hand because each takes longer.
/// </remarks>
internal static class SlowerRule
{
    private const int Stretches = 20;
    private const int AtEachEnd = 4;
    private const int FewestOfStretch = 10;
    private const int Most = 200_000;
    private const double TimesSlower = 3;

    // Below this nobody minds, and a drive that saves power is as much slower.
    private const double FlashMs = 0.5;
    private const double DiskMs = 20;
    private const double AsMuch = 1.2;
    private const double OtherSize = 1.5;

    public static Finding? Of(DriveFacts at)
    {
        if (at.Usual is not { } usual || !IoKind.Moves(usual.Kind) || at.Trace.QueueDepth.Steps(at.Device) is not { } steps)
        {
            return null;
        }

        Requests requests = at.Trace.Requests;
        RowSet rows = at.Trace.RequestRows[at.Index];
        if (rows.Count < Stretches * FewestOfStretch)
        {
            return null;
        }

        // By time a change near the end shows, and by number one near the start: a slow drive is given few requests in much time.
        (long from, long until) = (requests.FirstIssueColumn[rows[0]], requests.FirstIssueColumn[rows[rows.Count - 1]]);
        long[] byTime = [.. Enumerable.Range(0, Stretches + 1).Select(edge => from + (long)((until - (double)from) * edge / Stretches))];
        long[] byCount =
        [
            .. Enumerable.Range(0, Stretches).Select(edge => requests.FirstIssueColumn[rows[(int)((long)edge * rows.Count / Stretches)]]),
            until,
        ];
        return Of(at, usual, steps, byTime) ?? Of(at, usual, steps, byCount);
    }

    private static Finding? Of(DriveFacts at, OperationLatency usual, DepthSteps steps, long[] edges)
    {
        for (int edge = 0; edge < Stretches; edge++)
        {
            if (edges[edge + 1] <= edges[edge])
            {
                return null;
            }
        }

        Requests requests = at.Trace.Requests;
        RowSet rows = at.Trace.RequestRows[at.Index];
        double size = at.SectorsOf(usual.Kind);
        var took = new List<double>[Stretches];
        var (count, sectors, others) = (new double[Stretches], new double[Stretches], new double[Stretches]);
        for (int stretch = 0; stretch < Stretches; stretch++)
        {
            took[stretch] = [];
        }

        // Of the largest traces one in so many tells as much.
        int each = Math.Max(1, rows.Count / Most);
        for (int place = 0; place < rows.Count; place += each)
        {
            int row = rows[place];
            (long start, long end, uint moved) = (
                requests.FirstIssueColumn[row],
                requests.CompleteColumn[row],
                requests.SectorsColumn[row]
            );
            if (start < edges[0] || start >= edges[^1])
            {
                continue;
            }

            int found = Array.BinarySearch(edges, start);
            int stretch = found >= 0 ? found : ~found - 1;
            count[stretch]++;
            sectors[stretch] += moved;
            bool same = IoKind.Of(requests.RwbsColumn[row], moved) == usual.Kind && moved * OtherSize >= size && moved <= size * OtherSize;
            others[stretch] += same ? 0 : 1;
            if (same && end >= start)
            {
                took[stretch].Add((end - (double)start) / NsIn.Ms);
            }
        }

        if (took.Any(stretch => stretch.Count < FewestOfStretch))
        {
            return null;
        }

        // What was asked for in the last fifth, in the time of the first.
        (long firstEnds, long lastBegins) = (edges[AtEachEnd], edges[^(AtEachEnd + 1)]);
        double shorter = (firstEnds - (double)edges[0]) / (edges[^1] - (double)lastBegins);
        double[] medians = [.. took.Select(stretch => Quantiles.Median([.. stretch])!.Value)];
        double early = Quantiles.Median(medians.AsSpan(0, AtEachEnd))!.Value;
        double late = Quantiles.Median(medians.AsSpan(Stretches - AtEachEnd))!.Value;
        if (
            late < (at.IsFlash ? FlashMs : DiskMs)
            || late < TimesSlower * early
            || medians[^AtEachEnd..].Min() < 2 * early
            || medians[..AtEachEnd].Max() > late / 2
            || Late(count) * shorter > AsMuch * Early(count)
            || Late(sectors) * shorter > AsMuch * Early(sectors)
            || Late(others) * shorter > (AsMuch * Early(others)) + (0.1 * Late(count) * shorter)
        )
        {
            return null;
        }

        double depthEarly = steps.MeanOver(edges[0], firstEnds) ?? 0;
        double depthLate = steps.MeanOver(lastBegins, edges[^1]) ?? 0;
        return depthLate > AsMuch * depthEarly && QueueSign.Follows(at, lastBegins, edges[^1])
            ? null
            : Told(
                at,
                usual,
                early,
                late,
                depthEarly,
                depthLate,
                (edges[Since(medians, early, late)] - (double)at.Trace.StartNs) / NsIn.Second
            );
    }

    private static double Early(double[] of) => of[..AtEachEnd].Sum();

    private static double Late(double[] of) => of[^AtEachEnd..].Sum();

    // The first stretch that lies nearer to the late ones.
    private static int Since(double[] medians, double early, double late) =>
        Array.FindIndex(medians, median => median >= Math.Sqrt(early * late));

    private static Finding Told(
        DriveFacts at,
        OperationLatency usual,
        double early,
        double late,
        double depthEarly,
        double depthLate,
        double sinceSeconds
    )
    {
        string words = IoKind.Words(usual.Kind);
        return new Finding(
            FormattableString.Invariant(
                $"{at.Name} becomes slower: median D2C of {words} goes from {ThreeDigits.Text(early)} to {ThreeDigits.Text(late)} ms over the recording, halfway at about {ThreeDigits.Text(sinceSeconds)} s, {(depthLate > AsMuch * depthEarly ? FormattableString.Invariant($"while {ThreeDigits.Text(depthLate)} are in hand in place of {ThreeDigits.Text(depthEarly)}: because each takes longer, or because more is asked at once") : "while no more is asked of it")}."
            )
        )
        {
            Kind = FindingKind.SlowerOverTime,
            Severity = Severity.Warning,
            Value = late / early,
            Unit = "times as slow",
            Denominator = FindingDenominator.Request,
            Numbers =
            [
                new("median D2C in the first fifth", early, "ms"),
                new("in the last fifth", late, "ms"),
                new("mean depth in the first fifth", depthEarly, "requests"),
                new("depth in the last", depthLate, "requests"),
            ],
            Evidence = [at.Evidence(FormattableString.Invariant($"D2C of {words} of about the usual size, in {Stretches} stretches"))],
            RivalsRuledOut = ["more load: requests, data and other kinds of I/O a second are no more in the last fifth than in the first"],
            LeftOpen =
                "why: heat, a cache of the drive that is full, garbage collection, a neighbour on shared storage, or other places of the medium. Look at temperature and throttling counters (nvme smart-log), and let it rest before the next run",
            Confidence = new(ConfidenceLevel.Medium, "the same kind and size of I/O at both ends of one trace; no rule knows the cause"),
        };
    }
}
