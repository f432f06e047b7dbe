using NotebookKit.Display;
using NotebookKit.Stats;

namespace NotebookKit.Blocks;

/// <summary>The latency that one tool would give for a trace.</summary>
/// <param name="Tool">The tool, with its option.</param>
/// <param name="Span">From which event to which.</param>
/// <param name="Counts">What it counts.</param>
/// <param name="N">How many values it takes.</param>
/// <param name="AvgNs">Their mean, in ns; null where there are none.</param>
/// <param name="P50Ns">Their median, in ns; null where there are none.</param>
/// <param name="Why">What it leaves out or counts twice.</param>
internal sealed record ToolView(string Tool, string Span, string Counts, long N, double? AvgNs, double? P50Ns, string Why);

/// <summary>What btt, iostat, biolatency and this library make of one trace of one drive,
/// and why they differ although each is right.</summary>
/// <remarks>
/// The others' numbers are computed from the trace by their definitions: btt's by its rules (<see cref="BttReport"/>), iostat's await from
/// a request's allocation (blk_account_io_start), biolatency's from issue, or with -Q from allocation (bcc's biolatency.py). Sources:
/// btt(1), iostat(1), tools/biolatency_example.txt of bcc.
/// </remarks>
[TypeFormatterSource(typeof(ShownFormatterSource))]
internal sealed class ToolViews : ITabled
{
    private readonly string _name;

    internal ToolViews(BlockTrace trace, BlockDevice? device)
    {
        BlockDevice? drive = device ?? trace.Devices.Drive?.Device;
        _name = drive is { } named ? trace.NameOf(named) : "no drive";
        if (drive is not { } at)
        {
            All = [];
            return;
        }

        bool gets = trace.ActionCounts[BlockAction.GetRequest, at] > 0;
        long[] allocated = Allocated(trace, trace.Head.Devices.Find(at));
        string from = gets ? "G to C" : "D to C (G not traced)";
        All =
        [
            Of(trace, "this library, Q2C", "Q to C", Phase.Q2C, Denominator.Bio, at, "every bio once, a split one to its last piece"),
            Of(trace, "btt, Q2C", "Q to C", Phase.Q2C, Denominator.Btt, at, "leaves out split bios, and one of two on the same sector"),
            Of(trace, "this library, D2C", "D to C", Phase.D2C, Denominator.Request, at, "every request once"),
            Of(
                trace,
                "btt, D2C",
                "D to C",
                Phase.D2C,
                Denominator.Btt,
                at,
                "a request counts once for each of its bios, and not at all where they were split"
            ),
            Of(trace, "biolatency", "D to C", Phase.D2C, Denominator.Request, at, "every request once; prints powers of two"),
            new ToolView(
                "biolatency -Q",
                from,
                "requests",
                allocated.Length,
                Mean(allocated),
                Quantiles.Median(allocated),
                "holds the wait in the scheduler"
            ),
            new ToolView(
                "iostat, await",
                from,
                "requests",
                allocated.Length,
                Mean(allocated),
                null,
                "a mean over an interval; holds the wait in the scheduler"
            ),
        ];
    }

    /// <summary>One entry a tool and number.</summary>
    internal IReadOnlyList<ToolView> All { get; }

    /// <summary>One row a tool and number.</summary>
    public ResultTable ToTable() =>
        new ResultTable()
            .Text("tool", All.Select(view => view.Tool))
            .Text("from, to", All.Select(view => view.Span))
            .Text("counts", All.Select(view => view.Counts))
            .Count("N", All.Select(view => view.N))
            .Real("avg", All.Select(view => view.AvgNs / NsIn.Ms), "ms")
            .Real("p50", All.Select(view => view.P50Ns / NsIn.Ms), "ms")
            .Text("why it differs", All.Select(view => view.Why))
            .Titled(
                $"What each tool makes of {_name}",
                "By each tool's definitions, from the same events. Flushes and passthrough commands are left out; iostat counts flushes apart."
            );

    private static ToolView Of(
        BlockTrace trace,
        string tool,
        string span,
        Phase phase,
        Denominator denominator,
        BlockDevice device,
        string why
    )
    {
        PhaseSummary? row = trace.Phases.Get(phase, denominator, device);
        return new ToolView(tool, span, denominator == Denominator.Request ? "requests" : "bios", row?.N ?? 0, row?.AvgNs, row?.P50Ns, why);
    }

    private static long[] Allocated(BlockTrace trace, int device)
    {
        Requests requests = trace.Requests;
        var spans = new List<long>();
        for (int row = 0; row < requests.Count; row++)
        {
            if (requests.Device[row] == device && requests.Sectors[row] > 0 && requests.CompleteNs[row] >= 0)
            {
                spans.Add(
                    requests.CompleteNs[row] - (requests.GetColumn[row] >= 0 ? requests.GetColumn[row] : requests.FirstIssueColumn[row])
                );
            }
        }

        return [.. spans];
    }

    private static double? Mean(long[] values) =>
        values.Length == 0 ? null : (double)values.Aggregate(Int128.Zero, (sum, value) => sum + value) / values.Length;
}
