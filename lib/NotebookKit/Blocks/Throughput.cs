using NotebookKit.Formats;

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
public readonly record struct ThroughputRow(
    BlockDevice Device, long FromNs, long WidthNs, long Reads, long ReadSectors, long Writes, long WriteSectors, long Others)
{
    /// <summary>I/Os completed a second.</summary>
    public double PerSecond => (Reads + Writes + Others) * 1e9 / WidthNs;

    /// <summary>MiB read and written a second.</summary>
    public double MiBPerSecond => (ReadSectors + WriteSectors) * 512.0 / (1 << 20) * 1e9 / WidthNs;
}

/// <summary>I/O completed over time, in stretches of equal length, for each device: requests on a drive, bios on a mapping device.</summary>
/// <remarks>The last stretch is as long as the others; stretches in which a device completed nothing are kept.</remarks>
public sealed partial class Throughput
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
            rows.AddRange(issued.Count > 0
                ? Count(device, issued, requests.CompleteNs, requests.Sectors, requests.Rwbs)
                : Count(device, trace.BioRows[device], bios.CompleteNs, bios.Sectors, bios.Rwbs));
        }

        Rows = rows;
    }

    private Throughput(Throughput finer, int times)
    {
        _trace = finer._trace;
        WidthNs = finer.WidthNs * times;
        Bins = TimeBins.Of(_trace, WidthNs);
        Rows = [.. finer.Rows.GroupBy(row => row.Device).SelectMany(device => device.Chunk(times)).Select(chunk => new ThroughputRow(
            chunk[0].Device, chunk[0].FromNs, WidthNs, chunk.Sum(row => row.Reads), chunk.Sum(row => row.ReadSectors), chunk.Sum(row => row.Writes), chunk.Sum(row => row.WriteSectors), chunk.Sum(row => row.Others)))];
    }

    /// <summary>The same in stretches that are longer by a whole number.</summary>
    internal Throughput Coarser(int times) => times == 1 ? this : Bins.Far is null ? new Throughput(this, times) : new Throughput(_trace, WidthNs * times);

    /// <summary>How the trace was cut.</summary>
    internal TimeBins Bins { get; }

    /// <summary>The length of a stretch, in ns.</summary>
    public long WidthNs { get; }

    /// <summary>The stretches, device by device, in time order.</summary>
    public IReadOnlyList<ThroughputRow> Rows { get; }

    private ThroughputRow[] Count(int device, RowSet of, ReadOnlySpan<long> completed, ReadOnlySpan<uint> sectors, ReadOnlySpan<Rwbs> rwbs)
    {
        ThroughputRow[] rows = [];
        for (int place = 0; place < of.Count; place++)
        {
            int row = of[place];
            if (completed[row] < 0 || sectors[row] == 0)
            {
                continue;
            }

            int bin = Bins.At(completed[row]);
            if (bin < 0)
            {
                continue;
            }

            rows = rows.Length == 0 ? new ThroughputRow[Bins.Count] : rows;
            ref ThroughputRow at = ref rows[bin];
            at = OperationClass.Of(rwbs[row]) switch
            {
                1 => at with { Reads = at.Reads + 1, ReadSectors = at.ReadSectors + sectors[row] },
                2 => at with { Writes = at.Writes + 1, WriteSectors = at.WriteSectors + sectors[row] },
                _ => at with { Others = at.Others + 1 },
            };
        }

        for (int i = 0; i < rows.Length; i++)
        {
            rows[i] = rows[i] with { Device = _trace.Head.Devices[device], FromNs = Bins.FromNs - _trace.StartNs + (i * WidthNs), WidthNs = WidthNs };
        }

        return rows;
    }
}
