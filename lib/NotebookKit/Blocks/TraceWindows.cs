using NotebookKit.Stats;

namespace NotebookKit.Blocks;

/// <summary>Features of each stretch of time on one device.</summary>
/// <remarks>
/// Taken from the whole trace's matching, so I/O that crosses the edge of a stretch is not lost: bios count where they were queued,
/// requests at D where they were issued, latencies and rates where the I/O completed. The last stretch may be cut short by the trace's
/// end; its rates are taken over its full width all the same, so leave it out where rates matter.
/// </remarks>
internal sealed partial class TraceWindows
{
    private const int Parts = 10;

    private readonly BlockTrace _trace;
    private readonly TimeBins _bins;
    private readonly Collector?[] _windows = [];

    internal TraceWindows(BlockTrace trace, long widthNs, BlockDevice? device)
    {
        _bins = TimeBins.Of(trace, widthNs);
        _trace = trace;
        WidthNs = widthNs;
        Device = device ?? Busiest(trace);
        int index = Device is { } named ? trace.Head.Devices.Find(named) : -1;
        if (index < 0)
        {
            All = [];
            return;
        }

        // Most stretches of a trace with a damaged time hold nothing.
        _windows = new Collector?[_bins.Count];
        DepthSteps? depth =
            trace.QueueDepth.Steps(trace.Head.Devices[index]) ?? trace.QueueDepth.Steps(trace.Head.Devices[index], DepthOf.Queued);
        double? stall = null;
        if (_bins.Count == 1)
        {
            // Each thread makes what it counts in: two that count in one object take its memory from one another at each step.
            var ofRequests = new Collector?[1];
            SideBySide.Do(
                trace.Bios.Count,
                () => CollectBios(index),
                () => CollectRequests(index, ofRequests),
                () => stall = depth is null ? null : StallOfTheWhole(index, depth) / NsIn.Ms
            );
            Collector whole = _windows[0] ??= Make(0);
            whole.Add(ofRequests[0] ?? Make(0));
            if (!TakePhases(whole, index))
            {
                CollectDurations(index);
            }
        }
        else
        {
            CollectBios(index);
            CollectRequests(index, _windows);
            CollectDurations(index);
        }

        All = [.. _windows.Select((window, i) => (window ?? Make(i)).Finish(trace.StartNs, depth, stall))];
    }

    /// <summary>The device; null for an empty trace.</summary>
    public BlockDevice? Device { get; }

    /// <summary>The length of a stretch, in ns.</summary>
    public long WidthNs { get; }

    /// <summary>The stretches, in time order.</summary>
    internal IReadOnlyList<TraceWindow> All { get; }

    internal static BlockDevice? Busiest(BlockTrace trace) =>
        trace.Merges.Devices.OrderByDescending(entry => entry.Requests).ThenByDescending(entry => entry.Bios).FirstOrDefault()?.Device;

    /// <summary>How the trace was cut.</summary>
    internal TimeBins Bins => _bins;

    // What lies in no stretch goes into one that is thrown away.
    private Collector At(long timeNs) => At(timeNs, _windows);

    private Collector At(long timeNs, Collector?[] windows) => _bins.At(timeNs) is >= 0 and var at ? windows[at] ??= Make(at) : Make(0);

    // One stretch alone is walked in the order of time, and need not keep its times.
    private Collector Make(int place) => new(_bins.StartOf(place), _bins.EndOf(place), WidthNs, keepsTimes: _bins.Count > 1);

