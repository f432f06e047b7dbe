using NotebookKit.Stats;

namespace NotebookKit.Blocks;

/// <summary>The histogram of each phase, device and denominator.</summary>
internal sealed class PhaseCounts
{
    private const int Phases = (int)Phase.I2C + 1;

    // Behind the phases: the D2C of requests by operation, of which those with sectors together are the phase.
    private const int Slots = Phases + (2 * IoKind.WithoutSectors);
    private readonly List<LatencyHistogram?[]> _bios = [];
    private readonly List<LatencyHistogram?[]> _requests = [];

    // What counts as a bio's and as its request's.
    private readonly List<LatencyHistogram?[]> _both = [];

    /// <summary>Counts what a batch holds.</summary>
    public void Count(PhaseBatch batch)
    {
        while (_bios.Count <= batch.Device)
        {
            _bios.Add(new LatencyHistogram?[Slots]);
            _requests.Add(new LatencyHistogram?[Slots]);
            _both.Add(new LatencyHistogram?[Slots]);
        }

        int count = batch.Count;
        LatencyHistogram?[] of = Of(batch.At)[batch.Device];
        if (batch.Kind >= IoKind.WithoutSectors)
        {
            Add(of, Phases + batch.Kind, batch.Issue, batch.Complete, count);
            return;
        }

        switch (batch.At)
        {
            case PhaseBatch.Moment.Queued:
                Add(of, Phase.Q2Q, batch.Queue, batch.Complete, count);
                return;
            case PhaseBatch.Moment.BioEnd:
                Add(of, Phase.Q2M, batch.Queue, batch.Merge, count);
                Add(of, Phase.M2D, batch.Merge, batch.Issue, count);
                break;
            default:
                Add(_requests[batch.Device], Phase.G2I, batch.Get, batch.Insert, count);
                break;
        }

        // A bio merged after its request was inserted has no Q2I: its insertion lies before it was queued.
        Add(of, Phase.Q2I, batch.Queue, batch.Insert, count);
        Add(of, Phase.Q2G, batch.Queue, batch.Get, count);
        Add(of, Phase.I2D, batch.Insert, batch.Issue, count);
        Add(of, Phase.Q2D, batch.Queue, batch.Issue, count);
        Add(of, batch.At == PhaseBatch.Moment.BioEnd ? (int)Phase.D2C : Phases + batch.Kind, batch.Issue, batch.Complete, count);
        Add(of, Phase.I2C, batch.Insert, batch.Complete, count);
        Add(of, Phase.Q2C, batch.Queue, batch.Complete, count);
    }

    /// <summary>The rows of the table of phases: all devices together, then each device.</summary>
    /// <param name="devices">The devices.</param>
    /// <param name="issues">Whether a device issued requests; a device that did not maps
    /// to others, and its Q2Q and Q2C are kept apart.</param>
    public IReadOnlyList<PhaseSummary> Summarize(DeviceTable devices, Func<int, bool> issues)
    {
        var rows = new List<PhaseSummary>();
        foreach (
            (Denominator denominator, List<LatencyHistogram?[]> kept) in new[]
            {
                (Denominator.Bio, _bios),
                (Denominator.Request, _requests),
            }
        )
        {
            foreach (Phase phase in Enum.GetValues<Phase>())
            {
                var together = new LatencyHistogram();
                for (int device = 0; device < kept.Count; device++)
                {
                    if (Histogram(kept[device], _both[device], phase, issues(device)) is { Count: > 0 } histogram)
                    {
                        together.Merge(histogram);
                        rows.Add(Row(phase, denominator, devices[device], histogram));
                    }
                }

                if (together.Count > 0)
                {
                    rows.Add(Row(phase, denominator, null, together));
                }
            }
        }

        rows.Sort(Before);
        return rows;
    }

    /// <summary>D2C by operation, each device's in turn.</summary>
    public IReadOnlyList<OperationLatency> Operations(DeviceTable devices)
    {
        var rows = new List<OperationLatency>();
        for (int device = 0; device < _requests.Count; device++)
        {
            for (int kind = 0; kind < 2 * IoKind.WithoutSectors; kind++)
            {
                if (Together(_requests[device][Phases + kind], _both[device][Phases + kind]) is { Count: > 0 } histogram)
                {
                    rows.Add(
                        new OperationLatency(
                            devices[device],
                            IoKind.Word(kind),
                            Row(Phase.D2C, Denominator.Request, devices[device], histogram)
                        )
                    );
                }
            }
        }

        return rows;
    }

    // All devices together come first.
    private static int Before(PhaseSummary one, PhaseSummary other)
    {
        int order = (one.Device?.Major ?? -1).CompareTo(other.Device?.Major ?? -1);
        order = order != 0 ? order : (one.Device?.Minor ?? -1).CompareTo(other.Device?.Minor ?? -1);
        order = order != 0 ? order : ((int)one.Denominator).CompareTo((int)other.Denominator);
        return order != 0 ? order : ((int)one.Phase).CompareTo((int)other.Phase);
    }

    private List<LatencyHistogram?[]> Of(PhaseBatch.Moment moment) =>
        moment switch
        {
            PhaseBatch.Moment.RequestEnd => _requests,
            PhaseBatch.Moment.BothEnd => _both,
            _ => _bios,
        };

    private static LatencyHistogram? Histogram(LatencyHistogram?[] own, LatencyHistogram?[] both, Phase phase, bool issues) =>
        phase switch
        {
            Phase.Q2Q or Phase.Q2C => issues ? Together(own[(int)phase], both[(int)phase]) : null,
            Phase.Q2Qdm => issues ? null : own[(int)Phase.Q2Q],
            Phase.Q2Cdm => issues ? null : own[(int)Phase.Q2C],
            Phase.D2C => Enumerable
                .Range(0, IoKind.WithoutSectors)
                .Aggregate(
                    Together(own[(int)phase], both[(int)phase]),
                    (all, kind) => Together(all, Together(own[Phases + kind], both[Phases + kind]))
                ),
            _ => Together(own[(int)phase], both[(int)phase]),
        };

    private static LatencyHistogram? Together(LatencyHistogram? own, LatencyHistogram? both)
    {
        if (own is null || both is null)
        {
            return own ?? both;
        }

        var together = new LatencyHistogram();
        together.Merge(own);
        together.Merge(both);
        return together;
    }

    private static PhaseSummary Row(Phase phase, Denominator denominator, BlockDevice? device, LatencyHistogram histogram) =>
        new(
            phase,
            denominator,
            device,
            histogram.Count,
            histogram.Min!.Value,
            histogram.Mean!.Value,
            histogram.Max!.Value,
            histogram.At(0.5)!.Value,
            histogram.At(0.9)!.Value,
            histogram.At(0.95)!.Value,
            histogram.At(0.99)!.Value,
            histogram.At(0.999)!.Value
        );

    private static void Add(LatencyHistogram?[] of, Phase phase, long[] from, long[] to, int count) => Add(of, (int)phase, from, to, count);

    private static void Add(LatencyHistogram?[] of, int slot, long[] from, long[] to, int count) =>
        (of[slot] ??= new LatencyHistogram()).AddDurations(from.AsSpan(0, count), to.AsSpan(0, count));
}
