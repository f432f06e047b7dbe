using NotebookKit.Blocks;
using NotebookKit.Stats;

namespace NotebookKit;

/// <summary>How long a device took for one operation: reads, writes, discards and flushes have each their own latency.</summary>
/// <param name="Device">The device.</param>
/// <param name="Operation">read, write, discard, zone append, flush and so on. A flush
/// has no sectors; the phases leave it out, as btt does.</param>
/// <param name="D2C">From the (last) D to C of its requests.</param>
internal sealed record OperationLatency(BlockDevice Device, string Operation, PhaseSummary D2C)
{
    /// <summary>The kind of <see cref="IoKind"/>.</summary>
    internal int Kind { get; private init; }

    /// <summary>What the fastest hundredth takes at most, in ns.</summary>
    internal double FastestHundredthNs { get; private init; }

    /// <summary>Takes them from requests: one row for each device and operation of which
    /// a request completed, in the order of the trace's devices.</summary>
    internal static IReadOnlyList<OperationLatency> Of(Requests requests, DeviceTable devices)
    {
        var values = new SortedDictionary<(int Device, int Kind), CountedDurations>();
        Walk(
            requests,
            key =>
            {
                if (!values.TryGetValue(key, out CountedDurations? of))
                {
                    values.Add(key, of = new CountedDurations());
                }

                return of;
            },
            (of, ns) => of.Add(ns)
        );
        if (values.Values.Any(of => of.NeedsSecondLook))
        {
            foreach (CountedDurations of in values.Values)
            {
                of.LookAgain();
            }

            Walk(requests, key => values[key], (of, ns) => of.Look(ns));
        }

        return
        [
            .. values.Select(one => new OperationLatency(
                devices[one.Key.Device],
                IoKind.Word(one.Key.Kind),
                Phases.Summarize(Phase.D2C, Denominator.Request, devices[one.Key.Device], one.Value)
            )
            {
                Kind = one.Key.Kind,
                FastestHundredthNs = one.Value.At(0.01),
            }),
        ];
    }

    // Requests of one device and operation come in runs.
    private static void Walk(Requests requests, Func<(int Device, int Kind), CountedDurations> find, Action<CountedDurations, long> take)
    {
        (int Device, int Kind) last = (-1, 0);
        CountedDurations? of = null;
        for (int row = 0; row < requests.Count; row++)
        {
            (long issued, long done) = (requests.IssueColumn[row], requests.CompleteColumn[row]);
            if (done >= issued && issued >= 0)
            {
                (int, int) key = (requests.DeviceColumn[row], IoKind.Of(requests.RwbsColumn[row], requests.SectorsColumn[row]));
                (of, last) = of is null || key != last ? (find(key), key) : (of, last);
                take(of!, done - issued);
            }
        }
    }

    /// <summary>The rows as a table, in ms.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="name">What a device is called.</param>
    internal static ResultTable ToTable(IReadOnlyList<OperationLatency> rows, Func<BlockDevice, string> name) =>
        new ResultTable()
            .Text("device", rows.Select(row => name(row.Device)))
            .Text("operation", rows.Select(row => row.Operation))
            .Count("N", rows.Select(row => (long?)row.D2C.N))
            .Real("min", rows.Select(row => (double?)row.D2C.MinNs / NsIn.Ms), "ms")
            .Real("avg", rows.Select(row => (double?)row.D2C.AvgNs / NsIn.Ms), "ms")
            .Real("p50", rows.Select(row => (double?)row.D2C.P50Ns / NsIn.Ms), "ms")
            .Real("p99", rows.Select(row => (double?)row.D2C.P99Ns / NsIn.Ms), "ms")
            .Real("p99.9", rows.Select(row => (double?)row.D2C.P999Ns / NsIn.Ms), "ms")
            .Real("max", rows.Select(row => (double?)row.D2C.MaxNs / NsIn.Ms), "ms")
            .Titled(
                "D2C by operation",
                "Requests with D and C, flushes included: a flush has no sectors, and the phases leave it out, as btt does."
            );
}
