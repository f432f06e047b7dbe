using System.Runtime.InteropServices;
using NotebookKit.Formats;

namespace NotebookKit.Blocks;

/// <summary>Features of each stretch of time on one device.</summary>
/// <remarks>
/// Taken from the whole trace's matching, so I/O that crosses the edge of a stretch is not lost: bios count where they were queued,
/// requests at D where they were issued, latencies and rates where the I/O completed. The last stretch may be cut short by the trace's
/// end; its rates are taken over its full width all the same, so leave it out where rates matter.
/// </remarks>
public sealed partial class TraceWindows
{
    private const int Parts = 10;

    private readonly BlockTrace _trace;
    private readonly TimeBins _bins;

    internal TraceWindows(BlockTrace trace, long widthNs, BlockDevice? device)
    {
        _bins = TimeBins.Of(trace, widthNs);
        _trace = trace;
        WidthNs = widthNs;
        Device = device ?? Busiest(trace);
        int index = Device is { } named ? trace.Events.Devices.Find(named) : -1;
        if (index < 0)
        {
            All = [];
            return;
        }

        // Most stretches of a trace with a damaged time hold nothing.
        var windows = new Collector?[_bins.Count];
        CollectBios(windows, index);
        CollectRequests(windows, index);
        DepthSteps? depth = trace.QueueDepth.Steps(trace.Events.Devices[index]) ?? trace.QueueDepth.Steps(trace.Events.Devices[index], DepthOf.Queued);
        long fromNs = _bins.FromNs - trace.StartNs;
        var empty = new Collector();
        All = [.. windows.Select((window, i) => (window ?? empty).Finish(fromNs + (i * widthNs), widthNs, trace.StartNs, depth))];
    }

    /// <summary>The device; null for an empty trace.</summary>
    public BlockDevice? Device { get; }

    /// <summary>The length of a stretch, in ns.</summary>
    public long WidthNs { get; }

    /// <summary>The stretches, in time order.</summary>
    public IReadOnlyList<TraceWindow> All { get; }

    private static BlockDevice? Busiest(BlockTrace trace)
        => trace.Merges.Devices.OrderByDescending(entry => entry.Requests).ThenByDescending(entry => entry.Bios).FirstOrDefault()?.Device;

    /// <summary>How the trace was cut.</summary>
    internal TimeBins Bins => _bins;

    // What lies in no stretch goes into one that is thrown away.
    private Collector At(Collector?[] windows, long timeNs) => _bins.At(timeNs) is >= 0 and var at ? windows[at] ??= new Collector() : new Collector();

    private void CollectBios(Collector?[] windows, int device)
    {
        Bios bios = _trace.Bios;
        bool requests = _trace.Requests.Device.Contains((ushort)device);
        long lastStart = 0;
        long lastEnd = 0;
        for (int row = 0; row < bios.Count; row++)
        {
            if (bios.Device[row] != device)
            {
                continue;
            }

            Collector at = At(windows, bios.TimeNs[row]);
            if (bios.Sectors[row] == 0)
            {
                at.Flushes++;
                continue;
            }

            long start = bios.Sector[row];
            long end = start + bios.Sectors[row];
            at.Touching += (lastStart <= start && start <= lastEnd) || (lastStart <= end && end <= lastEnd) ? 1 : 0;
            (lastStart, lastEnd) = (start, end);
            at.SizeAtQ.Add(bios.Sectors[row]);
            at.Merged += bios.Fate[row] is BioFate.BackMerged or BioFate.FrontMerged ? 1 : 0;
            at.Splits += bios.Splits[row];
            if (bios.CompleteNs[row] >= 0)
            {
                Collector done = At(windows, bios.CompleteNs[row]);
                done.Q2C.Add(bios.CompleteNs[row] - bios.TimeNs[row]);
                if (!requests)
                {
                    done.Complete(bios.CompleteNs[row], bios.Sectors[row], bios.Rwbs[row], bios.Error[row]);
                }
            }
        }
    }

