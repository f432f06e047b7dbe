using NotebookKit.Blocks;
using NotebookKit.Display;

namespace NotebookKit.Diagnosis;

/// <summary>A drive that answers several times slower at the end of a trace than at its start, while no more is asked of it.</summary>
/// <remarks>
/// The trace is cut into stretches of equal time, and requests of the usual kind and about the usual size are held against each other. It
/// is the drive only where the load does not explain it: no more requests and no more data a second, no more of other kinds, and as many
/// in hand; or more in hand where the load keeps a pace of its own, for then they are in hand because each takes longer.
/// </remarks>
internal static class SlowerRule
{
    private const int Stretches = 20;
    private const int AtEachEnd = 4;
    private const int FewestOfStretch = 10;
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

        (long from, long until) = (requests.FirstIssueColumn[rows[0]], requests.FirstIssueColumn[rows[rows.Count - 1]] + 1);
        if (until - from < Stretches)
        {
            return null;
        }

        double size = at.SectorsOf(usual.Kind);
        var took = new List<double>[Stretches];
        var (count, sectors, others) = (new double[Stretches], new double[Stretches], new double[Stretches]);
        for (int stretch = 0; stretch < Stretches; stretch++)
        {
            took[stretch] = [];
        }

        for (int place = 0; place < rows.Count; place++)
        {
            int row = rows[place];
            (long start, long end, uint moved) = (
                requests.FirstIssueColumn[row],
                requests.CompleteColumn[row],
                requests.SectorsColumn[row]
            );
            if (start < from || start >= until)
            {
                continue;
            }

            int stretch = (int)((start - from) * (double)Stretches / (until - from));
            count[stretch]++;
            sectors[stretch] += moved;
            bool same = IoKind.Of(requests.RwbsColumn[row], moved) == usual.Kind && moved * OtherSize >= size && moved <= size * OtherSize;
            others[stretch] += same ? 0 : 1;
            if (same && end >= start)
            {
                took[stretch].Add((end - start) / 1e6);
            }
        }

        if (took.Any(stretch => stretch.Count < FewestOfStretch))
        {
            return null;
        }

        double[] medians = [.. took.Select(stretch => Quantiles.Median([.. stretch])!.Value)];
        double early = Quantiles.Median(medians[..AtEachEnd])!.Value;
        double late = Quantiles.Median(medians[^AtEachEnd..])!.Value;
        if (
            late < (at.IsFlash ? FlashMs : DiskMs)
            || late < TimesSlower * early
            || medians[^AtEachEnd..].Min() < 2 * early
            || medians[..AtEachEnd].Max() > late / 2
            || Late(count) > AsMuch * Early(count)
            || Late(sectors) > AsMuch * Early(sectors)
            || Late(others) > (AsMuch * Early(others)) + (0.1 * Late(count))
        )
        {
            return null;
        }

        double step = (until - (double)from) / Stretches;
        double depthEarly = steps.MeanOver(from, from + (long)(AtEachEnd * step)) ?? 0;
        double depthLate = steps.MeanOver(until - (long)(AtEachEnd * step), until) ?? 0;
        return depthLate > AsMuch * depthEarly && QueueSign.Follows(at, until - (long)(AtEachEnd * step), until)
            ? null
            : Told(at, usual, early, late, depthEarly, depthLate, Since(medians, early, late) * step / 1e9);
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
                $"{at.Name} becomes slower: median D2C of {words} goes from {ThreeDigits.Text(early)} to {ThreeDigits.Text(late)} ms over the recording, halfway at about {ThreeDigits.Text(sinceSeconds)} s, while no more is asked of it."
            )
        )
        {
            Kind = "slower-over-time",
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
            Evidence =
            [
                at.Evidence(FormattableString.Invariant($"D2C of {words} of about the usual size, in {Stretches} stretches of equal time")),
            ],
            RivalsRuledOut = ["more load: requests, data and other kinds of I/O a second are no more in the last fifth than in the first"],
            LeftOpen =
                "why: heat, a cache of the drive that is full, garbage collection, a neighbour on shared storage, or other places of the medium. Look at temperature and throttling counters (nvme smart-log), and let it rest before the next run",
            Confidence = new(ConfidenceLevel.Medium, "the same kind and size of I/O at both ends of one trace; no rule knows the cause"),
        };
    }
}
