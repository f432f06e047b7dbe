using NotebookKit.Blocks;
using NotebookKit.Display;
using NotebookKit.Formats;
using NotebookKit.Results;
using NotebookKit.Stats;

namespace NotebookKit.Diagnosis;

/// <summary>What would have been, had the drive's queue merged: the trace's bios sent through a model of the kernel's plug and its limits.</summary>
/// <remarks>
/// <para>The model: a bio joins the newest request of its process's plug where it touches that request's end or start, has its operation, and the two stay
/// within <c>max_sectors_kb</c> (blk_attempt_plug_merge, block/blk-merge.c, since 5.16). Else it opens a request; before that, the plug is flushed where it
/// holds 32 requests or its newest has 128 KiB (blk_add_rq_to_plug, block/blk-mq.c: BLK_MAX_REQUEST_COUNT, BLK_PLUG_FLUSH_SIZE). A
/// larger bio is split. A plug ends where the process goes on to queue after a flush without plugging anew (a D or U, then a Q, with no P between).</para>
/// <para>Not modelled: limits on segments, merging in the scheduler or across processes, and what the load would do with the time saved.</para>
/// </remarks>
[TypeFormatterSource(typeof(ResultFormatterSource), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed record IfMerged : ITabled
{
    private const int PlugRequests = 32;
    private const long PlugFlushSectors = 128 * 1024 / 512;

    // BLK_DEF_MAX_SECTORS_CAP of kernels 4.3 to 6.x, in KiB; used only where the limit was not given.
    private const long DefaultMaxKiB = 1280;

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
    public Ceiling? Ceiling { get; init; }

    /// <summary>How long the trace took, in s.</summary>
    public required double Seconds { get; init; }

    /// <summary>The least time that the ceiling leaves, in s; null without one.</summary>
    public double? AtLeastSeconds => AtCeiling(Ceiling, Sizes);

    /// <summary>
    /// The time of the callers alone, in s: what they took to queue, what they took between batches before the ceiling held them up, and their
    /// share of issuing the predicted requests; at most what the trace took. An upper estimate: callers that queue ahead of what they read need less.
    /// </summary>
    public required double AtMostSeconds { get; init; }

    /// <summary>
    /// The time that the callers would most likely take, in s: as <see cref="AtMostSeconds"/>, but each step by its median, and what is done once a request
    /// as often as there are requests. On the five recorded pairs of one load with and without merging, of two kernels, the fix took 0.3 to 1.4 times this.
    /// </summary>
    public required double AboutSeconds { get; init; }

    /// <summary>Requests that the model makes at the smallest limit that is likely, <see cref="SmallestLikelyKiB"/>; null where the limit was given.</summary>
    public long? PredictedAtMost { get; init; }

    /// <summary>What a drive's max_sectors_kb is at the least, in practice: 128 KiB, a command of 32 pages.</summary>
    public const long SmallestLikelyKiB = 128;

    /// <summary>Runs the model over a trace.</summary>
    /// <param name="trace">The trace, with Q events.</param>
    /// <param name="queue">The limits to assume; <see cref="QueueLimits.NoMerges"/> is taken as 0 whatever it says.</param>
    /// <param name="device">The drive; null for the one with the most requests.</param>
    /// <returns>The prediction; null where the trace has no bios of a drive.</returns>
    public static IfMerged? Of(BlockTrace trace, QueueLimits? queue = null, BlockDevice? device = null)
    {
        ArgumentNullException.ThrowIfNull(trace);
        if ((device ?? trace.Devices.Drive?.Device) is not { } drive || trace.Merges[drive] is not { Bios: > 0 } merges)
        {
            return null;
        }

        bool known = queue?.MaxSectorsKiB is > 0;
        long limit = known ? Math.Min(queue!.MaxSectorsKiB!.Value, uint.MaxValue / 2) : DefaultMaxKiB;
        Ceiling? ceiling = Ceiling.Find(trace, drive) is { HasStandingQueue: true } found ? found : null;
        long freeUntil = trace.StartNs + (ceiling?.FromNs ?? long.MaxValue / 2);
        var sizes = new SizeHistogram();
        SizeHistogram? atMost = known ? null : new SizeHistogram();
        Dictionary<int, Caller> callers = Follow(trace, drive, pid => new Caller(
            freeUntil, new PlugModel(sizes, limit * 2), atMost is null ? null : new PlugModel(atMost, SmallestLikelyKiB * 2)));
        double kept = (double)sizes.Count / merges.Requests;
        double least = AtCeiling(ceiling, sizes) ?? 0;

        // No faster than the ceiling lets them, whatever the callers need.
        double most = Math.Max(least, Math.Min(trace.DurationNs / 1e9, Longest(callers, caller => caller.MostSeconds(kept))));
        return new IfMerged
        {
            Device = drive,
            Bios = merges.Bios,
            Requests = merges.Requests,
            Predicted = sizes.Count,
            Sizes = sizes,
            MaxSectorsKiB = limit,
            LimitKnown = known,
            Ceiling = ceiling,
            Seconds = trace.DurationNs / 1e9,
            AtMostSeconds = most,
            AboutSeconds = Math.Clamp(Longest(callers, caller => caller.Seconds(kept)), Math.Min(most, least), most),
            PredictedAtMost = atMost?.Count,
        };

        static double Longest(Dictionary<int, Caller> callers, Func<Caller, double> seconds) => callers.Values.Select(seconds).DefaultIfEmpty(0).Max();
    }

    private static Dictionary<int, Caller> Follow(BlockTrace trace, BlockDevice drive, Func<int, Caller> create)
    {
        var callers = new Dictionary<int, Caller>();
        int index = trace.Head.Devices.Find(drive);
        int last = 0;
        Caller? of = null;
        trace.EachChunk(events =>
        {
            for (int row = 0; row < events.Count; row++)
            {
                int pid = events.PidColumn[row];
                if (events.DeviceColumn[row] != index || pid <= 0)
                {
                    continue;
                }

                if (pid != last && !callers.TryGetValue(pid, out of))
                {
                    callers.Add(pid, of = create(pid));
                }

                last = pid;
                of!.Take(
                    events.ActionColumn[row], events.TimeNsColumn[row], events.SectorColumn[row], events.SectorsColumn[row], events.RwbsColumn[row] & Rwbs.OperationMask);
            }
        });

        foreach (Caller caller in callers.Values)
        {
            caller.Flush();
        }

        return callers;
    }

    /// <summary>What the trace did beside what the model predicts.</summary>
    public ResultTable ToTable() => new ResultTable()
        .Text("", ["as traced", "if merged"])
        .Count("bios", [Bios, Bios])
        .Count("requests", [Requests, Predicted])
        .Real("bios a request", [(double)Bios / Requests, (double)Bios / Predicted])
        .Real("size, mean", [(double)Sizes.TotalSectors / Requests, Sizes.Mean ?? 0], "sectors")
        .Real("at least", new double?[] { null, AtLeastSeconds }, "s")
        .Real("time", [Seconds, AtMostSeconds], "s")
        .Titled(
            FormattableString.Invariant($"If {Device} had merged, up to {MaxSectorsKiB} KiB a request"),
            "At least: what the ceiling alone leaves. Time, if merged: the callers' own pace as traced, an upper estimate. " + (LimitKnown ? "" : "max_sectors_kb was not given; the kernel's default is assumed."));

    /// <summary>The prediction as a finding; null where merging would have changed less than a tenth of the requests.</summary>
    /// <param name="source">The capture's name in the evidence.</param>
    public Finding? ToFinding(string source) => Predicted > 0.9 * Requests ? null : new Finding(FormattableString.Invariant(
        $"Had the queue merged up to {MaxSectorsKiB} KiB a request, {Requests:N0} requests would have been {Predicted:N0}{(PredictedAtMost is { } more && more != Predicted ? FormattableString.Invariant($" (to {more:N0}, were the limit {SmallestLikelyKiB} KiB)") : "")}{(AtLeastSeconds is { } least ? FormattableString.Invariant($": {ThreeDigits.Text(least)} s at the ceiling of {Ceiling!.Text}, and about {ThreeDigits.Text(AboutSeconds)} s (at most {ThreeDigits.Text(AtMostSeconds)}) at the callers' own pace, against {ThreeDigits.Text(Seconds)} s") : "")}."))
    {
        Kind = "if-merged",
        Severity = Severity.Notice,
        Value = Predicted,
        Unit = "requests",
        Denominator = FindingDenominator.Request,
        Numbers = [new("bios", Bios), new("requests as traced", Requests), new("max_sectors_kb", MaxSectorsKiB, "KiB")],
        Evidence = [new FindingEvidence(source, "Q, D, P and U events sent through a model of the plug")],
        LeftOpen = "a model of one queue: segments, schedulers and the load's own reaction are not in it; recorded fixes took 0.3 to 1.4 times the time named; read-ahead and queue depth are not in it at all" + (LimitKnown ? "" : "; max_sectors_kb was not given"),
        Confidence = new Confidence(LimitKnown ? ConfidenceLevel.Medium : ConfidenceLevel.Low, "the kernel's rules, replayed; change the setting and trace again to be sure"),
    };

    private static double? AtCeiling(Ceiling? ceiling, SizeHistogram sizes) =>
        ceiling is null ? null : (ceiling.Of == CeilingOf.Iops ? sizes.Count : sizes.TotalSectors / 2048.0) / ceiling.Level;

    // One process: its plug by one size limit or two, and how it spent its time.
    private sealed class Caller(long freeUntilNs, PlugModel plug, PlugModel? other)
    {
        private readonly Times _between = new(freeUntilNs);
        private readonly Times _queueing = new(freeUntilNs);
        private readonly Times _issuing = new(freeUntilNs);
        private bool _flushed;
        private bool _paused;
        private long _lastNs = -1;
        private Int128 _spent;
        private Int128 _spentIssuing;

        public void Take(BlockAction action, long timeNs, long sector, uint sectors, Rwbs operation)
        {
            bool queues = action == BlockAction.Queue && sectors > 0 && operation is Rwbs.Read or Rwbs.Write;
            if (_lastNs >= 0)
            {
                long took = Math.Max(0, timeNs - _lastNs);
                bool issues = action is BlockAction.Issue or BlockAction.Unplug or BlockAction.UnplugTimer;
                if (action is BlockAction.Queue or BlockAction.Remap && _paused)
                {
                    _between.Add(timeNs, took);
                    _paused = false;
                }
                else if (issues || action is BlockAction.GetRequest or BlockAction.Insert or BlockAction.Split)
                {
                    _issuing.Add(timeNs, took);
                    (_spent, _spentIssuing) = issues ? (_spent, _spentIssuing + took) : (_spent + took, _spentIssuing);
                }
                else if (action != BlockAction.Complete)
                {
                    _queueing.Add(timeNs, took);
                    _spent += took;
                }
            }

            // Completions interrupt whoever runs; they are not the process's own doing.
            if (action == BlockAction.Complete)
            {
                return;
            }

            _lastNs = timeNs;
            if (queues)
            {
                if (_flushed)
                {
                    Flush();
                }

                plug.Queue(sector, sectors, operation);
                other?.Queue(sector, sectors, operation);
            }

            bool issued = action is BlockAction.Issue or BlockAction.Unplug or BlockAction.UnplugTimer;
            bool again = action == BlockAction.Plug || queues;
            _flushed = issued || (_flushed && !again);
            _paused = issued || (_paused && !again);
        }

        public void Flush()
        {
            plug.Flush();
            other?.Flush();
        }

        // Every wait counts: more than this the callers do not need.
        public double MostSeconds(double issuesKept)
            => ((double)_spent + ((double)_spentIssuing * issuesKept) + (_between.Typical * _between.Count)) / 1e9;

        public double Seconds(double issuesKept)
            => ((_queueing.Typical * _queueing.Count) + (_issuing.Typical * _issuing.Count * issuesKept) + (_between.Typical * _between.Count)) / 1e9;
    }

    // The times of one kind of step, before the ceiling held the caller up and after.
    private sealed class Times(long freeUntilNs)
    {
        private readonly DurationBag _free = new();
        private readonly DurationBag _heldUp = new();
        private double? _typical;

        public long Count => _free.Count + _heldUp.Count;

        // The median: a caller that the drive holds up once waits for as long as all else takes it. Where there was a time before the ceiling, of that.
        public double Typical => _typical ??= DurationBag.Quantiles(_free.Count >= 3 ? [_free] : [_free, _heldUp], 0.5)[0] ?? 0;

        public void Add(long atNs, long ns) => (atNs < freeUntilNs ? _free : _heldUp).Add(ns);
    }

    // What a plug makes of the bios of one process, by one size limit.
    private sealed class PlugModel(SizeHistogram sizes, long maxSectors)
    {
        private long _start = -1;
        private long _sectors;
        private Rwbs _operation;
        private int _plugged;

        public void Flush()
        {
            Close();
            _plugged = 0;
        }

        public void Queue(long sector, uint sectors, Rwbs operation)
        {
            bool fits = _start >= 0 && operation == _operation && _sectors + sectors <= maxSectors;
            if (fits && sector == _start + _sectors)
            {
                _sectors += sectors;
                return;
            }

            if (fits && sector + sectors == _start)
            {
                (_start, _sectors) = (sector, _sectors + sectors);
                return;
            }

            if (_plugged >= PlugRequests || _sectors >= PlugFlushSectors)
            {
                _plugged = 0;
            }

            Close();
            (_start, _sectors, _operation) = (sector, sectors, operation);
            _plugged++;
        }

        private void Close()
        {
            if (_start >= 0)
            {
                sizes.Add((uint)maxSectors, _sectors / maxSectors);
                sizes.Add((uint)(_sectors % maxSectors));
            }

            (_start, _sectors) = (-1, 0);
        }
    }
}
