namespace NotebookKit;

/// <summary>How many events of each action a trace holds, for each device.</summary>
public sealed partial class ActionCounts
{
    /// <summary>The actions, in the order in which an I/O meets them; the last are no I/O.</summary>
    public static readonly IReadOnlyList<BlockAction> Actions =
    [
        BlockAction.Remap,
        BlockAction.Queue,
        BlockAction.Split,
        BlockAction.Bounce,
        BlockAction.Sleep,
        BlockAction.GetRequest,
        BlockAction.BackMerge,
        BlockAction.FrontMerge,
        BlockAction.Insert,
        BlockAction.Issue,
        BlockAction.Requeue,
        BlockAction.Complete,
        BlockAction.Plug,
        BlockAction.Unplug,
        BlockAction.UnplugTimer,
        BlockAction.Message,
        BlockAction.DriverData,
        BlockAction.Abort,
    ];

    private readonly BlockTrace _trace;

    internal ActionCounts(BlockTrace trace) => _trace = trace;

    /// <summary>The number of events of an action over all devices.</summary>
    public long this[BlockAction action] => Enumerable.Range(0, _trace.Head.Devices.Count).Sum(device => _trace.Census.Of(device, action));

    /// <summary>The number of events of an action on a device; 0 for a device that the trace does not hold.</summary>
    public long this[BlockAction action, BlockDevice device] => _trace.Census.Of(_trace.Head.Devices.Find(device), action);

    /// <summary>An action's letters as blktrace prints them: <c>Q</c>, <c>UT</c>.</summary>
    public static string Letters(BlockAction action) => action == BlockAction.UnplugTimer ? "UT" : ((char)(byte)action).ToString();

    /// <summary>The actions that occur, such as <c>A 3584, Q 3584, G 56, M 3528</c>.</summary>
    public override string ToString() =>
        string.Join(
            ", ",
            Actions.Where(action => this[action] > 0).Select(action => FormattableString.Invariant($"{Letters(action)} {this[action]}"))
        );
}
