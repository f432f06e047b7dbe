using NotebookKit.Display;
using NotebookKit.Stats;

namespace NotebookKit.Blocks;

/// <summary>What iostat would print of one interval, taken from a trace; what the trace does not tell is null.</summary>
/// <param name="FromNs">Start of the interval, in ns after the trace's start.</param>
/// <param name="WidthNs">Its length, in ns.</param>
/// <param name="ReadsPerSec"><c>r/s</c>: reads completed a second.</param>
/// <param name="WritesPerSec"><c>w/s</c>: writes completed a second.</param>
/// <param name="ReadKiBPerSec"><c>rkB/s</c>.</param>
/// <param name="WriteKiBPerSec"><c>wkB/s</c>.</param>
/// <param name="RrqmPerSec"><c>rrqm/s</c>: read bios merged (M, F) a second; null without Q events.</param>
/// <param name="WrqmPerSec"><c>wrqm/s</c>.</param>
/// <param name="RAwaitMs"><c>r_await</c>: mean time of the reads completed, in ms.</param>
/// <param name="WAwaitMs"><c>w_await</c>.</param>
/// <param name="RareqSzKiB"><c>rareq-sz</c>: mean size of the reads completed, in KiB.</param>
/// <param name="WareqSzKiB"><c>wareq-sz</c>.</param>
/// <param name="AquSz"><c>aqu-sz</c>: time of all I/O in the interval over its length.</param>
/// <param name="UtilPercent"><c>%util</c>: share of the interval with an I/O in hand.</param>
internal sealed record TraceRateRow(
    long FromNs,
    long WidthNs,
    double ReadsPerSec,
    double WritesPerSec,
    double ReadKiBPerSec,
    double WriteKiBPerSec,
    double? RrqmPerSec,
    double? WrqmPerSec,
    double? RAwaitMs,
    double? WAwaitMs,
    double? RareqSzKiB,
    double? WareqSzKiB,
    double AquSz,
    double UtilPercent
)
{
    /// <summary>A value by iostat's name of its column; null where unknown.</summary>
    public double? this[string column] =>
        column switch
        {
            "r/s" => ReadsPerSec,
            "w/s" => WritesPerSec,
            "rkB/s" => ReadKiBPerSec,
            "wkB/s" => WriteKiBPerSec,
            "rrqm/s" => RrqmPerSec,
            "wrqm/s" => WrqmPerSec,
            "r_await" => RAwaitMs,
            "w_await" => WAwaitMs,
            "rareq-sz" => RareqSzKiB,
            "wareq-sz" => WareqSzKiB,
            "aqu-sz" => AquSz,
            "%util" => UtilPercent,
            _ => null,
        };
}

/// <summary>iostat's numbers from a trace, interval by interval, on one device: requests on a drive, bios on a mapping device.</summary>
/// <remarks>
/// As the kernel accounts (blk_account_io_start and blk_account_io_done in block/blk-mq.c): an I/O counts when it completes, a request's
/// time runs from its allocation (G; from D where G was not traced), a mapped bio's from Q. Flushes are left out, discards too.
/// </remarks>
[TypeFormatterSource(typeof(ShownFormatterSource))]
internal sealed class TraceRates : ITabled
{
    private readonly BlockTrace _trace;
    private readonly TimeBins _bins;
    private Sums _thrownAway;

    internal TraceRates(BlockTrace trace, long widthNs, BlockDevice? device)
    {
        _bins = TimeBins.Of(trace, widthNs);
        _trace = trace;
        WidthNs = widthNs;
        Device = device ?? trace.Devices.Drive?.Device ?? trace.Devices.All.MaxBy(entry => entry.Bios)?.Device;
        Rows = Device is { } found && trace.Head.Devices.Find(found) is >= 0 and var index ? Count(index) : [];
    }

    /// <summary>The device; null for an empty trace.</summary>
    public BlockDevice? Device { get; }

    /// <summary>The length of an interval, in ns.</summary>
    public long WidthNs { get; }

    /// <summary>The intervals, from the trace's start; the last is as long as the others.</summary>
    internal IReadOnlyList<TraceRateRow> Rows { get; }

    /// <summary>One row an interval, with iostat's columns.</summary>
    public ResultTable ToTable() =>
        new ResultTable()
            .Real("time", Rows.Select(row => (double?)row.FromNs / NsIn.Second), "s")
            .Real("r/s", Rows.Select(row => (double?)row.ReadsPerSec), "1/s")
            .Real("rkB/s", Rows.Select(row => (double?)row.ReadKiBPerSec), "KiB/s")
            .Real("rrqm/s", Rows.Select(row => row.RrqmPerSec), "1/s")
            .Real("r_await", Rows.Select(row => row.RAwaitMs), "ms")
            .Real("rareq-sz", Rows.Select(row => row.RareqSzKiB), "KiB")
            .Real("w/s", Rows.Select(row => (double?)row.WritesPerSec), "1/s")
            .Real("wkB/s", Rows.Select(row => (double?)row.WriteKiBPerSec), "KiB/s")
            .Real("wrqm/s", Rows.Select(row => row.WrqmPerSec), "1/s")
            .Real("w_await", Rows.Select(row => row.WAwaitMs), "ms")
            .Real("wareq-sz", Rows.Select(row => row.WareqSzKiB), "KiB")
            .Real("aqu-sz", Rows.Select(row => (double?)row.AquSz))
            .Real("%util", Rows.Select(row => (double?)row.UtilPercent), "%")
            .Titled(
                FormattableString.Invariant(
                    $"iostat's numbers from the trace, every {WidthNs / NsIn.Second:0.###} s{(Device is { } device ? $", {_trace.Labels.Device(device)}" : "")}"
                ),
                $"Requests on a drive, timed from G where traced, else from D; bios on a mapping device, timed from Q. {_bins.LeftOut}{_trace.Evidence} {_trace.Unmatched}"
            );

