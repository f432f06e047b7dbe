using NotebookKit.Blocks;
using NotebookKit.Formats;

namespace NotebookKit;

/// <summary>A device's share of each phase in the whole of Q2C, as btt sums them; in percent.</summary>
/// <remarks>The phases need not sum to 100: merged bios have no Q2G, and I2D exists only where a scheduler inserts.</remarks>
/// <param name="Device">The device; null for all together.</param>
/// <param name="Q2G">Percent of Q2C.</param>
/// <param name="G2I">Percent of Q2C.</param>
/// <param name="Q2M">Percent of Q2C.</param>
/// <param name="I2D">Percent of Q2C.</param>
/// <param name="D2C">Percent of Q2C.</param>
internal sealed record BttOverhead(BlockDevice? Device, double Q2G, double G2I, double Q2M, double I2D, double D2C);

/// <summary>How bios became requests on a device, by btt's counts.</summary>
/// <param name="Device">The device; null for all together.</param>
/// <param name="Queued">Q events and requeues, but at least as many as D events.</param>
/// <param name="Issued">D events, requeued requests each time.</param>
/// <param name="Min">Smallest completion (C), in 512-byte sectors.</param>
/// <param name="Max">Largest completion, in sectors.</param>
/// <param name="Total">Sectors completed.</param>
internal sealed record BttMerge(BlockDevice? Device, long Queued, long Issued, long Min, long Max, long Total)
{
    /// <summary>Queued for each issued.</summary>
    public double Ratio => (double)Queued / Issued;

    /// <summary>Sectors completed for each D event, rounded down.</summary>
    public long Average => Total / Issued;
}

/// <summary>Distances between I/Os on a device, by btt's rules: without sign, in sectors.</summary>
/// <param name="Device">The device.</param>
/// <param name="Point">Between Q events or between D events.</param>
/// <param name="N">Number of I/Os.</param>
/// <param name="Mean">Mean distance.</param>
/// <param name="Median">btt's median: a distance that occurs in half of the seeks, or 0.</param>
/// <param name="Modes">The distances that occur most often, in btt's order.</param>
/// <param name="ModeCount">How often.</param>
internal sealed record BttSeek(
    BlockDevice Device,
    SeekPoint Point,
    long N,
    double Mean,
    long Median,
    IReadOnlyList<long> Modes,
    int ModeCount
);

/// <summary>Plugs of a device's queue, by btt's rules.</summary>
/// <remarks>Kernels since 2.6.39 plug per process, and trace U for single devices only;
/// with P events alone the share of time says nothing.</remarks>
/// <param name="Device">The device.</param>
/// <param name="Plugs">Plugs that ended in U or with the trace.</param>
/// <param name="TimerUnplugs">Plugs that ended in UT: flushed by the scheduler.</param>
/// <param name="PluggedPercent">Share of the device's time with a plug, in percent; null where there was none.</param>
/// <param name="PerUnplug">Requests for each U, by the numbers that U events give; 0 where there were none.</param>
/// <param name="PerTimerUnplug">Requests for each UT.</param>
internal sealed record BttPlugs(
    BlockDevice Device,
    long Plugs,
    long TimerUnplugs,
    double? PluggedPercent,
    double PerUnplug,
    double PerTimerUnplug
);

/// <summary>Periods with at least one request between D and C.</summary>
/// <param name="Device">The device; null for all together.</param>
/// <param name="Periods">Number of periods.</param>
/// <param name="AverageActiveSeconds">Mean length, in s; 0 with one period, as btt prints it.</param>
/// <param name="AverageIdleSeconds">Mean time between periods, in s.</param>
/// <param name="ActivePercent">Share of the time from the trace's start to the last period's end, in percent.</param>
internal sealed record BttActive(
    BlockDevice? Device,
    long Periods,
    double AverageActiveSeconds,
    double AverageIdleSeconds,
    double ActivePercent
);

/// <summary>Everything that btt reports of a trace, number for number; <see cref="ToText"/> writes it as btt does.</summary>
/// <remarks>
/// Counts bios by btt's rules throughout (<see cref="Denominator.Btt"/>). Use
/// <see cref="BlockTrace.Phases"/>, <see cref="BlockTrace.Merges"/> and <see cref="BlockTrace.Seeks"/>
/// to see every bio and request once; this is for comparing with btt, and for reports in its words.
/// </remarks>
public sealed partial class BttReport
{
    private readonly BttRules _rules;
    private readonly BlockTrace _trace;
    private readonly Lazy<IReadOnlyList<BttSeek>> _seeks;

    internal BttReport(BlockTrace trace, BttRules rules)
    {
        _trace = trace;
        _rules = rules;
        _seeks = new Lazy<IReadOnlyList<BttSeek>>(() => BttSeeks.Of(trace, rules));
    }

    internal BttRules Rules => _rules;

