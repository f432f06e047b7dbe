using System.Numerics;
using NotebookKit.Blocks;
using NotebookKit.Stats;

namespace NotebookKit.Cases;

/// <summary>What one operation costs a drive, so that it can be held against another's of the same size and load.</summary>
internal sealed class PeerMeasure
{
    /// <summary>Fewer are no yardstick, and are not measured by one.</summary>
    public const int Fewest = 20;

    // Of the largest traces one in so many tells as much.
    private const int Most = 200_000;

    // A drive with more in hand answers later without being slower.
    private const double MoreInHand = 1.5;

    private readonly Dictionary<int, List<(double Ms, int Depth)>> _bySize = [];
    private readonly double _depth;
    private readonly double _perBusySecond;

    /// <summary>Measures a drive.</summary>
    /// <param name="trace">The trace.</param>
    /// <param name="device">The drive.</param>
    /// <param name="kind">The operation, of <see cref="IoKind"/>.</param>
    /// <param name="queue">Its settings; null where not known.</param>
    public PeerMeasure(BlockTrace trace, BlockDevice device, int kind, DeviceQueue? queue)
    {
        (Device, IsDisk) = (device, queue?.Rotational);
        int index = trace.Head.Devices.Find(device);
        Requests requests = trace.Requests;
        IoTimes.Walk walk = new IoTimes(trace.RequestEnds[index], requests.FirstIssueColumn, withoutOpen: _ => true).Begin();
        (int depth, long busySince, double busyNs, double waitedNs, long completed) = (0, 0, 0, 0, 0);
        (int inRow, long end) = (0, long.MinValue);
        int each = Math.Max(1, trace.RequestRows[index].Count / Most);
        while (walk.End != long.MaxValue || walk.Start != long.MaxValue)
        {
            if (walk.Start > walk.End)
            {
                busyNs += --depth == 0 ? walk.End - busySince : 0;
                walk.TakeEnd();
                continue;
            }

            busySince = depth++ == 0 ? walk.Start : busySince;
            if (walk.StartRow is >= 0 and int row)
            {
                inRow += requests.Sector[row] == end ? 1 : 0;
                end = requests.Sector[row] + requests.SectorsColumn[row];
                completed++;
                waitedNs += requests.CompleteColumn[row] - requests.FirstIssueColumn[row];
                if (completed % each == 0 && IoKind.Of(requests.RwbsColumn[row], requests.SectorsColumn[row]) == kind)
                {
                    Take(requests, row, depth);
                }
            }

            walk.TakeStart();
        }

        InRow = completed == 0 ? 0 : (double)inRow / completed;
        (_depth, _perBusySecond) = busyNs == 0 ? (0, 0) : (waitedNs / busyNs, completed / busyNs * NsIn.Second);
    }

    /// <summary>The drive.</summary>
    public BlockDevice Device { get; }

    /// <summary>Whether it is a rotating disk; null where nothing says so.</summary>
    public bool? IsDisk { get; }

    /// <summary>The share of its requests that begin where the one issued before them ended, from 0 to 1.</summary>
    public double InRow { get; }

    /// <summary>How many requests of the operation were answered.</summary>
    public int Count => _bySize.Values.Sum(of => of.Count);

    /// <summary>Its median D2C and another's, of requests of the same size (to a power of two).</summary>
    /// <returns>Null where they have too few of one size in common, or where this one has
    /// more in hand and answers as many a second.</returns>
    public (double OwnMs, double OtherMs, int Count, bool IsAll)? Against(PeerMeasure other)
    {
        int size = _bySize
            .Where(of => of.Value.Count >= Fewest && other._bySize.GetValueOrDefault(of.Key)?.Count >= Fewest)
            .OrderByDescending(of => of.Value.Count)
            .Select(of => of.Key)
            .FirstOrDefault(-1);
        if (size < 0)
        {
            return null;
        }

        List<(double Ms, int Depth)> own = _bySize[size];
        if (_depth > MoreInHand * other._depth && _perBusySecond >= other._perBusySecond)
        {
            own = [.. own.Where(one => one.Depth <= MoreInHand * other._depth)];
        }

        return own.Count < Fewest
            ? null
            : (
                Quantiles.Median([.. own.Select(one => one.Ms)])!.Value,
                Quantiles.Median([.. other._bySize[size].Select(one => one.Ms)])!.Value,
                own.Count,
                own.Count == Count
            );
    }

    private void Take(Requests requests, int row, int depth)
    {
        int size = BitOperations.Log2(Math.Max(1, requests.SectorsColumn[row]));
        if (!_bySize.TryGetValue(size, out List<(double, int)>? of))
        {
            _bySize.Add(size, of = []);
        }

        of.Add(((requests.CompleteColumn[row] - requests.IssueNs[row]) / NsIn.Ms, depth));
    }
}