    private void CollectRequests(Collector?[] windows, int device)
    {
        Requests requests = _trace.Requests;
        for (int row = 0; row < requests.Count; row++)
        {
            if (requests.Device[row] != device || requests.Sectors[row] == 0)
            {
                continue;
            }

            At(windows, requests.FirstIssueNs[row]).SizeAtD.Add(requests.Sectors[row]);
            if (requests.CompleteNs[row] < 0)
            {
                continue;
            }

            Collector at = At(windows, requests.CompleteNs[row]);
            at.Complete(requests.CompleteNs[row], requests.Sectors[row], requests.Rwbs[row], requests.Error[row]);
            at.D2C.Add(requests.CompleteNs[row] - requests.IssueNs[row]);
            at.Requeues += requests.Requeues[row];
            if (requests.QueueNs[row] >= 0)
            {
                at.BeforeIssue += requests.FirstIssueNs[row] - requests.QueueNs[row];
                at.Whole += requests.CompleteNs[row] - requests.QueueNs[row];
            }
        }
    }

    private sealed class Collector
    {
        public readonly SizeHistogram SizeAtQ = new();
        public readonly SizeHistogram SizeAtD = new();
        public readonly List<long> D2C = [];
        public readonly List<long> Q2C = [];
        public long Flushes;
        public long Merged;
        public long Splits;
        public long Touching;
        public long Requeues;
        public double BeforeIssue;
        public double Whole;
        private readonly List<long> _completions = [];
        private long _sectors;
        private long _reads;
        private long _errors;

        public void Complete(long timeNs, uint sectors, Rwbs rwbs, short error)
        {
            _completions.Add(timeNs);
            _sectors += sectors;
            _reads += (rwbs & Rwbs.OperationMask) == Rwbs.Read ? 1 : 0;
            _errors += error == 0 ? 0 : 1;
        }

        public TraceWindow Finish(long fromNs, long widthNs, long originNs, DepthSteps? depth)
        {
            _completions.Sort();
            return new TraceWindow
            {
                FromNs = fromNs,
                WidthNs = widthNs,
                Bios = SizeAtQ.Count,
                Requests = SizeAtD.Count,
                Completed = _completions.Count,
                MergedShare = Share(Merged, SizeAtQ.Count),
                SplitsPerBio = Share(Splits, SizeAtQ.Count),
                BiosPerRequest = SizeAtQ.Count == 0 ? null : Share(SizeAtQ.Count, SizeAtD.Count),
                SizeAtQP50 = SizeAtQ.P50,
                SizeAtDP50 = SizeAtD.P50,
                D2CP50Ms = QuantileMs(D2C, 0.5),
                D2CP99Ms = QuantileMs(D2C, 0.99),
                Q2CP50Ms = QuantileMs(Q2C, 0.5),
                Q2DShare = Whole > 0 ? BeforeIssue / Whole : null,
                DepthMean = depth?.MeanOver(originNs + fromNs, originNs + fromNs + widthNs),
                Iops = _completions.Count * 1e9 / widthNs,
                MiBPerSecond = _sectors * 512.0 / (1 << 20) * 1e9 / widthNs,
                IopsVariation = Variation(originNs + fromNs, widthNs),
                LongestStallMs = Stall(originNs + fromNs, widthNs, depth),
                ReadShare = Share(_reads, _completions.Count),
                SequentialShare = Share(Touching, SizeAtQ.Count),
                FlushShare = Share(Flushes, Flushes + SizeAtQ.Count),
                Errors = _errors,
                Requeues = Requeues,
            };
        }

        private static double? Share(long part, long whole) => whole == 0 ? null : (double)part / whole;

        private static double? QuantileMs(List<long> values, double q) => Stats.Quantiles.At(CollectionsMarshal.AsSpan(values), q) / 1e6;

        private double? Variation(long fromNs, long widthNs)
        {
            if (_completions.Count == 0)
            {
                return null;
            }

            Span<long> parts = stackalloc long[Parts];
            foreach (long time in _completions)
            {
                parts[(int)Int128.Clamp((Int128)(time - fromNs) * Parts / widthNs, 0, Parts - 1)]++;
            }

            double mean = (double)_completions.Count / Parts;
            double squares = 0;
            foreach (long part in parts)
            {
                squares += (part - mean) * (part - mean);
            }

            return Math.Sqrt(squares / Parts) / mean;
        }

        private double? Stall(long fromNs, long widthNs, DepthSteps? depth)
        {
            if (depth is null)
            {
                return null;
            }

            long longest = 0;
            long last = fromNs;
            foreach (long time in _completions.Append(fromNs + widthNs))
            {
                // Waiting begins when something is outstanding: at the last completion, or at the first issue after it.
                longest = Math.Max(longest, time - WaitingSince(depth, last, time));
                last = time;
            }

            return longest / 1e6;
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
