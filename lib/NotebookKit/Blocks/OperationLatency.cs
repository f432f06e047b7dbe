using NotebookKit.Formats;
using NotebookKit.Results;

namespace NotebookKit.Blocks;

/// <summary>How long a device took for one operation: reads, writes, discards and flushes have each their own latency.</summary>
/// <param name="Device">The device.</param>
/// <param name="Operation">read, write, discard, zone append, flush and so on. A flush has no sectors; the phases leave it out, as btt does.</param>
/// <param name="D2C">From the (last) D to C of its requests.</param>
public sealed record OperationLatency(BlockDevice Device, string Operation, PhaseSummary D2C)
{
    /// <summary>Takes them from requests: one row for each device and operation of which a request completed, in the order of the trace's devices.</summary>
    internal static IReadOnlyList<OperationLatency> Of(Requests requests, DeviceTable devices)
    {
        var values = new SortedDictionary<(int Device, int Kind), PhaseValues>();
        for (int row = 0; row < requests.Count; row++)
        {
            if (requests.CompleteNs[row] >= requests.IssueNs[row] && requests.IssueNs[row] >= 0)
            {
                (int, int) key = (requests.Device[row], IoKind.Of(requests.Rwbs[row], requests.Sectors[row]));
                if (!values.TryGetValue(key, out PhaseValues? of))
                {
                    values.Add(key, of = new PhaseValues(16));
                }

                of.Add(requests.CompleteNs[row] - requests.IssueNs[row]);
            }
        }

        return [.. values.Select(one => new OperationLatency(devices[one.Key.Device], IoKind.Word(one.Key.Kind), Phases.Summarize(Phase.D2C, Denominator.Request, devices[one.Key.Device], one.Value)))];
    }

    /// <summary>The rows as a table, in ms.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="name">What a device is called.</param>
    internal static ResultTable ToTable(IReadOnlyList<OperationLatency> rows, Func<BlockDevice, string> name) => new ResultTable()
        .Text("device", rows.Select(row => name(row.Device)))
        .Text("operation", rows.Select(row => row.Operation))
        .Count("N", rows.Select(row => (long?)row.D2C.N))
        .Real("min", rows.Select(row => (double?)row.D2C.MinNs / 1e6), "ms")
        .Real("avg", rows.Select(row => (double?)row.D2C.AvgNs / 1e6), "ms")
        .Real("p50", rows.Select(row => (double?)row.D2C.P50Ns / 1e6), "ms")
        .Real("p99", rows.Select(row => (double?)row.D2C.P99Ns / 1e6), "ms")
        .Real("p99.9", rows.Select(row => (double?)row.D2C.P999Ns / 1e6), "ms")
        .Real("max", rows.Select(row => (double?)row.D2C.MaxNs / 1e6), "ms")
        .Titled("D2C by operation", "Requests with D and C, flushes included: a flush has no sectors, and the phases leave it out, as btt does.");
}
