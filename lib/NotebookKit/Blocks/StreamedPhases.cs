using NotebookKit.Formats;
using NotebookKit.Stats;

namespace NotebookKit.Blocks;

/// <summary>Phase latencies of rows that are taken once each, in any order, and forgotten: the bounded twin of <see cref="RowPhases"/>.</summary>
internal sealed class StreamedPhases
{
    private const int Phases = (int)Phase.I2C + 1;
    private readonly List<LatencyHistogram?[]> _bios = [];
    private readonly List<LatencyHistogram?[]> _requests = [];
    private readonly List<long> _lastQueued = [];

    /// <summary>Makes room for the devices known by now.</summary>
    public void Reserve(int devices)
    {
        while (_bios.Count < devices)
        {
            _bios.Add(new LatencyHistogram?[Phases]);
            _requests.Add(new LatencyHistogram?[Phases]);
            _lastQueued.Add(Bios.None);
        }
    }

    /// <summary>Takes what is known of a bio when it is queued; bios come in the order of the trace.</summary>
    public void Queued(Bios bios, int row)
    {
        int device = bios.DeviceColumn[row];
        long queued = bios.QueueColumn[row];
        Add(_bios[device], Phase.Q2Q, _lastQueued[device], queued);
        _lastQueued[device] = queued;
    }

    /// <summary>Takes the rest of a bio, at its end or the trace's.</summary>
    public void Finished(Bios bios, Requests requests, int row)
    {
        LatencyHistogram?[] of = _bios[bios.DeviceColumn[row]];
        long queued = bios.QueueColumn[row];
        long completed = bios.CompleteColumn[row];
        long taken = bios.TakenColumn[row];
        Add(of, Phase.Q2C, queued, completed);
        bool merged = bios.FateColumn[row] is BioFate.BackMerged or BioFate.FrontMerged;
        Add(of, merged ? Phase.Q2M : Phase.Q2G, queued, taken);
        int request = bios.RequestColumn[row];
        if (request < 0)
        {
            return;
        }

        long issued = requests.IssueColumn[request];
        long inserted = requests.InsertColumn[request];
        Add(of, Phase.Q2D, queued, issued);
        Add(of, Phase.D2C, issued, completed);
        Add(of, Phase.I2D, inserted, issued);
        Add(of, Phase.I2C, inserted, completed);
        Add(of, Phase.M2D, merged ? taken : Bios.None, issued);

        // A bio merged after its request was inserted has no Q2I.
        if (inserted >= queued)
        {
            Add(of, Phase.Q2I, queued, inserted);
        }
    }

    /// <summary>Takes a request, at its end or the trace's.</summary>
    public void Finished(Requests requests, int row)
    {
        LatencyHistogram?[] of = _requests[requests.DeviceColumn[row]];
        long queued = requests.QueueColumn[row];
        long got = requests.GetColumn[row];
        long inserted = requests.InsertColumn[row];
        long issued = requests.IssueColumn[row];
        long completed = requests.CompleteColumn[row];
        Add(of, Phase.Q2G, queued, got);
        Add(of, Phase.G2I, got, inserted);
        Add(of, Phase.Q2I, queued, inserted);
        Add(of, Phase.I2D, inserted, issued);
        Add(of, Phase.Q2D, queued, issued);
        Add(of, Phase.D2C, issued, completed);
        Add(of, Phase.I2C, inserted, completed);
        Add(of, Phase.Q2C, queued, completed);
    }

    /// <summary>The rows of the table of phases: all devices together, then each device.</summary>
    /// <param name="devices">The devices.</param>
    /// <param name="issues">Whether a device issued requests; a device that did not maps to others, and its Q2Q and Q2C are kept apart.</param>
    public IReadOnlyList<PhaseSummary> Summarize(DeviceTable devices, Func<int, bool> issues)
    {
        var rows = new List<PhaseSummary>();
        foreach ((Denominator denominator, List<LatencyHistogram?[]> kept) in new[] { (Denominator.Bio, _bios), (Denominator.Request, _requests) })
        {
            foreach (Phase phase in Enum.GetValues<Phase>())
            {
                var together = new LatencyHistogram();
                for (int device = 0; device < kept.Count; device++)
                {
                    if (Histogram(kept[device], phase, issues(device)) is { Count: > 0 } histogram)
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

        return [.. rows.OrderBy(row => row.Device is not null).ThenBy(row => row.Device?.Major).ThenBy(row => row.Device?.Minor)
            .ThenBy(row => row.Denominator).ThenBy(row => row.Phase)];
    }

    private static LatencyHistogram? Histogram(LatencyHistogram?[] kept, Phase phase, bool issues) => phase switch
    {
        Phase.Q2Q or Phase.Q2C => issues ? kept[(int)phase] : null,
        Phase.Q2Qdm => issues ? null : kept[(int)Phase.Q2Q],
        Phase.Q2Cdm => issues ? null : kept[(int)Phase.Q2C],
        _ => kept[(int)phase],
    };

    private static PhaseSummary Row(Phase phase, Denominator denominator, BlockDevice? device, LatencyHistogram histogram) => new(
        phase, denominator, device, histogram.Count, histogram.Min!.Value, histogram.Mean!.Value, histogram.Max!.Value,
        histogram.At(0.5)!.Value, histogram.At(0.9)!.Value, histogram.At(0.95)!.Value, histogram.At(0.99)!.Value, histogram.At(0.999)!.Value);

    private static void Add(LatencyHistogram?[] of, Phase phase, long from, long to)
    {
        if (from >= 0 && to >= from)
        {
            (of[(int)phase] ??= new LatencyHistogram()).Add(to - from);
        }
    }
}
