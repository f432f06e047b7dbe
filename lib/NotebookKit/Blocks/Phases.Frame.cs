using NotebookKit.Blocks;
using NotebookKit.Display;
using NotebookKit.Stats;

namespace NotebookKit;

[TypeFormatterSource(typeof(ShownFormatterSource))]
public sealed partial class Phases : ITabled
{
    /// <summary>All phases of all devices together, by every denominator.</summary>
    public ResultTable ToTable() => ToTable(All.Where(row => row.Device is null), "Phase latencies, all devices");

    /// <summary>The phases of each device, by one denominator.</summary>
    /// <param name="denominator">What to count.</param>
    public ResultTable ToTable(Denominator denominator) =>
        ToTable(All.Where(row => row.Denominator == denominator), $"Phase latencies by {Word(denominator)}");

    /// <summary>All phases, of all devices together and of each device, by every denominator.</summary>
    public ResultTable AllToTable() => ToTable(All, "Phase latencies");

    /// <summary>All phases, each number once: denominators that agree share a row, and
    /// where one device was traced it stands for all together.</summary>
    public ResultTable DistinctToTable()
    {
        bool one = All.Select(row => row.Device).OfType<BlockDevice>().Distinct().Count() == 1;
        return ToTable(
            All.Where(row => !one || row.Device is not null)
                .GroupBy(row => row with { Denominator = default })
                .Select(rows => (rows.First(), string.Join(", ", rows.Select(row => Word(row.Denominator))))),
            "Phase latencies"
        );
    }

    /// <summary>The cumulative distribution of a phase: for each percent, the value that so many do not exceed.</summary>
    /// <param name="phase">The phase.</param>
    /// <param name="denominator">What to count.</param>
    /// <param name="device">The device; null for all together.</param>
    /// <returns>101 rows from 0 to 100 %; none where the trace does not know the phase.</returns>
    public ResultTable CdfToTable(Phase phase, Denominator denominator, BlockDevice? device = null)
    {
        double[] shares = [.. Enumerable.Range(0, 101).Select(percent => percent / 100.0)];
        ReadOnlySpan<long> values = Values(phase, denominator, device);
        double?[] at = values.IsEmpty ? [] : Quantiles.At(values, shares);
        return new ResultTable()
            .Count("share", Enumerable.Range(0, at.Length).Select(percent => (long)percent), "%")
            .Real(phase.ToString(), at.Select(value => value / NsIn.Ms), "ms")
            .Titled(
                $"Distribution of {phase}",
                $"Counts {Word(denominator)}s, n = {TraceLabels.Of(values.Length, "value", "values")}; interpolated between neighbours. {_trace.Evidence} {_trace.Unmatched}"
            );
    }

