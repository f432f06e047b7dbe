using NotebookKit.Diagnosis;
using NotebookKit.Display;
using NotebookKit.Stats;

namespace NotebookKit;

/// <summary>What would have been, had the drive's queue merged: the trace's bios sent
/// through a model of the kernel's plug and its limits.</summary>
/// <remarks>
/// <para>The model: a bio joins the newest request of its process's plug where it touches that request's end or start, has its operation,
/// and the two stay within <c>max_sectors_kb</c> (blk_attempt_plug_merge, block/blk-merge.c, since 5.16). Else it opens a request; before
/// that, the plug is flushed where it holds 32 requests or its newest has 128 KiB (blk_add_rq_to_plug, block/blk-mq.c:
/// BLK_MAX_REQUEST_COUNT, BLK_PLUG_FLUSH_SIZE). A larger bio is split. A plug ends where the process goes on to queue after a flush without
/// plugging anew (a D or U, then a Q, with no P between).</para>
/// <para>Not modelled: limits on segments, merging in the scheduler or across processes,
/// and what the load would do with the time saved.</para>
/// </remarks>
[TypeFormatterSource(typeof(ShownFormatterSource))]
public sealed record IfMerged : ITabled
{
    // BLK_DEF_MAX_SECTORS_CAP of kernels 4.3 to 6.x, in KiB; used only where the limit was not given.
    private const long DefaultMaxKiB = 1280;

    // Of a trace whose events are not kept it takes another reading to tell, and most findings do not.
    private readonly Lazy<(double AtMost, double About)> _pace;

    private IfMerged(Lazy<(double AtMost, double About)> pace) => _pace = pace;

    /// <summary>The drive.</summary>
    public required BlockDevice Device { get; init; }

    /// <summary>Bios with sectors (Q).</summary>
    public required long Bios { get; init; }

    /// <summary>Requests issued in the trace (D).</summary>
    public required long Requests { get; init; }

    /// <summary>Requests that the model makes of the same bios.</summary>
    public required long Predicted { get; init; }

    /// <summary>Sizes of those, in sectors.</summary>
    public required SizeHistogram Sizes { get; init; }

    /// <summary>The size limit used, in KiB.</summary>
    public required long MaxSectorsKiB { get; init; }

    /// <summary>False where the limit was not given and the kernel's default stands in for it.</summary>
    public required bool LimitKnown { get; init; }

    /// <summary>The ceiling of the drive; null where the trace shows none.</summary>
    internal Ceiling? Ceiling { get; init; }

    /// <summary>How long the trace took, in s.</summary>
    public required double Seconds { get; init; }

    /// <summary>The least time that the ceiling leaves, in s; null without one.</summary>
    public double? AtLeastSeconds => AtCeiling(Ceiling, Sizes);

    /// <summary>
    /// The time of the callers alone, in s: what they took to queue, what they took between batches
    /// before the ceiling held them up, and their share of issuing the predicted requests; at most
    /// what the trace took. An upper estimate: callers that queue ahead of what they read need less.
    /// </summary>
    public double AtMostSeconds => _pace.Value.AtMost;

    /// <summary>
    /// The time that the callers would most likely take, in s: their own steps by their medians, what is done once a request as often as
    /// there are requests, and for each request the fastest hundredth of D2C. Of the six recorded pairs of one load with and without
    /// merging (kernels 6.1 and 6.12), three took within 25 % of it, the others 0.43 to 0.70 times: docs/if-merged.md.
    /// </summary>
    public double AboutSeconds => _pace.Value.About;

    /// <summary>Requests that the model makes at the smallest limit that is likely,
    /// <see cref="SmallestLikelyKiB"/>; null where the limit was given.</summary>
    public long? PredictedAtMost { get; init; }

    /// <summary>What a drive's max_sectors_kb is at the least, in practice: 128 KiB, a command of 32 pages.</summary>
    public const long SmallestLikelyKiB = 128;

    /// <summary>Runs the model over a trace.</summary>
    /// <param name="trace">The trace, with Q events.</param>
    /// <param name="queue">The limits to assume; <see cref="DeviceQueue.NoMerges"/> is taken as 0 whatever it says.</param>
    /// <param name="device">The drive; null for the one with the most requests.</param>
    /// <returns>The prediction; null where the trace has no bios of a drive.</returns>
    public static IfMerged? Of(BlockTrace trace, DeviceQueue? queue = null, BlockDevice? device = null)
    {
        ArgumentNullException.ThrowIfNull(trace);
        return (device ?? trace.Devices.Drive?.Device) is { } drive
            ? Of(trace, queue ?? DeviceQueue.Unknown, drive, () => Ceiling.Find(trace, drive))
            : null;
    }

