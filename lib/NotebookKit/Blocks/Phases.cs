using NotebookKit.Blocks;
using NotebookKit.Stats;

namespace NotebookKit;

/// <summary>Latencies of btt's phases, overall and for each device, by three denominators.</summary>
/// <remarks>A phase whose events were not traced has no row: it is unknown, not zero.</remarks>
public sealed partial class Phases
{
    private readonly BlockTrace _trace;
    private readonly Lazy<Rows> _btt;
    private readonly Lazy<Rows> _bios;
    private readonly Lazy<Rows> _requests;

    internal Phases(BlockTrace trace, Func<BttRules> btt)
    {
        _trace = trace;
        _btt = new Lazy<Rows>(() => OfBtt(btt()));
        _bios = new Lazy<Rows>(() => OfRows(Denominator.Bio, RowPhases.OfBios(trace)));
        _requests = new Lazy<Rows>(() => OfRows(Denominator.Request, RowPhases.OfRequests(trace)));
    }

    /// <summary>Every row, in btt's order of phases: all devices together first, then each device.</summary>
    public IReadOnlyList<PhaseSummary> All =>
        field ??= [
            .. Everything()
                .SelectMany(rows => rows.Summaries.Values)
                .OrderBy(row => row.Device is not null)
                .ThenBy(row => row.Device?.Major)
                .ThenBy(row => row.Device?.Minor)
                .ThenBy(row => row.Denominator)
                .ThenBy(row => row.Phase),
        ];

    /// <summary>One row.</summary>
    /// <param name="phase">The phase.</param>
    /// <param name="denominator">What to count.</param>
    /// <param name="device">The device; null for all together.</param>
    /// <returns>The row; null where the trace does not know the phase.</returns>
    public PhaseSummary? Get(Phase phase, Denominator denominator, BlockDevice? device = null) =>
        Of(denominator).Summaries.GetValueOrDefault((phase, device));

    /// <summary>What the fastest hundredth takes at most, in ns; null where the trace does not know the phase.</summary>
    internal double? FastestHundredthNs(Phase phase, Denominator denominator, BlockDevice device) =>
        Of(denominator).FastestHundredth.TryGetValue((phase, device), out double ns) ? ns : null;

    /// <summary>The durations behind a row, in ns, in the order in which they ended;
    /// empty where the trace does not know the phase.</summary>
    /// <param name="phase">The phase.</param>
    /// <param name="denominator">What to count.</param>
    /// <param name="device">The device; null for all together.</param>
    public ReadOnlySpan<long> Values(Phase phase, Denominator denominator, BlockDevice? device = null) =>
        Get(phase, denominator, device) is null ? [] : Of(denominator).Values(phase, device);

    /// <summary>The durations behind a row, in ms, for plots; empty where the trace does not know the phase.</summary>
    /// <param name="phase">The phase.</param>
    /// <param name="denominator">What to count.</param>
    /// <param name="device">The device; null for all together.</param>
    public double[] ValuesMs(Phase phase, Denominator denominator, BlockDevice? device = null)
    {
        ReadOnlySpan<long> values = Values(phase, denominator, device);
        var ms = new double[values.Length];
        for (int i = 0; i < ms.Length; i++)
        {
            ms[i] = values[i] / NsIn.Ms;
        }

        return ms;
    }

    private Rows Of(Denominator denominator) =>
        (
            denominator switch
            {
                Denominator.Btt => _btt,
                Denominator.Bio => _bios,
                _ => _requests,
            }
        ).Value;

    // btt's rules only read the events, and the others only the rows.
    private Rows[] Everything()
    {
        SideBySide.Do(_trace.EventCount, () => _ = _btt.Value, () => _ = _bios.Value, () => _ = _requests.Value);
        return [_bios.Value, _requests.Value, _btt.Value];
    }

    private Rows OfRows(Denominator denominator, RowPhases rows)
    {
        var summaries = new Dictionary<(Phase, BlockDevice?), PhaseSummary>();
        var fastest = new Dictionary<(Phase, BlockDevice?), double>();
        foreach (Phase phase in Enum.GetValues<Phase>())
        {
            foreach ((int? index, BlockDevice? device) in Devices())
            {
                if (rows.Of(index, phase) is { } durations)
                {
                    summaries.Add((phase, device), Summarize(phase, denominator, device, durations));
                    fastest.Add((phase, device), durations.At(0.01));
                }
            }
        }

        return new Rows(
            summaries,
            fastest,
            (phase, device) => rows.Values(device is { } one ? _trace.Head.Devices.Find(one) : null, phase)
        );
    }

    private Rows OfBtt(BttRules btt)
    {
        var values = new Dictionary<(Phase, BlockDevice?), PhaseValues>();
        foreach (Phase phase in Enum.GetValues<Phase>())
        {
            PhaseValues[] devices = [.. Enumerable.Range(0, _trace.Head.Devices.Count).Select(device => btt.Values(device, phase))];
            foreach ((int? index, BlockDevice? device) in Devices())
            {
                // btt's Q2Q of all devices runs from any bio to the next on any device.
                PhaseValues of =
                    index is { } one ? devices[one]
                    : phase is Phase.Q2Q or Phase.Q2Qdm ? btt.AllQ2Q(phase == Phase.Q2Qdm)
                    : PhaseValues.Together(devices);
                if (of.Count > 0)
                {
                    values.Add((phase, device), of);
                }
            }
        }

        Parallel.ForEach(values.Values.Distinct(), of => _ = of.Percentiles);
        return new Rows(
            values.ToDictionary(entry => entry.Key, entry => Summarize(entry.Key.Item1, Denominator.Btt, entry.Key.Item2, entry.Value)),
            new Dictionary<(Phase, BlockDevice?), double>(),
            (phase, device) => values[(phase, device)].Values.ToArray()
        );
    }

    private IEnumerable<(int? Index, BlockDevice? Device)> Devices() =>
        Enumerable
            .Range(0, _trace.Head.Devices.Count)
            .Select(index => ((int?)index, (BlockDevice?)_trace.Head.Devices[index]))
            .Append((null, null));

    internal static PhaseSummary Summarize(Phase phase, Denominator denominator, BlockDevice? device, Stats.CountedDurations durations)
    {
        double[] percentiles = durations.Percentiles;
        return new PhaseSummary(
            phase,
            denominator,
            device,
            durations.Count,
            durations.MinNs,
            (double)durations.TotalNs / durations.Count,
            durations.MaxNs,
            percentiles[0],
            percentiles[1],
            percentiles[2],
            percentiles[3],
            percentiles[4]
        );
    }

    internal static PhaseSummary Summarize(Phase phase, Denominator denominator, BlockDevice? device, PhaseValues values)
    {
        double[] percentiles = values.Percentiles;
        return new PhaseSummary(
            phase,
            denominator,
            device,
            values.Count,
            values.MinNs,
            (double)values.TotalNs / values.Count,
            values.MaxNs,
            percentiles[0],
            percentiles[1],
            percentiles[2],
            percentiles[3],
            percentiles[4]
        );
    }

    // What is known by one denominator, and the durations behind it.
    private sealed record Rows(
        IReadOnlyDictionary<(Phase, BlockDevice?), PhaseSummary> Summaries,
        IReadOnlyDictionary<(Phase, BlockDevice?), double> FastestHundredth,
        Func<Phase, BlockDevice?, long[]> Values
    );
}