    private TraceRateRow[] Count(int device)
    {
        var sums = new Sums[_bins.Count];
        Requests requests = _trace.Requests;
        Bios bios = _trace.Bios;
        if (requests.Device.Contains((ushort)device))
        {
            for (int row = 0; row < requests.Count; row++)
            {
                if (requests.Device[row] == device)
                {
                    Add(
                        sums,
                        requests.GetColumn[row] >= 0 ? requests.GetColumn[row] : requests.FirstIssueColumn[row],
                        requests.CompleteNs[row],
                        requests.Sectors[row],
                        requests.Rwbs[row]
                    );
                }
            }
        }
        else
        {
            for (int row = 0; row < bios.Count; row++)
            {
                if (bios.Device[row] == device)
                {
                    Add(sums, bios.TimeNs[row], bios.CompleteNs[row], bios.Sectors[row], bios.Rwbs[row]);
                }
            }
        }

        for (int row = 0; row < bios.Count; row++)
        {
            if (bios.Device[row] == device && bios.Fate[row] is BioFate.BackMerged or BioFate.FrontMerged && bios.TakenColumn[row] >= 0)
            {
                ref Sums at = ref At(sums, bios.TakenColumn[row]);
                (at.ReadMerges, at.WriteMerges) =
                    OperationClass.Of(bios.Rwbs[row]) == 1 ? (at.ReadMerges + 1, at.WriteMerges) : (at.ReadMerges, at.WriteMerges + 1);
            }
        }

        Fill(sums, device);
        bool merges = _trace.Evidence.Bios;
        return [.. sums.Select((sum, place) => sum.Row(_bins.FromNs - _trace.StartNs + (place * WidthNs), WidthNs, merges))];
    }

    // What lies in no interval is added to one that is thrown away.
    private ref Sums At(Sums[] sums, long timeNs)
    {
        int at = _bins.At(timeNs);
        return ref at < 0 ? ref _thrownAway : ref sums[at];
    }

    private void Add(Sums[] sums, long from, long to, uint sectors, Rwbs rwbs)
    {
        int operation = OperationClass.Of(rwbs);
        if (to < 0 || sectors == 0 || operation is not (1 or 2))
        {
            return;
        }

        ref Sums at = ref At(sums, to);
        if (operation == 1)
        {
            (at.Reads, at.ReadSectors, at.ReadNs) = (at.Reads + 1, at.ReadSectors + sectors, at.ReadNs + Math.Max(0, to - from));
        }
        else
        {
            (at.Writes, at.WriteSectors, at.WriteNs) = (at.Writes + 1, at.WriteSectors + sectors, at.WriteNs + Math.Max(0, to - from));
        }
    }

    // Busy time by the depth of the queue: D to C on a drive.
    private void Fill(Sums[] sums, int device)
    {
        DepthSteps? steps =
            _trace.QueueDepth.Steps(_trace.Head.Devices[device]) ?? _trace.QueueDepth.Steps(_trace.Head.Devices[device], DepthOf.Queued);
        bool all = _bins.HoldAll;
        long behind = _bins.EndOf(_bins.Count - 1);
        for (int i = 0; steps is not null && i + 1 < steps.TimeNs.Length; i++)
        {
            long from = all ? steps.TimeNs[i] : Math.Max(steps.TimeNs[i], _bins.FromNs);
            long to = all ? steps.TimeNs[i + 1] : Math.Min(steps.TimeNs[i + 1], behind);
            while (steps.Depth[i] > 0 && from < to)
            {
                int place = _bins.At(from);
                long end = place == sums.Length - 1 ? to : Math.Min(to, _bins.EndOf(place));
                sums[place].BusyNs += end - from;
                from = end;
            }
        }
    }

    private struct Sums
    {
        public long Reads;
        public long Writes;
        public long ReadSectors;
        public long WriteSectors;

        // Of damaged times a few add up to more than 64 bits hold.
        public Int128 ReadNs;
        public Int128 WriteNs;
        public long ReadMerges;
        public long WriteMerges;
        public Int128 BusyNs;

        public readonly TraceRateRow Row(long from, long width, bool bios)
        {
            double seconds = width / NsIn.Second;
            return new TraceRateRow(
                from,
                width,
                Reads / seconds,
                Writes / seconds,
                ReadSectors / 2.0 / seconds,
                WriteSectors / 2.0 / seconds,
                bios ? ReadMerges / seconds : null,
                bios ? WriteMerges / seconds : null,
                Reads == 0 ? null : (double)ReadNs / NsIn.Ms / Reads,
                Writes == 0 ? null : (double)WriteNs / NsIn.Ms / Writes,
                Reads == 0 ? null : ReadSectors / 2.0 / Reads,
                Writes == 0 ? null : WriteSectors / 2.0 / Writes,
                (double)(ReadNs + WriteNs) / width,
                Math.Min(100, 100.0 * (double)BusyNs / width)
            );
        }
    }
}
