using System.Collections.Concurrent;
using NotebookKit.Blocks;

namespace NotebookKit;

/// <summary>Which I/O counts as outstanding.</summary>
internal enum DepthOf
{
    /// <summary>Requests between D and C: what the device has in hand.</summary>
    Issued,

    /// <summary>Bios between Q and C: what the callers wait for.</summary>
    Queued,
}

/// <summary>The number of I/Os outstanding over time, for each device.</summary>
/// <remarks>
/// I/O in flight when the trace began is not known and not counted, nor is I/O whose completion was lost: later I/O completed, and it did
/// not; nor is a request that was issued once more without a C. What was in flight at the end counts to the end. Where a device has no
/// completions at all, nothing is known. Flushes count.
/// </remarks>
public sealed partial class QueueDepth
{
    private readonly BlockTrace _trace;
    private readonly ConcurrentDictionary<(int Device, DepthOf Of), Lazy<DepthSteps?>> _steps = new();

    internal QueueDepth(BlockTrace trace) => _trace = trace;

    /// <summary>Every step function, for each device the issued requests first.</summary>
    public IReadOnlyCollection<DepthSteps> All =>
        field ??= [
            .. Enumerable
                .Range(0, _trace.Head.Devices.Count)
                .SelectMany(device => new[] { Of(device, DepthOf.Issued), Of(device, DepthOf.Queued) })
                .OfType<DepthSteps>(),
        ];

    /// <summary>The step function of a device; null where it issued, or queued, nothing,
    /// or where nothing completed: then the number is unknown.</summary>
    public DepthSteps? Steps(BlockDevice device) => Steps(device, DepthOf.Issued);

    /// <summary>The step function of what a device issued, or of what was queued there.</summary>
    internal DepthSteps? Steps(BlockDevice device, DepthOf of) =>
        _trace.Head.Devices.Find(device) is >= 0 and var index ? Of(index, of) : null;

    private DepthSteps? Of(int device, DepthOf of) =>
        _steps.GetOrAdd((device, of), key => new Lazy<DepthSteps?>(() => Take(key.Device, key.Of))).Value;

    private DepthSteps? Take(int device, DepthOf of)
    {
        EndOrder ends = of == DepthOf.Issued ? _trace.RequestEnds[device] : _trace.BioEnds[device];
        long[] from = of == DepthOf.Issued ? _trace.Requests.FirstIssueColumn : _trace.Bios.QueueColumn;
        LostRule lost = LostRule.Of(ends.Of, from, ends.To);
        return lost.AnyCompleted
            ? new DepthSteps(
                _trace.Head.Devices[device],
                of,
                new IoTimes(
                    ends,
                    from,
                    withoutOpen: row => lost.IsLost(from[row]) || (of == DepthOf.Issued && _trace.Reissued.Contains(row))
                )
            )
            : null;
    }
}
