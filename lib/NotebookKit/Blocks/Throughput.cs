using NotebookKit.Stats;

namespace NotebookKit.Blocks;

/// <summary>What a device completed in one stretch of time.</summary>
/// <param name="Device">The device.</param>
/// <param name="FromNs">Start of the stretch, in ns after the trace's start.</param>
/// <param name="WidthNs">Its length, in ns.</param>
/// <param name="Reads">Reads completed.</param>
/// <param name="ReadSectors">Their sectors.</param>
/// <param name="Writes">Writes completed.</param>
/// <param name="WriteSectors">Their sectors.</param>
/// <param name="Others">Discards and other I/O with sectors completed.</param>
internal readonly record struct ThroughputRow(
    BlockDevice Device,
    long FromNs,
    long WidthNs,
    long Reads,
    long ReadSectors,
    long Writes,
    long WriteSectors,
    long Others
)
{
    /// <summary>I/Os completed a second.</summary>
    public double PerSecond => (Reads + Writes + Others) * NsIn.Second / WidthNs;

    /// <summary>MiB read and written a second.</summary>
    public double MiBPerSecond => (ReadSectors + WriteSectors) / Sector.InMiB * NsIn.Second / WidthNs;
}

/// <summary>I/O completed over time, in stretches of equal length, for each device:
/// requests on a drive, bios on a mapping device.</summary>
/// <remarks>The last stretch is as long as the others; stretches in which a device completed nothing are kept.</remarks>
internal sealed partial class Throughput
{
    private readonly BlockTrace _trace;

    internal Throughput(BlockTrace trace, long widthNs)
    {
        Bins = TimeBins.Of(trace, widthNs);
        _trace = trace;
        WidthNs = widthNs;
        var rows = new List<ThroughputRow>();
        int devices = trace.Head.Devices.Count;
        (Requests requests, Bios bios) = (trace.Requests, trace.Bios);
        for (int device = 0; device < devices; device++)
        {
            RowSet issued = trace.RequestRows[device];
            rows.AddRange(
                issued.Count > 0
                    ? Count(device, issued, requests.CompleteNs, requests.Sectors, requests.Rwbs)
                    : Count(device, trace.BioRows[device], bios.CompleteNs, bios.Sectors, bios.Rwbs)
            );
        }

        Rows = rows;
    }

    private Throughput(Throughput finer, int times)
    {
        _trace = finer._trace;
        WidthNs = finer.WidthNs * times;
        Bins = TimeBins.Of(_trace, WidthNs);
        Rows =
        [
            .. finer
                .Rows.GroupBy(row => row.Device)
                .SelectMany(device => device.Chunk(times))
                .Select(chunk => new ThroughputRow(
                    chunk[0].Device,
                    chunk[0].FromNs,
                    WidthNs,
                    chunk.Sum(row => row.Reads),
                    chunk.Sum(row => row.ReadSectors),
                    chunk.Sum(row => row.Writes),
                    chunk.Sum(row => row.WriteSectors),
                    chunk.Sum(row => row.Others)
                )),
        ];
    }

    /// <summary>The same in longer stretches.</summary>
    internal Throughput Coarser(long widthNs) =>
        widthNs == WidthNs ? this
        : Bins.HoldAll && widthNs % WidthNs == 0 ? new Throughput(this, (int)(widthNs / WidthNs))
        : new Throughput(_trace, widthNs);

    /// <summary>How the trace was cut.</summary>
    internal TimeBins Bins { get; }

    /// <summary>The length of a stretch, in ns.</summary>
    public long WidthNs { get; }

    /// <summary>The stretches, device by device, in time order.</summary>
    internal IReadOnlyList<ThroughputRow> Rows { get; }

    private ThroughputRow[] Count(int device, RowSet of, ReadOnlySpan<long> completed, ReadOnlySpan<uint> sectors, ReadOnlySpan<Rwbs> rwbs)
    {
        Sums[] sums = [];
        int bin = -1;
        long binFromNs = 0;
        for (int place = 0; place < of.Count; place++)
        {
            int row = of[place];
            if (completed[row] < 0 || sectors[row] == 0)
            {
                continue;
            }

            // Completions come in order: most lie in the stretch of the one before.
            if (bin < 0 || unchecked((ulong)(completed[row] - binFromNs)) >= (ulong)WidthNs)
            {
                bin = Bins.At(completed[row]);
                binFromNs = Bins.StartOf(bin);
                if (bin < 0)
                {
                    continue;
                }
            }

            sums = sums.Length == 0 ? new Sums[Bins.Count] : sums;
            ref Sums at = ref sums[bin];
            switch (OperationClass.Of(rwbs[row]))
            {
                case 1:
                    at.Reads++;
                    at.ReadSectors += sectors[row];
                    break;
                case 2:
                    at.Writes++;
                    at.WriteSectors += sectors[row];
                    break;
                default:
                    at.Others++;
                    break;
            }
        }

        long fromNs = Bins.FromNs - _trace.StartNs;
        return
        [
            .. sums.Select(
                (at, place) =>
                    new ThroughputRow(
                        _trace.Head.Devices[device],
                        fromNs + (place * WidthNs),
                        WidthNs,
                        at.Reads,
                        at.ReadSectors,
                        at.Writes,
                        at.WriteSectors,
                        at.Others
                    )
            ),
        ];
    }

    private struct Sums
    {
        public long Reads;
        public long ReadSectors;
        public long Writes;
        public long WriteSectors;
        public long Others;
    }
}