    private void CollectBios(int device)
    {
        Bios bios = _trace.Bios;
        ReadOnlySpan<long> queued = bios.TimeNs;
        ReadOnlySpan<long> completed = bios.CompleteNs;
        ReadOnlySpan<long> sector = bios.Sector;
        ReadOnlySpan<uint> sectors = bios.Sectors;
        ReadOnlySpan<BioFate> fate = bios.Fate;
        ReadOnlySpan<Rwbs> rwbs = bios.Rwbs;
        bool requests = _trace.RequestRows[device].Count > 0;
        long lastStart = 0;
        long lastEnd = 0;
        RowSet rows = _trace.BioRows[device];
        for (int place = 0; place < rows.Count; place++)
        {
            int row = rows[place];
            Collector at = At(queued[row]);
            if (sectors[row] == 0)
            {
                at.Flushes++;
                continue;
            }

            long start = sector[row];
            long end = start + sectors[row];
            at.Touching += (lastStart <= start && start <= lastEnd) || (lastStart <= end && end <= lastEnd) ? 1 : 0;
            (lastStart, lastEnd) = (start, end);
            at.SizeAtQ.Add(sectors[row]);
            at.Merged += fate[row] is BioFate.BackMerged or BioFate.FrontMerged ? 1 : 0;
            at.Splits += bios.SplitsColumn[row];
            if (completed[row] >= 0)
            {
                Collector done = At(completed[row]);
                done.BiosCompleted++;
                if (!requests)
                {
                    done.Complete(completed[row], sectors[row], rwbs[row], bios.ErrorColumn[row]);
                }
            }
        }
    }

    private void CollectRequests(int device, Collector?[] windows)
    {
        Requests requests = _trace.Requests;
        ReadOnlySpan<long> firstIssued = requests.FirstIssueNs;
        ReadOnlySpan<long> completed = requests.CompleteNs;
        ReadOnlySpan<uint> sectors = requests.Sectors;
        ReadOnlySpan<Rwbs> rwbs = requests.Rwbs;
        RowSet rows = _trace.RequestRows[device];
        for (int place = 0; place < rows.Count; place++)
        {
            int row = rows[place];
            if (sectors[row] == 0)
            {
                continue;
            }

            At(firstIssued[row], windows).SizeAtD.Add(sectors[row]);
            if (completed[row] < 0)
            {
                continue;
            }

            Collector at = At(completed[row], windows);
            at.Complete(completed[row], sectors[row], rwbs[row], requests.ErrorColumn[row]);
            at.RequestsCompleted++;
            at.Requeues += requests.RequeuesColumn[row];
            long queued = requests.QueueColumn[row];
            if (queued >= 0)
            {
                at.BeforeIssue += firstIssued[row] - queued;
                at.Whole += completed[row] - queued;
            }
        }
    }

    // Of one stretch that holds all, the phases tell what durations would be kept for, unless events out of order made them leave some out.
    private bool TakePhases(Collector whole, int device)
    {
        bool requests = _trace.RequestRows[device].Count > 0;
        PhaseSummary? d2c = _trace.Phases.Get(Phase.D2C, Denominator.Request, Device);
        PhaseSummary? q2c = _trace.Phases.Get(requests ? Phase.Q2C : Phase.Q2Cdm, Denominator.Bio, Device);
        (whole.D2CP50Ns, whole.D2CP99Ns, whole.Q2CP50Ns) = (d2c?.P50Ns, d2c?.P99Ns, q2c?.P50Ns);
        return (d2c?.N ?? 0) == whole.RequestsCompleted && (q2c?.N ?? 0) == whole.BiosCompleted;
    }

    private void CollectDurations(int device)
    {
        (Bios bios, Requests requests) = (_trace.Bios, _trace.Requests);
        (RowSet queued, RowSet issued) = (_trace.BioRows[device], _trace.RequestRows[device]);
        for (int place = 0; place < queued.Count; place++)
        {
            int row = queued[place];
            if (bios.SectorsColumn[row] > 0 && bios.CompleteColumn[row] >= 0)
            {
                At(bios.CompleteColumn[row]).Q2C.Add(bios.CompleteColumn[row] - bios.QueueColumn[row]);
            }
        }

        for (int place = 0; place < issued.Count; place++)
        {
            int row = issued[place];
            if (requests.SectorsColumn[row] > 0 && requests.CompleteColumn[row] >= 0)
            {
                At(requests.CompleteColumn[row]).D2C.Add(requests.CompleteColumn[row] - requests.IssueColumn[row]);
            }
        }

        foreach (Collector window in _windows.OfType<Collector>())
        {
            window.TakeQuantiles();
        }
    }