    /// <summary>As the other one, by a ceiling that was found already.</summary>
    internal static IfMerged? Of(BlockTrace trace, DeviceQueue queue, BlockDevice drive, Func<Ceiling?> findCeiling)
    {
        if (trace.Merges[drive] is not { Bios: > 0 } merges)
        {
            return null;
        }

        bool known = queue.MaxSectorsKiB is > 0;
        long limit = known ? Math.Min(queue.MaxSectorsKiB!.Value, uint.MaxValue / 2) : DefaultMaxKiB;
        Ceiling? ceiling = findCeiling() is { HasStandingQueue: true } found ? found : null;
        SizeHistogram sizes = PlugModel.Replay(trace, drive, limit);
        return new IfMerged(
            new Lazy<(double, double)>(() =>
                PaceOf(trace, drive, ceiling, sizes.Count, (double)sizes.Count / merges.Requests, AtCeiling(ceiling, sizes) ?? 0)
            )
        )
        {
            Device = drive,
            Bios = merges.Bios,
            Requests = merges.Requests,
            Predicted = sizes.Count,
            Sizes = sizes,
            MaxSectorsKiB = limit,
            LimitKnown = known,
            Ceiling = ceiling,
            Seconds = trace.DurationNs / NsIn.Second,
            PredictedAtMost = known ? null : PlugModel.Replay(trace, drive, SmallestLikelyKiB).Count,
        };
    }

    private static (double AtMost, double About) PaceOf(
        BlockTrace trace,
        BlockDevice drive,
        Ceiling? ceiling,
        long predicted,
        double issuesKept,
        double atLeast
    )
    {
        CallerPace[] callers = CallerPace.Of(trace, drive, trace.StartNs + (ceiling?.FromNs ?? long.MaxValue / 2));

        // No faster than the ceiling lets them, whatever the callers need.
        double most = Math.Max(
            atLeast,
            Math.Min(trace.DurationNs / NsIn.Second, callers.Select(caller => caller.MostSeconds(issuesKept)).DefaultIfEmpty(0).Max())
        );

        // What a merged request takes is not in a trace of small ones: the fastest
        // hundredth of these stands in for it, and each caller waits for its own.
        double service = (trace.Phases.FastestHundredthNs(Phase.D2C, Denominator.Request, drive) ?? 0) / NsIn.Second * predicted;
        double bios = Math.Max(1, callers.Sum(caller => caller.Bios));
        double about = callers.Select(caller => caller.Seconds(issuesKept) + (service * caller.Bios / bios)).DefaultIfEmpty(0).Max();
        return (most, Math.Clamp(about, Math.Min(most, atLeast), most));
    }

    /// <summary>What the trace did beside what the model predicts.</summary>
    public ResultTable ToTable() =>
        new ResultTable()
            .Text("", ["as traced", "if merged"])
            .Count("bios", [Bios, Bios])
            .Count("requests", [Requests, Predicted])
            .Real("bios a request", [(double)Bios / Requests, (double)Bios / Predicted])
            .Real("size, mean", [(double)Sizes.TotalSectors / Requests, Sizes.Mean ?? 0], "sectors")
            .Real("at least", new double?[] { null, AtLeastSeconds }, "s")
            .Real("time", [Seconds, AtMostSeconds], "s")
            .Titled(
                FormattableString.Invariant($"If {Device} had merged, up to {MaxSectorsKiB} KiB a request"),
                "At least: what the ceiling alone leaves. Time, if merged: the callers' own pace as traced, an upper estimate. "
                    + (LimitKnown ? "" : "max_sectors_kb was not given; the kernel's default is assumed.")
            );

    /// <summary>The prediction as a finding; null where merging would have changed less than a tenth of the requests.</summary>
    /// <param name="source">The capture's name in the evidence.</param>
    public Finding? ToFinding(string source) =>
        Predicted > 0.9 * Requests
            ? null
            : new Finding(
                FormattableString.Invariant(
                    $"Had the queue merged up to {MaxSectorsKiB} KiB a request, {Requests:N0} requests would have been {Predicted:N0}{(PredictedAtMost is { } more && more != Predicted ? FormattableString.Invariant($" (to {more:N0}, were the limit {SmallestLikelyKiB} KiB)") : "")}{(AtLeastSeconds is { } least ? FormattableString.Invariant($": {ThreeDigits.Text(least)} s at the ceiling of {Ceiling!.Text}, and about {ThreeDigits.Text(AboutSeconds)} s (at most {ThreeDigits.Text(AtMostSeconds)}) at the callers' own pace, against {ThreeDigits.Text(Seconds)} s") : "")}."
                )
            )
            {
                Kind = FindingKind.IfMerged,
                Severity = Severity.Notice,
                Value = Predicted,
                Unit = "requests",
                Denominator = FindingDenominator.Request,
                Numbers = [new("bios", Bios), new("requests as traced", Requests), new("max_sectors_kb", MaxSectorsKiB, "KiB")],
                Evidence = [new FindingEvidence(source, "Q, D, P and U events sent through a model of the plug")],
                LeftOpen =
                    "a model of one queue: segments, schedulers and the load's own reaction are not in it; recorded fixes took 0.4 to 1.2 times the time named; read-ahead and queue depth are not in it at all"
                    + (LimitKnown ? "" : "; max_sectors_kb was not given"),
                Confidence = new Confidence(
                    LimitKnown ? ConfidenceLevel.Medium : ConfidenceLevel.Low,
                    "the kernel's rules, replayed; change the setting and trace again to be sure"
                ),
            };

    private static double? AtCeiling(Ceiling? ceiling, SizeHistogram sizes) =>
        ceiling is null ? null : (ceiling.Of == CeilingOf.Iops ? sizes.Count : sizes.TotalSectors / Sector.InMiB) / ceiling.Level;
}
