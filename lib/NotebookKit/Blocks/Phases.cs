using NotebookKit.Formats;

namespace NotebookKit.Blocks;

/// <summary>Latencies of btt's phases, overall and for each device, by three denominators.</summary>
/// <remarks>A phase whose events were not traced has no row: it is unknown, not zero.</remarks>
public sealed partial class Phases
{
    private readonly Dictionary<(Phase, Denominator, BlockDevice?), PhaseValues> _values = [];
    private readonly Dictionary<(Phase, Denominator, BlockDevice?), PhaseSummary> _summaries = [];
    private readonly BlockTrace _trace;

    internal Phases(BlockTrace trace, BttRules btt)
    {
        _trace = trace;
        Take(btt);
        RowPhases? bios = null;
        RowPhases? requests = null;
        Parallel.Invoke(() => bios = RowPhases.OfBios(trace), () => requests = RowPhases.OfRequests(trace));
        Take(Denominator.Bio, bios!);
        Take(Denominator.Request, requests!);
        Parallel.ForEach(_values.Values.Distinct(), values => _ = values.Percentiles);
        foreach (((Phase phase, Denominator denominator, BlockDevice? device) key, PhaseValues values) in _values)
        {
            _summaries.Add(key, Summarize(key.phase, key.denominator, key.device, values));
        }
    }

    /// <summary>Every row, in btt's order of phases: all devices together first, then each device.</summary>
    public IReadOnlyList<PhaseSummary> All => _summaries.Values
        .OrderBy(row => row.Device is not null).ThenBy(row => row.Device?.Major).ThenBy(row => row.Device?.Minor)
        .ThenBy(row => row.Denominator).ThenBy(row => row.Phase).ToArray();

    /// <summary>One row.</summary>
    /// <param name="phase">The phase.</param>
    /// <param name="denominator">What to count.</param>
    /// <param name="device">The device; null for all together.</param>
    /// <returns>The row; null where the trace does not know the phase.</returns>
    public PhaseSummary? Get(Phase phase, Denominator denominator, BlockDevice? device = null)
        => _summaries.GetValueOrDefault((phase, denominator, device));

    /// <summary>The durations behind a row, in ns, in the order in which they ended; empty where the trace does not know the phase.</summary>
    /// <param name="phase">The phase.</param>
    /// <param name="denominator">What to count.</param>
    /// <param name="device">The device; null for all together.</param>
    public ReadOnlySpan<long> Values(Phase phase, Denominator denominator, BlockDevice? device = null)
        => _values.TryGetValue((phase, denominator, device), out PhaseValues? values) ? values.Values : [];

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
            ms[i] = values[i] / 1e6;
        }

        return ms;
    }

    private void Take(BttRules btt)
    {
        foreach (Phase phase in Enum.GetValues<Phase>())
        {
            // btt's Q2Q of all devices runs from any bio to the next on any device.
            PhaseValues? across = phase is Phase.Q2Q or Phase.Q2Qdm ? btt.AllQ2Q(phase == Phase.Q2Qdm) : null;
            Take(phase, Denominator.Btt, device => btt.Values(device, phase), across);
        }
    }

    private void Take(Denominator denominator, RowPhases rows)
    {
        foreach (Phase phase in Enum.GetValues<Phase>())
        {
            Take(phase, denominator, device => rows.Values(device, phase), across: null);
        }
    }

    private void Take(Phase phase, Denominator denominator, Func<int, PhaseValues> of, PhaseValues? across)
    {
        PhaseValues[] devices = [.. Enumerable.Range(0, _trace.Events.Devices.Count).Select(of)];
        for (int device = 0; device < devices.Length; device++)
        {
            Keep(phase, denominator, _trace.Events.Devices[device], devices[device]);
        }

        Keep(phase, denominator, null, across ?? PhaseValues.Together(devices));
    }

    private void Keep(Phase phase, Denominator denominator, BlockDevice? device, PhaseValues values)
    {
        if (values.Count > 0)
        {
            _values.Add((phase, denominator, device), values);
        }
    }

    internal static PhaseSummary Summarize(Phase phase, Denominator denominator, BlockDevice? device, PhaseValues values)
    {
        double[] percentiles = values.Percentiles;
        return new PhaseSummary(
            phase, denominator, device, values.Count, values.MinNs, (double)values.TotalNs / values.Count, values.MaxNs,
            percentiles[0], percentiles[1], percentiles[2], percentiles[3], percentiles[4]);
    }
}
