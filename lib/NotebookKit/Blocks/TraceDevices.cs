using NotebookKit.Display;
using NotebookKit.Formats;

namespace NotebookKit;

/// <summary>One device of a trace.</summary>
/// <param name="Device">Its numbers.</param>
/// <param name="Name">Its name; its numbers where it was given none.</param>
/// <param name="Events">Number of events; 0 for a device that shows only as the source of A events.</param>
/// <param name="IssuesRequests">True for a drive: it has D events.</param>
/// <param name="Bios">Q events, flushes included.</param>
/// <param name="Requests">Requests issued, flushes included.</param>
/// <param name="Completions">C events.</param>
public sealed record TraceDevice(
    BlockDevice Device,
    string Name,
    long Events,
    bool IssuesRequests,
    long Bios,
    long Requests,
    long Completions
)
{
    /// <summary>True where it issues requests to a drive of its own: a mapping that
    /// issues requests (multipath) passes them on to its paths.</summary>
    public bool IsDrive => IssuesRequests && Kind != "mapping";

    /// <summary>
    /// <c>mapping</c> where A events lead down from it or its major number says so; <c>drive</c> where it issued requests or its number is
    /// a drive's; <c>not traced itself</c> where it shows only as the source of A events; else <c>unknown</c>.
    /// </summary>
    public string Kind { get; init; } = "unknown";
}

/// <summary>The devices of a trace, in order of appearance.</summary>
[TypeFormatterSource(typeof(ShownFormatterSource))]
public sealed class TraceDevices : ITabled
{
    private readonly BlockTrace _trace;

    internal TraceDevices(BlockTrace trace)
    {
        _trace = trace;
        ActionCounts actions = trace.ActionCounts;
        All =
        [
            .. Enumerable
                .Range(0, trace.Head.Devices.Count)
                .Select(index =>
                {
                    BlockDevice device = trace.Head.Devices[index];
                    // Of a trace in windows the rows are not there to be counted.
                    long requests = trace.IsInWindows
                        ? actions[BlockAction.Issue, device] - actions[BlockAction.Requeue, device]
                        : trace.RequestRows[index].Count;
                    return new TraceDevice(
                        device,
                        trace.Labels.Device(device),
                        ActionCounts.Actions.Sum(action => actions[action, device]),
                        requests > 0,
                        actions[BlockAction.Queue, device],
                        requests,
                        actions[BlockAction.Complete, device]
                    );
                })
                .Select((device, index) => device with { Kind = KindOf(device, index) }),
        ];
    }

    private string KindOf(TraceDevice device, int index) =>
        MajorNumbers.KindOf(
            device.Device,
            device.Events,
            _trace.Census.Remaps.Edges.Any(edge => edge.From == index),
            device.IssuesRequests
        );

    /// <summary>The devices.</summary>
    public IReadOnlyList<TraceDevice> All { get; }

    /// <summary>The drive with the most requests; null where no requests were traced.</summary>
    public TraceDevice? Drive => All.Where(device => device.IsDrive).MaxBy(device => device.Requests);

    /// <summary>One row a device.</summary>
    public ResultTable ToTable() =>
        new ResultTable()
            .Text("device", All.Select(device => device.Name))
            .Text("numbers", All.Select(device => device.Device.ToString()))
            .Text("kind", All.Select(device => device.Kind))
            .Count("events", All.Select(device => device.Events))
            .Count("Q", All.Select(device => device.Bios))
            .Count("requests", All.Select(device => device.Requests))
            .Count("C", All.Select(device => device.Completions))
            .Titled("Devices", $"Flushes are counted here. {_trace.Evidence}");
}
