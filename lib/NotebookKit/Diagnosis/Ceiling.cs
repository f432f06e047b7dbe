using NotebookKit.Blocks;
using NotebookKit.Display;
using NotebookKit.Stats;

namespace NotebookKit.Diagnosis;

/// <summary>What a ceiling limits.</summary>
internal enum CeilingOf
{
    /// <summary>Requests a second.</summary>
    Iops,

    /// <summary>Bytes a second.</summary>
    Bandwidth,
}

/// <summary>A rate that a drive keeps to while more is waiting: a limit, not a choice of the load.</summary>
/// <param name="Device">The drive.</param>
/// <param name="Of">What is limited, as far as the sizes tell.</param>
/// <param name="Level">The rate: requests a second, or MiB a second.</param>
/// <param name="Variation">Standard deviation over mean of the rate within the plateau.</param>
/// <param name="FromNs">Where the plateau starts, in ns after the trace's start.</param>
/// <param name="ToNs">Where it ends.</param>
/// <param name="Share">The share of the trace that it covers, 0 to 1.</param>
/// <param name="BinNs">The stretches that rates were taken over, in ns.</param>
/// <param name="MeanDepth">Mean number of requests outstanding on the plateau.</param>
/// <param name="StandingShare">The share of the plateau's time with at least two requests outstanding, 0 to 1.</param>
/// <param name="LeadShare">
/// Of the plateau's time, the share in which the process that carries most of it had a
/// request outstanding, 0 to 1; null where no process carries half, or none is named.
/// </param>
/// <param name="Burst">The rate just before the plateau, at the start of the load, where
/// it was at least 1.3 times as high; null where not.</param>
/// <param name="SameSize">True where requests were of one size: then requests and bytes a
/// second are flat alike, and which is limited is a guess.</param>
/// <param name="RequestKiB">Mean size of a request on the plateau, in KiB.</param>
internal sealed record Ceiling(
    BlockDevice Device,
    CeilingOf Of,
    double Level,
    double Variation,
    long FromNs,
    long ToNs,
    double Share,
    long BinNs,
    double MeanDepth,
    double StandingShare,
    double? LeadShare,
    double? Burst,
    bool SameSize,
    double RequestKiB
)
{
    // Of these all others are multiples; of a trace that is too long for them the next ones are.
    private const int FinestMs = 10;
    private static readonly int[] BinsMs = [20, 50, 100, 200, 500, 1000];

    /// <summary>True where requests waited all the time: a steady rate alone is no limit, a paced application is steady too.</summary>
    public bool HasStandingQueue => StandingShare >= 0.95 && !IsPaced;

    /// <summary>True where the process that carries the rate leaves the drive alone between
    /// its requests: it keeps to a rate of its own, whatever others do beside it.</summary>
    public bool IsPaced => LeadShare < 0.9;

    /// <summary>Requests a second, whatever is held.</summary>
    public double PerSecond => Of == CeilingOf.Iops ? Level : Level * 1024 / RequestKiB;

    /// <summary>How long each request in hand waits at this rate, in ms.</summary>
    public double WaitMs => MeanDepth / PerSecond * 1000;

    /// <summary>IOPS or MiB/s.</summary>
    public string Unit => Of == CeilingOf.Iops ? "IOPS" : "MiB/s";

    /// <summary>Where in the trace it was seen.</summary>
    public string Seen =>
        FormattableString.Invariant(
            $"C events from {FromNs / NsIn.Second:0.0##} to {ToNs / NsIn.Second:0.0##} s in stretches of {BinNs / NsIn.Ms:0} ms"
        );

    /// <summary>Such as <c>3,000 IOPS</c> or <c>40 MiB/s</c>.</summary>
    public string Text => FormattableString.Invariant($"{ThreeDigits.Measured(Level)} {Unit}");

    /// <summary>The round number (one digit and zeroes) that the level is within 1.5 % of; null where there is none.</summary>
    public double? RoundLevel
    {
        get
        {
            double digit = Math.Pow(10, Math.Floor(Math.Log10(Level)));
            double round = Math.Round(Level / digit) * digit;
            return Math.Abs(Level - round) <= 0.015 * round ? round : null;
        }
    }

    /// <summary>Finds the longest plateau of a drive's rate: at least five stretches of
    /// equal length, together 40 % of the trace, within 3 % of one level.</summary>
    /// <param name="trace">The trace.</param>
    /// <param name="device">The drive; null for the one with the most requests.</param>
    /// <returns>The plateau; null where the rate has none, or too few requests to tell.</returns>
    public static Ceiling? Find(BlockTrace trace, BlockDevice? device = null)
    {
        ArgumentNullException.ThrowIfNull(trace);
        if ((device ?? trace.Devices.Drive?.Device) is not { } drive)
        {
            return null;
        }

        (Plateau Plateau, ThroughputRow[] Rows, bool Bytes)? best = null;
        Throughput? finer = null;
        foreach (int ms in BinsMs)
        {
            // A share of the trace is asked for: stretches that do not reach its end tell none.
            long widthNs = ms * 1_000_000L;
            if (!TimeBins.Of(trace, widthNs).Whole)
            {
                continue;
            }

            finer ??= TimeBins.Of(trace, FinestMs * 1_000_000L).HoldAll
                ? trace.ThroughputOf(TimeSpan.FromMilliseconds(FinestMs))
                : trace.ThroughputOf(TimeSpan.FromMilliseconds(ms));
            Throughput throughput = finer.Coarser(widthNs);
            ThroughputRow[] rows = [.. throughput.Rows.Where(row => row.Device == drive).SkipLast(1)];
            if (rows.Length < 5)
            {
                break;
            }

            foreach (bool bytes in new[] { false, true })
            {
                double[] rates = [.. rows.Select(row => bytes ? row.MiBPerSecond : row.PerSecond)];
                // Below ten a stretch a paced trickle looks flat too, by rounding alone.
                if (
                    Plateau.Find(rates) is { } found
                    && found.Share >= 0.4
                    && Count(rows, found) >= 10.0 * found.Length
                    && (best is null || found.Share > best.Value.Plateau.Share + 0.02)
                )
                {
                    best = (found, rows, bytes);
                }
            }
        }

        return best is { } at ? Make(trace, drive, at.Plateau, at.Rows) : null;
    }

    private static long Count(ThroughputRow[] rows, Plateau at) =>
        rows.Skip(at.Start).Take(at.Length).Sum(row => row.Reads + row.Writes + row.Others);

    private static Ceiling Make(BlockTrace trace, BlockDevice drive, Plateau at, ThroughputRow[] rows)
    {
        ThroughputRow[] on = [.. rows.Skip(at.Start).Take(at.Length)];
        long fromNs = on[0].FromNs;
        long toNs = on[^1].FromNs + on[^1].WidthNs;
        double seconds = (toNs - fromNs) / NsIn.Second;
        double iops = Count(rows, at) / seconds;
        double mib = on.Sum(row => row.ReadSectors + row.WriteSectors) / Sector.InMiB / seconds;
        double iopsSpread = Spread(on.Select(row => row.PerSecond));
        double bytesSpread = Spread(on.Select(row => row.MiBPerSecond));
        bool same = Math.Abs(iopsSpread - bytesSpread) < 0.005;
        // With one size both are flat. Providers cap small requests by number and large
        // ones by bytes; from 64 KiB on bytes are the likelier.
        bool bytes = same ? mib / iops >= 64.0 / 1024 : bytesSpread < iopsSpread;
        (double mean, double standing) = Depth(trace, drive, trace.StartNs + fromNs, trace.StartNs + toNs);
        double before = at.Start == 0 ? 0 : rows.Take(at.Start).Max(row => bytes ? row.MiBPerSecond : row.PerSecond);
        double level = bytes ? mib : iops;
        return new Ceiling(
            drive,
            bytes ? CeilingOf.Bandwidth : CeilingOf.Iops,
            level,
            bytes ? bytesSpread : iopsSpread,
            fromNs,
            toNs,
            at.Share,
            rows[0].WidthNs,
            mean,
            standing,
            Lead(trace, drive, trace.StartNs + fromNs, trace.StartNs + toNs, bytes),
            StartsWithBurst(rows, at, before, level) ? before : null,
            same,
            mib * 1024 / iops
        );
    }

    // After an idle stretch a paced load catches up, which looks the same; only a burst
    // from the first stretch on speaks of saved-up credit.
    private static bool StartsWithBurst(ThroughputRow[] rows, Plateau at, double before, double level) =>
        before >= 1.3 * level && rows.Take(at.Start).All(row => row.PerSecond > 0) && at.Start <= Math.Max(1, rows.Length / 2);

    private static double Spread(IEnumerable<double> values) =>
        Summary.Of([.. values]) is { Mean: > 0, StdDev: { } spread } summary ? spread / summary.Mean : 0;

    private static double? Lead(BlockTrace trace, BlockDevice drive, long fromNs, long toNs, bool bytes)
    {
        Requests requests = trace.Requests;
        RowSet rows = trace.RequestRows[trace.Head.Devices.Find(drive)];
        var of = new Dictionary<int, double>();
        double all = 0;
        for (int place = 0; place < rows.Count; place++)
        {
            int row = rows[place];
            if (requests.CompleteNs[row] > fromNs && requests.IssueNs[row] < toNs)
            {
                double volume = bytes ? requests.Sectors[row] : 1;
                all += volume;
                of[requests.Pid[row]] = of.GetValueOrDefault(requests.Pid[row]) + volume;
            }
        }

        // Pid 0 is the idle task, in whose name interrupts issue for anybody; -1 is none.
        (int pid, double most) = of.OrderByDescending(process => process.Value).FirstOrDefault();
        return pid <= 0 || most < 0.5 * all ? null : Depth(trace, drive, fromNs, toNs, pid).AnyShare;
    }

    private static (double Mean, double StandingShare) Depth(BlockTrace trace, BlockDevice drive, long fromNs, long toNs) =>
        Depth(trace, drive, fromNs, toNs, pid: null) is var (mean, _, standing) ? (mean, standing) : default;

    // Only requests that completed count: one whose completion was lost, or that went back to the queue unseen, would stand there for ever.
    private static (double Mean, double AnyShare, double StandingShare) Depth(
        BlockTrace trace,
        BlockDevice drive,
        long fromNs,
        long toNs,
        int? pid
    )
    {
        Requests requests = trace.Requests;
        (long[] issue, long[] complete, int[] pids) = (requests.IssueColumn, requests.CompleteColumn, requests.PidColumn);
        EndOrder ends = trace.RequestEnds[trace.Head.Devices.Find(drive)];
        var steps = new StepWalk(
            new IoTimes(
                ends,
                issue,
                row => complete[row] <= fromNs || issue[row] >= toNs || (pid is { } only && pids[row] != only),
                _ => true
            )
        );
        double area = 0;
        long any = 0;
        long standing = 0;
        int depth = 0;
        long last = fromNs;
        while (steps.Next())
        {
            long time = Math.Clamp(steps.TimeNs, fromNs, toNs);
            area += depth * (double)(time - last);
            any += depth >= 1 ? time - last : 0;
            standing += depth >= 2 ? time - last : 0;
            (depth, last) = (steps.Depth, time);
        }

        double span = toNs - fromNs;
        return (area / span, any / span, standing / span);
    }
}
