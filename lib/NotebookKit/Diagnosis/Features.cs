using NotebookKit.Blocks;
using NotebookKit.Diagnosis;
using NotebookKit.Stats;

namespace NotebookKit;

/// <summary>Named features of each stretch of a trace: what an engineer would look at, as numbers.</summary>
public static class Features
{
    private const string DriveAndLoad = "an absolute rate or time tells the drive and the load, not the fault";

    private static readonly (Feature Feature, FeatureNeeds Needs, Func<FeatureSource, double?> Take)[] Catalogue =
    [
        (
            new("merged_share", null, FindingDenominator.Bio, "bios merged into another's request (M, F); null without Q"),
            FeatureNeeds.Queued,
            at => at.Window.MergedShare
        ),
        (
            new(
                "missed_merge_share",
                null,
                FindingDenominator.Bio,
                "bios that touch the bio queued before them, of the same operation, before that one was issued (D), and still got a request of their own; null without Q or D"
            ),
            FeatureNeeds.Queued | FeatureNeeds.Issued,
            at => at.Extra.MissedMergeShare
        ),
        (
            new("splits_per_bio", null, FindingDenominator.Bio, "splits (X) for each bio; null without Q", FeatureScale.Log),
            FeatureNeeds.Queued,
            at => at.Window.SplitsPerBio
        ),
        (
            new("size_q_p50", "sectors", FindingDenominator.Bio, "median size at Q; null without Q", FeatureScale.Log),
            FeatureNeeds.Queued,
            at => at.Window.SizeAtQP50
        ),
        (
            new("size_d_p50", "sectors", FindingDenominator.Request, "median size at D; null without D", FeatureScale.Log),
            FeatureNeeds.Issued,
            at => at.Window.SizeAtDP50
        ),
        (
            new(
                "size_d_mean",
                "sectors",
                FindingDenominator.Request,
                "mean size at D; null without D",
                FeatureScale.Log,
                "says little beside the median, and one large request moves it"
            ),
            FeatureNeeds.Issued,
            at => at.Extra.SizeAtDMean
        ),
        (
            new(
                "depth_mean",
                "I/Os",
                FindingDenominator.Request,
                "mean number of requests between D and C, over time; of bios without D",
                FeatureScale.Log
            ),
            FeatureNeeds.None,
            at => at.Window.DepthMean
        ),
        (
            new("busy_share", null, FindingDenominator.None, "share of the time with anything between D and C"),
            FeatureNeeds.None,
            at => at.Extra.BusyShare
        ),
        (
            new("d2c_p50", "ms", FindingDenominator.Request, "median D2C; null where nothing completed", FeatureScale.Log, DriveAndLoad),
            FeatureNeeds.Completed,
            at => at.Window.D2CP50Ms
        ),
        (
            new(
                "d2c_p99",
                "ms",
                FindingDenominator.Request,
                "99th percentile of D2C; null where nothing completed",
                FeatureScale.Log,
                DriveAndLoad
            ),
            FeatureNeeds.Completed,
            at => at.Window.D2CP99Ms
        ),
        (
            new("d2c_tail", null, FindingDenominator.Request, "D2C p99 / p50; null where nothing completed", FeatureScale.Log),
            FeatureNeeds.Completed,
            at => at.Window.D2CP99Ms / at.Window.D2CP50Ms
        ),
        (
            new("q2c_p50", "ms", FindingDenominator.Bio, "median Q2C; null without Q", FeatureScale.Log, DriveAndLoad),
            FeatureNeeds.Queued,
            at => at.Window.Q2CP50Ms
        ),
        (
            new(
                "q2d_share",
                null,
                FindingDenominator.Request,
                "share of Q2C that passed before D; null without Q",
                FeatureScale.Linear,
                "on a fast drive it is the cost of the CPU that traces, not of the queue"
            ),
            FeatureNeeds.Queued,
            at => at.Window.Q2DShare
        ),
        (
            new("iops", "1/s", FindingDenominator.Request, "completions a second", FeatureScale.Log, DriveAndLoad),
            FeatureNeeds.None,
            at => at.Window.Iops
        ),
        (
            new("mib_per_s", "MiB/s", FindingDenominator.Request, "MiB completed a second", FeatureScale.Log, DriveAndLoad),
            FeatureNeeds.None,
            at => at.Window.MiBPerSecond
        ),
        (
            new(
                "iops_cov",
                null,
                FindingDenominator.Interval,
                "standard deviation over mean of the completions in ten equal parts of the stretch: near 0 on a plateau; null where nothing completed"
            ),
            FeatureNeeds.Completed,
            at => at.Window.IopsVariation
        ),
        (
            new(
                "stall_share",
                null,
                FindingDenominator.None,
                "longest time without a completion while something was outstanding, as a share of the stretch"
            ),
            FeatureNeeds.None,
            at => at.Window.LongestStallMs * NsIn.Ms / at.Window.WidthNs
        ),
        (
            new(
                "sequential_share",
                null,
                FindingDenominator.Bio,
                "bios that touch or overlap the bio queued before, judged at Q; null without Q"
            ),
            FeatureNeeds.Queued,
            at => at.Window.SequentialShare
        ),
        (
            new("read_share", null, FindingDenominator.Request, "reads among the I/O completed; null where nothing completed"),
            FeatureNeeds.Completed,
            at => at.Window.ReadShare
        ),
        (
            new("flush_share", null, FindingDenominator.Bio, "flushes among the bios queued; null without Q"),
            FeatureNeeds.Queued,
            at => at.Window.FlushShare
        ),
        (
            new("fua_share", null, FindingDenominator.Bio, "bios with forced unit access (FUA) among those queued; null without Q"),
            FeatureNeeds.Queued,
            at => at.Extra.FuaShare
        ),
        (
            new(
                "beside_share",
                null,
                FindingDenominator.Request,
                "requests that touch one of the 64 issued before, of the same operation, in whatever order: sequential at D, known without Q; null without D"
            ),
            FeatureNeeds.Issued,
            at => at.Extra.BesideShare
        ),
        (
            new(
                "beside_outstanding_share",
                null,
                FindingDenominator.Request,
                "requests that touch one issued before and not yet completed: they could have been one; null without D"
            ),
            FeatureNeeds.Issued,
            at => at.Extra.BesideOutstandingShare
        ),
        (
            new(
                "read_before_share",
                null,
                FindingDenominator.Request,
                "writes whose first sector was read within the second before, as copying for a snapshot does; 0 without writes, null without D"
            ),
            FeatureNeeds.Issued,
            at => at.Extra.ReadBeforeShare
        ),
        (
            new("flush_issued_share", null, FindingDenominator.Request, "flushes among the requests issued; null without D"),
            FeatureNeeds.Issued,
            at => at.Extra.FlushIssuedShare
        ),
        (
            new(
                "errors_per_1000",
                null,
                FindingDenominator.Request,
                "I/O completed with an error, for each 1,000 completed; null where nothing completed",
                FeatureScale.Log
            ),
            FeatureNeeds.Completed,
            at => at.Window.Completed == 0 ? null : 1000.0 * at.Window.Errors / at.Window.Completed
        ),
        (
            new(
                "requeues_per_1000",
                null,
                FindingDenominator.Request,
                "requeues (R) for each 1,000 completed; null where nothing completed, or R was not recorded",
                FeatureScale.Log,
                "perf records R only where it is told to; errors tell of the same drives"
            ),
            FeatureNeeds.Completed,
            at => at.Window.Completed == 0 || !at.RequeuesKnown ? null : 1000.0 * at.Window.Requeues / at.Window.Completed
        ),
        (
            new(
                "unmatched_share",
                null,
                FindingDenominator.Request,
                "requests issued in the stretch whose completion was not seen; high where events were lost; null without D",
                FeatureScale.Linear,
                "tells about the capture, not about the host"
            ),
            FeatureNeeds.Issued,
            at => at.Extra.UnmatchedShare
        ),
    ];