    // The longest time without a completion while something waited, over all of the trace, in ns.
    private long StallOfTheWhole(int device, DepthSteps depth)
    {
        bool drive = _trace.RequestRows[device].Count > 0;
        EndOrder ends = drive ? _trace.RequestEnds[device] : _trace.BioEnds[device];
        (long[] from, uint[] sectors) = drive
            ? (_trace.Requests.FirstIssueColumn, _trace.Requests.SectorsColumn)
            : (_trace.Bios.QueueColumn, _trace.Bios.SectorsColumn);
        IoTimes.Walk completions = new IoTimes(ends, from, row => sectors[row] == 0, _ => true).Begin();
        StepWalk steps = depth.Begin();
        bool more = steps.Next();
        int outstanding = 0;
        long longest = 0;
        long end = _bins.EndOf(0);
        for (long last = _bins.FromNs; last != long.MaxValue; )
        {
            long completion = completions.NextEnd();
            long now = completion == long.MaxValue ? end : completion;

            // Waiting begins when something is outstanding: at the last completion, or at the first issue after it.
            for (; more && steps.TimeNs <= last; more = steps.Next())
            {
                outstanding = steps.Depth;
            }

            long since = last;
            for (; outstanding == 0 && since < now; )
            {
                since = more && steps.TimeNs < now ? steps.TimeNs : now;
                if (since < now)
                {
                    outstanding = steps.Depth;
                    more = steps.Next();
                }
            }

            longest = Math.Max(longest, now - since);
            last = completion;
        }

        return longest;
    }

    private sealed class Collector(long startNs, long endNs, long widthNs, bool keepsTimes)
    {
        public readonly SizeHistogram SizeAtQ = new();
        public readonly SizeHistogram SizeAtD = new();
        public readonly Stats.DurationBag D2C = new();
        public readonly Stats.DurationBag Q2C = new();
        public double? D2CP50Ns;
        public double? D2CP99Ns;
        public double? Q2CP50Ns;
        public long BiosCompleted;
        public long RequestsCompleted;
        public long Flushes;
        public long Merged;
        public long Splits;
        public long Touching;
        public long Requeues;
        public double BeforeIssue;
        public double Whole;
        private readonly List<long> _completions = [];
        private readonly long[] _parts = new long[Parts];
        private int _part;
        private long _completed;
        private long _sectors;
        private long _reads;
        private long _errors;

        public void Complete(long timeNs, uint sectors, Rwbs rwbs, short error)
        {
            _completed++;
            CountPart(timeNs - startNs);
            if (keepsTimes)
            {
                _completions.Add(timeNs);
            }

            _sectors += sectors;
            _reads += (rwbs & Rwbs.OperationMask) == Rwbs.Read ? 1 : 0;
            _errors += error == 0 ? 0 : 1;
        }

        /// <summary>Adds what another collected of the requests of the same stretch, of which no times are kept.</summary>
        public void Add(Collector requests)
        {
            foreach ((uint sectors, long count) in requests.SizeAtD.Sizes)
            {
                SizeAtD.Add(sectors, count);
            }

            RequestsCompleted += requests.RequestsCompleted;
            Requeues += requests.Requeues;
            BeforeIssue += requests.BeforeIssue;
            Whole += requests.Whole;
            _completed += requests._completed;
            _sectors += requests._sectors;
            _reads += requests._reads;
            _errors += requests._errors;
            for (int part = 0; part < Parts; part++)
            {
                _parts[part] += requests._parts[part];
            }
        }

        public void TakeQuantiles()
        {
            double?[] d2c = Stats.DurationBag.Quantiles([D2C], 0.5, 0.99);
            (D2CP50Ns, D2CP99Ns, Q2CP50Ns) = (d2c[0], d2c[1], Stats.DurationBag.Quantiles([Q2C], 0.5)[0]);
        }