    /// <summary>"Device Overhead": one row a device that completed bios, and one for all where any phase was seen.</summary>
    internal IReadOnlyList<BttOverhead> Overhead
    {
        get
        {
            Phase[] phases = [Phase.Q2G, Phase.G2I, Phase.Q2M, Phase.I2D, Phase.D2C, Phase.Q2C];
            BttDevice[] devices = [.. _rules.Devices.Where(device => device.Phases[(int)Phase.Q2C].TotalNs > 0)];
            var rows = devices
                .Select(device => Row(device.Device, phases.Select(phase => device.Phases[(int)phase].TotalNs).ToArray()))
                .ToList();
            Int128[] all =
            [
                .. phases.Select(phase => devices.Aggregate(Int128.Zero, (sum, device) => sum + device.Phases[(int)phase].TotalNs)),
            ];
            if (all[..5].Any(total => total > 0))
            {
                rows.Add(Row(null, all));
            }

            return rows;

            static BttOverhead Row(BlockDevice? device, Int128[] total)
            {
                double[] percent = [.. total[..5].Select(part => 100.0 * ((double)part / (double)total[5]))];
                return new BttOverhead(device, percent[0], percent[1], percent[2], percent[3], percent[4]);
            }
        }
    }

    /// <summary>"Device Merge Information": one row a device with Q and D events; where there are several, one more for all.</summary>
    internal IReadOnlyList<BttMerge> Merges
    {
        get
        {
            var rows = _rules
                .Devices.Where(device => device.Queued > 0 && device.Issued > 0)
                .Select(device => new BttMerge(
                    device.Device,
                    Queued(device),
                    device.Issued,
                    device.CompletedSectors.Min,
                    device.CompletedSectors.Max,
                    (long)device.CompletedSectors.Total
                ))
                .ToList();
            if (rows.Count > 1)
            {
                rows.Add(
                    new BttMerge(
                        null,
                        rows.Sum(row => row.Queued),
                        rows.Sum(row => row.Issued),
                        rows.Min(row => row.Min),
                        rows.Max(row => row.Max),
                        rows.Sum(row => row.Total)
                    )
                );
            }

            return rows;
        }
    }

    /// <summary>"Device Q2Q Seek Information" and "Device D2D Seek Information".</summary>
    internal IReadOnlyList<BttSeek> Seeks => _seeks.Value;

    /// <summary>"Plug Information".</summary>
    internal IReadOnlyList<BttPlugs> Plugs =>
        [
            .. _rules.Devices.Select(device =>
            {
                BttPlug plug = device.Plug;
                plug.Close(device.EndNs, 0, timer: false);
                return new BttPlugs(
                    device.Device,
                    plug.Plugs,
                    plug.TimerUnplugs,
                    plug.Plugs + plug.TimerUnplugs == 0
                        ? null
                        : 100.0 * (plug.PluggedSeconds / (BttPlug.Seconds(device.EndNs) - BttPlug.Seconds(device.StartNs))),
                    plug.Requests > 0 && plug.Plugs > 0 ? (double)plug.Requests / plug.Plugs : 0,
                    plug.TimerRequests > 0 && plug.TimerUnplugs > 0 ? (double)plug.TimerRequests / plug.TimerUnplugs : 0
                );
            }),
        ];

    /// <summary>"Active Requests At Q": the mean number of bios that had been queued and not
    /// yet issued or merged when one more came; for each device without mapping.</summary>
    public IReadOnlyList<(BlockDevice Device, double Average)> AverageAtQueue =>
        [
            .. _rules
                .Devices.Where(device => device.Queued > 0 && !device.Mapper)
                .Select(device => (device.Device, (double)device.ActiveAtQueue / Queued(device))),
        ];

    /// <summary>"I/O Active Period Information": one row a device, and one for all together.</summary>
    internal IReadOnlyList<BttActive> ActivePeriods =>
        [.. _rules.Devices.Select(device => Row(device.Device, device.Live, ZeroNs)), Row(null, _rules.Live, ZeroNs)];

    // btt counts from its trace's start, which is time zero there. Other tools count from the host's boot, since when the drive was not
    // watched.
    private long ZeroNs => _trace.Head.Clock == TraceClock.Boot ? _trace.StartNs : 0;

    /// <summary>"Q2D Histogram": the number of bios by Q2D, for each device that issued
    /// any; the edges are those of <see cref="Q2DEdges"/>.</summary>
    public IReadOnlyList<(BlockDevice Device, IReadOnlyList<long> Counts)> Q2DHistogram =>
        [
            .. _rules
                .Devices.Where(device => device.Q2DHistogram.Sum() > 0)
                .Select(device => (device.Device, (IReadOnlyList<long>)device.Q2DHistogram)),
        ];

    /// <summary>What the ten counts of <see cref="Q2DHistogram"/> are of, in s.</summary>
    public static IReadOnlyList<string> Q2DEdges { get; } =
    ["<.005", "<.010", "<.025", "<.050", "<.075", "<.100", "<.250", "<.500", "< 1.0", ">=1.0"];

    // Merge Information raises the count, and Active Requests is printed after it.
    private static long Queued(BttDevice device) => device.Issued > 0 ? Math.Max(device.Queued, device.Issued) : device.Queued;

    private static BttActive Row(BlockDevice? device, BttLive live, long zeroNs)
    {
        if (live.Count < 2)
        {
            return new BttActive(device, live.Count, 0, 0, live.Count == 1 ? 100 : 0);
        }

        double time = BttPlug.Seconds(live.EndNs - zeroNs);
        double active = BttPlug.Seconds(live.TotalNs);
        return new BttActive(device, live.Count, active / live.Count, (time - active) / (live.Count - 1), 100.0 * (active / time));
    }
}
