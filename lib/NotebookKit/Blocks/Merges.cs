using NotebookKit.Blocks;

namespace NotebookKit;

/// <summary>How bios became requests on one device.</summary>
/// <param name="Device">The device.</param>
/// <param name="Bios">Bios queued (Q), flushes left out.</param>
/// <param name="BackMerges">Bios merged at the back of a request (M).</param>
/// <param name="FrontMerges">Bios merged at the front of a request (F).</param>
/// <param name="Splits">Splits (X).</param>
/// <param name="Requests">Requests issued (D), requeued ones once, flushes left out.</param>
/// <param name="Issues">D events, requeued requests each time, flushes left out.</param>
/// <param name="Requeues">R events.</param>
/// <param name="SizeAtQ">Sizes of the bios.</param>
/// <param name="SizeAtD">Sizes of the requests.</param>
/// <param name="LongestChain">The most bios in one request.</param>
/// <param name="ChainBios">Bios, and pieces of split ones, that were seen to go into requests.</param>
/// <param name="ChainRequests">Requests that were seen to carry bios.</param>
public sealed record DeviceMerges(
    BlockDevice Device,
    long Bios,
    long BackMerges,
    long FrontMerges,
    long Splits,
    long Requests,
    long Issues,
    long Requeues,
    SizeHistogram SizeAtQ,
    SizeHistogram SizeAtD,
    int LongestChain,
    long ChainBios,
    long ChainRequests
)
{
    /// <summary>Bios for each request (#Q/#D), btt's "Ratio"; null where either was not traced.</summary>
    public double? Ratio => Bios == 0 || Requests == 0 ? null : (double)Bios / Requests;

    /// <summary>The share of bios that were merged into another's request, 0 to 1; null
    /// where no bio was traced or the device issues no requests.</summary>
    public double? MergedShare => Bios == 0 || Requests == 0 ? null : (double)(BackMerges + FrontMerges) / Bios;

    /// <summary>The mean number of bios in a request; null where no bio was seen to go into one.</summary>
    public double? AverageChain => ChainRequests == 0 ? null : (double)ChainBios / ChainRequests;
}

/// <summary>How bios became requests, for each device: merges, splits, and the sizes before and after.</summary>
public sealed partial class Merges
{
    private readonly BlockTrace _trace;
    private readonly Dictionary<BlockDevice, DeviceMerges> _byDevice;

    internal Merges(BlockTrace trace)
    {
        _trace = trace;
        int devices = trace.Head.Devices.Count;
        SizeHistogram[] atQ = [];
        SizeHistogram[] atD = [];
        int[] longest = [];
        long[] chainBios = [];
        long[] chainRequests = [];
        long[] requeues = [];
        SideBySide.Do(trace.Bios.Count, CountBios, CountRequests);

        ActionCounts actions = trace.ActionCounts;
        Devices =
        [
            .. Enumerable
                .Range(0, devices)
                .Select(index => (Index: index, Device: trace.Head.Devices[index]))
                .Where(at => atQ[at.Index].Count + atD[at.Index].Count > 0)
                .Select(at => new DeviceMerges(
                    at.Device,
                    atQ[at.Index].Count,
                    actions[BlockAction.BackMerge, at.Device],
                    actions[BlockAction.FrontMerge, at.Device],
                    actions[BlockAction.Split, at.Device],
                    atD[at.Index].Count,
                    atD[at.Index].Count + requeues[at.Index],
                    requeues[at.Index],
                    atQ[at.Index],
                    atD[at.Index],
                    longest[at.Index],
                    chainBios[at.Index],
                    chainRequests[at.Index]
                )),
        ];
        _byDevice = Devices.ToDictionary(entry => entry.Device);

        // Each thread makes what it counts in: what lies side by side in memory two threads take from one another at each step.
        void CountBios()
        {
            SizeHistogram[] sizes = atQ = Nothing();
            ReadOnlySpan<ushort> device = trace.Bios.Device;
            ReadOnlySpan<uint> sectors = trace.Bios.Sectors;
            for (int row = 0; row < device.Length; row++)
            {
                sizes[device[row]].Add(sectors[row]);
            }
        }

        void CountRequests()
        {
            SizeHistogram[] sizes = atD = Nothing();
            (longest, chainBios, chainRequests, requeues) = (new int[devices], new long[devices], new long[devices], new long[devices]);
            Requests requests = trace.Requests;
            ReadOnlySpan<ushort> device = requests.Device;
            ReadOnlySpan<uint> sectors = requests.Sectors;
            ReadOnlySpan<int> carried = requests.Bios;
            for (int row = 0; row < device.Length; row++)
            {
                int at = device[row];
                sizes[at].Add(sectors[row]);
                longest[at] = Math.Max(longest[at], carried[row]);
                chainBios[at] += carried[row];
                chainRequests[at] += carried[row] > 0 ? 1 : 0;
                requeues[at] += requests.RequeuesColumn[row];
            }
        }

        SizeHistogram[] Nothing() => [.. Enumerable.Range(0, devices).Select(_ => new SizeHistogram())];
    }

    /// <summary>One entry for each device that queued or issued anything, in order of appearance.</summary>
    public IReadOnlyList<DeviceMerges> Devices { get; }

    /// <summary>The entry of a device; null where it queued and issued nothing.</summary>
    public DeviceMerges? this[BlockDevice device] => _byDevice.GetValueOrDefault(device);
}
