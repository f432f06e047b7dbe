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
        int device = bios.Device[row];
        Add(_bios, device, Phase.Q2Q, _lastQueued[device], bios.TimeNs[row]);
        _lastQueued[device] = bios.TimeNs[row];
    }

    /// <summary>Takes the rest of a bio, at its end or the trace's.</summary>
    public void Finished(Bios bios, Requests requests, int row)
    {
        int device = bios.Device[row];
        long queued = bios.TimeNs[row];
        Add(_bios, device, Phase.Q2C, queued, bios.CompleteNs[row]);
        bool merged = bios.Fate[row] is BioFate.BackMerged or BioFate.FrontMerged;
        Add(_bios, device, merged ? Phase.Q2M : Phase.Q2G, queued, bios.TakenNs[row]);
        int request = bios.Request[row];
        if (request < 0)
        {
            return;
        }

        long issued = requests.IssueNs[request];
        long inserted = requests.InsertNs[request];
        Add(_bios, device, Phase.Q2D, queued, issued);
        Add(_bios, device, Phase.D2C, issued, bios.CompleteNs[row]);
        Add(_bios, device, Phase.I2D, inserted, issued);
        Add(_bios, device, Phase.I2C, inserted, bios.CompleteNs[row]);
        Add(_bios, device, Phase.M2D, merged ? bios.TakenNs[row] : Bios.None, issued);

        // A bio merged after its request was inserted has no Q2I.
        if (inserted >= queued)
        {
            Add(_bios, device, Phase.Q2I, queued, inserted);
        }
    }

    /// <summary>Takes a request, at its end or the trace's.</summary>
    public void Finished(Requests requests, int row)
    {
        int device = requests.Device[row];
        long queued = requests.QueueNs[row];
        long inserted = requests.InsertNs[row];
        long issued = requests.IssueNs[row];
        long completed = requests.CompleteNs[row];
        Add(_requests, device, Phase.Q2G, queued, requests.GetNs[row]);
        Add(_requests, device, Phase.G2I, requests.GetNs[row], inserted);
        Add(_requests, device, Phase.Q2I, queued, inserted);
        Add(_requests, device, Phase.I2D, inserted, issued);
        Add(_requests, device, Phase.Q2D, queued, issued);
        Add(_requests, device, Phase.D2C, issued, completed);
        Add(_requests, device, Phase.I2C, inserted, completed);
        Add(_requests, device, Phase.Q2C, queued, completed);
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

    private static void Add(List<LatencyHistogram?[]> kept, int device, Phase phase, long from, long to)
    {
        if (from >= 0 && to >= from)
        {
            (kept[device][(int)phase] ??= new LatencyHistogram()).Add(to - from);
        }
    }
}
