using NotebookKit.Stats;

namespace NotebookKit.Blocks;

/// <summary>Stretches of time in which events of one kind follow one another in less than btt's 0.1 s.</summary>
internal sealed class BttActivity
{
    private const double Delta = 0.1;

    public List<(long FromNs, long ToNs)> Ranges { get; } = [];

    public void Add(long timeNs)
    {
        if (Ranges.Count > 0)
        {
            (long from, long to) = Ranges[^1];
            if (timeNs < to)
            {
                return;
            }

            if ((timeNs - to) / NsIn.Second < Delta)
            {
                Ranges[^1] = (from, timeNs);
                return;
            }
        }

        Ranges.Add((timeNs, timeNs));
    }
}

/// <summary>Stretches of time in which at least one request was between D and C; they neither overlap nor touch.</summary>
internal sealed class BttLive
{
    private readonly List<(long FromNs, long ToNs)> _periods = [];

    public long Count => _periods.Count;

    public Int128 TotalNs => _periods.Aggregate(Int128.Zero, (sum, period) => sum + (period.ToNs - period.FromNs));

    public long EndNs => _periods.Count == 0 ? 0 : _periods.Max(period => period.ToNs);

    public IReadOnlyList<(long FromNs, long ToNs)> Periods => _periods;

    // Completions come in order, so a new period can only swallow the latest ones.
    public void Add(long issueNs, long completeNs)
    {
        while (_periods.Count > 0 && _periods[^1].ToNs >= issueNs && _periods[^1].FromNs <= completeNs)
        {
            issueNs = Math.Min(issueNs, _periods[^1].FromNs);
            completeNs = Math.Max(completeNs, _periods[^1].ToNs);
            _periods.RemoveAt(_periods.Count - 1);
        }

        _periods.Add((issueNs, completeNs));
    }
}