    private static readonly Dictionary<string, int> Index = Catalogue
        .Index()
        .ToDictionary(entry => entry.Item.Feature.Name, entry => entry.Index);

    /// <summary>The stretch that <see cref="Of"/> cuts a trace into unless told otherwise.</summary>
    public static readonly TimeSpan DefaultWidth = TimeSpan.FromMilliseconds(500);

    /// <summary>Every feature, in the order of <see cref="FeatureRow.Values"/>.</summary>
    internal static IReadOnlyList<Feature> All { get; } = [.. Catalogue.Select(entry => entry.Feature)];

    /// <summary>The features of each stretch of a trace on one device.</summary>
    /// <param name="trace">The trace.</param>
    /// <param name="about">
    /// The length of a stretch, about: the trace is cut into equal parts of nearly this length, so that none is cut short at the end and a
    /// shorter trace is one part. Null for <see cref="DefaultWidth"/>.
    /// </param>
    /// <param name="device">The device; null for the one with the most requests.</param>
    /// <param name="recording">The recording's name, carried into the rows.</param>
    /// <param name="label">The recording's label, carried into the rows.</param>
    /// <returns>The rows, in time order; none for an empty trace.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The length is not above 0.</exception>
    public static WindowFeatures Of(
        BlockTrace trace,
        TimeSpan? about = null,
        BlockDevice? device = null,
        string recording = "",
        string? label = null
    )
    {
        ArgumentNullException.ThrowIfNull(trace);
        TimeSpan wanted = about ?? DefaultWidth;
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(wanted, TimeSpan.Zero);
        long durationTicks = (trace.DurationNs / 100) + 1;
        long parts = Math.Max(1, (long)Math.Round((double)durationTicks / wanted.Ticks));
        return Take(trace, Width((durationTicks / parts) + 1), device, recording, label).Rows;
    }