    /// <summary>Q2C of the bios and D2C of the requests of each process that queued them, with percentiles.</summary>
    /// <remarks>A request belongs to the process that issued it, often a worker; a bio to the one that queued it.</remarks>
    public ResultTable ProcessesToTable()
    {
        var rows = new List<(string Process, Phase Phase, string Counts, long[] Values)>();
        Bios bios = _trace.Bios;
        Requests requests = _trace.Requests;
        Take(
            Phase.Q2C,
            "bios",
            bios.Count,
            row => bios.NameColumn[row],
            row => (bios.QueueColumn[row], bios.CompleteColumn[row], bios.SectorsColumn[row])
        );
        Take(
            Phase.D2C,
            "requests",
            requests.Count,
            row => requests.NameColumn[row],
            row => (requests.IssueColumn[row], requests.CompleteColumn[row], requests.SectorsColumn[row])
        );
        double?[][] at = [.. rows.Select(row => Quantiles.At(row.Values, [0.5, 0.9, 0.95, 0.99, 0.999]))];
        return new ResultTable()
            .Text("process", rows.Select(row => row.Process))
            .Text("phase", rows.Select(row => row.Phase.ToString()))
            .Text("counts", rows.Select(row => row.Counts))
            .Count("N", rows.Select(row => (long)row.Values.Length))
            .Real("min", rows.Select(row => (double?)row.Values.Min() / NsIn.Ms), "ms")
            .Real("avg", rows.Select(row => (double?)Mean(row.Values) / NsIn.Ms), "ms")
            .Real("p50", at.Select(row => row[0] / NsIn.Ms), "ms")
            .Real("p90", at.Select(row => row[1] / NsIn.Ms), "ms")
            .Real("p95", at.Select(row => row[2] / NsIn.Ms), "ms")
            .Real("p99", at.Select(row => row[3] / NsIn.Ms), "ms")
            .Real("p99.9", at.Select(row => row[4] / NsIn.Ms), "ms")
            .Real("max", rows.Select(row => (double?)row.Values.Max() / NsIn.Ms), "ms")
            .Titled(
                "Latency per process",
                $"A bio belongs to the process that queued it, a request to the one that issued it. On a mapping device Q2C counts too. {_trace.Evidence} {_trace.Unmatched}"
            );

        // Of damaged times two may add up to more than 64 bits hold.
        static double Mean(long[] values) => (double)values.Aggregate(Int128.Zero, (sum, value) => sum + value) / values.Length;

        void Take(Phase phase, string counts, int count, Func<int, int> name, Func<int, (long From, long To, uint Sectors)> span)
        {
            var byName = new SortedDictionary<string, List<long>>(StringComparer.Ordinal);
            for (int row = 0; row < count; row++)
            {
                (long from, long to, uint sectors) = span(row);
                if (sectors > 0 && from >= 0 && to >= from && _trace.Labels.Process(name(row)) is { } process)
                {
                    (byName.TryGetValue(process, out List<long>? values) ? values : byName[process] = []).Add(to - from);
                }
            }

            rows.AddRange(byName.Select(entry => (entry.Key, phase, counts, entry.Value.ToArray())));
        }
    }

    /// <summary>What a denominator is called in tables.</summary>
    internal static string Word(Denominator denominator) =>
        denominator switch
        {
            Denominator.Btt => "bio (btt)",
            Denominator.Bio => "bio",
            _ => "request",
        };

    private ResultTable ToTable(IEnumerable<PhaseSummary> summaries, string caption) =>
        ToTable(summaries.Select(row => (row, Word(row.Denominator))), caption);

    private ResultTable ToTable(IEnumerable<(PhaseSummary Row, string Counts)> summaries, string caption)
    {
        (PhaseSummary Row, string Counts)[] counted = [.. summaries];
        PhaseSummary[] rows = [.. counted.Select(one => one.Row)];
        return new ResultTable()
            .Text("phase", rows.Select(row => row.Phase.ToString()))
            .Text("counts", counted.Select(one => one.Counts))
            .Text("device", rows.Select(row => row.Device is { } device ? _trace.Labels.Device(device) : "all"))
            .Count("N", rows.Select(row => row.N))
            .Real("min", rows.Select(row => (double?)row.MinNs / NsIn.Ms), "ms")
            .Real("avg", rows.Select(row => (double?)row.AvgNs / NsIn.Ms), "ms")
            .Real("p50", rows.Select(row => (double?)row.P50Ns / NsIn.Ms), "ms")
            .Real("p90", rows.Select(row => (double?)row.P90Ns / NsIn.Ms), "ms")
            .Real("p95", rows.Select(row => (double?)row.P95Ns / NsIn.Ms), "ms")
            .Real("p99", rows.Select(row => (double?)row.P99Ns / NsIn.Ms), "ms")
            .Real("p99.9", rows.Select(row => (double?)row.P999Ns / NsIn.Ms), "ms")
            .Real("max", rows.Select(row => (double?)row.MaxNs / NsIn.Ms), "ms")
            .Titled(
                caption,
                $"bio (btt): bios by btt's rules, equal to btt; bio: every bio once; request: every request once. {_trace.Evidence} {_trace.Unmatched}"
            );
    }
}