        /// <summary>What was collected.</summary>
        /// <param name="originNs">Where the trace starts.</param>
        /// <param name="depth">The I/Os outstanding; null where not known.</param>
        /// <param name="stallMs">The longest stall, where it was found already.</param>
        public TraceWindow Finish(long originNs, DepthSteps? depth, double? stallMs)
        {
            _completions.Sort();
            return new TraceWindow
            {
                FromNs = startNs - originNs,
                WidthNs = widthNs,
                Bios = SizeAtQ.Count,
                Requests = SizeAtD.Count,
                Completed = _completed,
                MergedShare = Share(Merged, SizeAtQ.Count),
                SplitsPerBio = Share(Splits, SizeAtQ.Count),
                BiosPerRequest = SizeAtQ.Count == 0 ? null : Share(SizeAtQ.Count, SizeAtD.Count),
                SizeAtQP50 = SizeAtQ.P50,
                SizeAtDP50 = SizeAtD.P50,
                D2CP50Ms = D2CP50Ns / NsIn.Ms,
                D2CP99Ms = D2CP99Ns / NsIn.Ms,
                Q2CP50Ms = Q2CP50Ns / NsIn.Ms,
                Q2DShare = Whole > 0 ? BeforeIssue / Whole : null,
                DepthMean = depth?.MeanOver(startNs, endNs),
                Iops = _completed * NsIn.Second / widthNs,
                MiBPerSecond = _sectors / Sector.InMiB * NsIn.Second / widthNs,
                IopsVariation = Variation(),
                LongestStallMs = depth is null ? null : stallMs ?? Stall(depth),
                ReadShare = Share(_reads, _completed),
                SequentialShare = Share(Touching, SizeAtQ.Count),
                FlushShare = Share(Flushes, Flushes + SizeAtQ.Count),
                Errors = _errors,
                Requeues = Requeues,
            };
        }

        private static double? Share(long part, long whole) => whole == 0 ? null : (double)part / whole;

        // Completions come in order: most lie in the part of the one before, which a multiplication tells.
        private void CountPart(long afterNs)
        {
            bool same =
                afterNs is >= 0 and < long.MaxValue / Parts
                && unchecked((ulong)((afterNs * Parts) - (_part * widthNs))) < (ulong)widthNs
                && _part < Parts - 1;
            _part = same ? _part : PartOf(afterNs);
            _parts[_part]++;
        }

        // Of damaged times one may lie too far away to be multiplied.
        private int PartOf(long afterNs) =>
            afterNs is >= 0 and < long.MaxValue / Parts
                ? (int)Math.Min(afterNs * Parts / widthNs, Parts - 1)
                : (int)Int128.Clamp((Int128)afterNs * Parts / widthNs, 0, Parts - 1);

        private double? Variation()
        {
            if (_completed == 0)
            {
                return null;
            }

            double mean = (double)_completed / Parts;
            double squares = 0;
            foreach (long part in _parts)
            {
                squares += (part - mean) * (part - mean);
            }

            return Math.Sqrt(squares / Parts) / mean;
        }

        private double Stall(DepthSteps depth)
        {
            long longest = 0;
            long last = startNs;
            foreach (long time in _completions.Append(endNs))
            {
                longest = Math.Max(longest, time - WaitingSince(depth, last, time));
                last = time;
            }

            return longest / NsIn.Ms;
        }

        private static long WaitingSince(DepthSteps depth, long fromNs, long toNs)
        {
            int at = Array.BinarySearch(depth.TimeNs, fromNs);
            at = at < 0 ? ~at - 1 : at;
            long since = fromNs;
            while ((at < 0 || depth.Depth[at] == 0) && since < toNs)
            {
                at++;
                since = at < depth.TimeNs.Length ? Math.Max(fromNs, depth.TimeNs[at]) : toNs;
                if (at >= depth.TimeNs.Length)
                {
                    break;
                }
            }

            return Math.Min(since, toNs);
        }
    }
}