    /// <summary>The features of the whole trace on one device, as one stretch.</summary>
    internal static (FeatureRow Row, IssueNeighbours Neighbours) OfWhole(BlockTrace trace, BlockDevice device) =>
        Take(trace, Width((trace.DurationNs / 100) + 2), device, "", null) is var (all, neighbours) ? (all.Rows[0], neighbours!) : default;

    // A damaged time makes a trace longer than can be counted in ns.
    private static TimeSpan Width(long ticks) => TimeSpan.FromTicks(Math.Min(ticks, long.MaxValue / TimeSpan.NanosecondsPerTick));

    private static (WindowFeatures Rows, IssueNeighbours? Neighbours) Take(
        BlockTrace trace,
        TimeSpan width,
        BlockDevice? device,
        string recording,
        string? label
    )
    {
        if ((device ?? TraceWindows.Busiest(trace)) is not { } on || trace.Head.Devices.Find(on) < 0)
        {
            return (new WindowFeatures(null, width.Ticks * 100, []), null);
        }

        TraceWindows windows = null!;
        FeatureExtras[] extras = [];
        IssueNeighbours neighbours = null!;
        SideBySide.Do(
            trace.Requests.Count,
            () => (extras, neighbours) = FeatureExtras.Of(trace, on, TimeBins.Of(trace, width.Ticks * 100)),
            () => windows = trace.WindowsOf(width, on)
        );
        FeatureRow[] rows =
        [
            .. windows.All.Select(
                (window, i) =>
                    new FeatureRow
                    {
                        Recording = recording,
                        Label = label,
                        Window = i,
                        FromNs = window.FromNs,
                        WidthNs = window.WidthNs,
                        Bios = window.Bios,
                        Requests = window.Requests,
                        Values =
                        [
                            .. Catalogue.Select(entry =>
                                entry.Take(new FeatureSource(window, extras[i], trace.Evidence.Requeues)) is { } value
                                && double.IsFinite(value)
                                    ? value
                                    : (double?)null
                            ),
                        ],
                    }
            ),
        ];
        return (
            new WindowFeatures(on, windows.WidthNs, rows) { LeftOut = windows.Bins.LeftOut, FailedAbove = FailedAbove(trace, on) },
            neighbours
        );
    }

    // A mapping that ends bios with an error is as healthy a drive as any, seen from below.
    private static string? FailedAbove(BlockTrace trace, BlockDevice device)
    {
        HashSet<BlockDevice> above = trace.Layers.Above(device);
        int[] layers = [.. above.Select(trace.Head.Devices.Find)];
        long failed = 0;
        for (int row = 0; row < trace.Bios.Count && layers.Length > 0; row++)
        {
            failed += trace.Bios.ErrorColumn[row] != 0 && layers.Contains(trace.Bios.Device[row]) ? 1 : 0;
        }

        return failed == 0
            ? null
            : FormattableString.Invariant(
                $"{failed:N0} bios failed in the layers above {trace.NameOf(device)}, which no feature of the drive tells of"
            );
    }

    /// <summary>What each feature is: unit, denominator, meaning, and whether the classifier uses it.</summary>
    public static ResultTable Describe() =>
        new ResultTable()
            .Text("feature", All.Select(feature => feature.Name))
            .Text("unit", All.Select(feature => feature.Unit))
            .Text("counts", All.Select(feature => FindingText.Word(feature.Denominator)))
            .Text("meaning", All.Select(feature => feature.Meaning))
            .Text("left out by the classifier because", All.Select(feature => feature.LeftOutBecause))
            .Titled("Features of a stretch of a trace", maxRows: All.Count);

    /// <summary>What a trace must hold for the feature at a place to be known.</summary>
    internal static FeatureNeeds NeedsOf(int place) => Catalogue[place].Needs;

    /// <summary>The place of a feature in <see cref="All"/>.</summary>
    /// <exception cref="ArgumentException">There is no such feature; the message lists those there are.</exception>
    public static int IndexOf(string name) =>
        Index.TryGetValue(name, out int at)
            ? at
            : throw new ArgumentException(
                $"no feature '{name}'; there are {string.Join(", ", All.Select(feature => feature.Name))}",
                nameof(name)
            );
}

/// <summary>What features are taken from.</summary>
internal readonly record struct FeatureSource(TraceWindow Window, FeatureExtras Extra, bool RequeuesKnown);
