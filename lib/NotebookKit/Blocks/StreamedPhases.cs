using NotebookKit.Formats;
using NotebookKit.Stats;

namespace NotebookKit.Blocks;

/// <summary>Phase latencies of rows that are taken once each, in any order, and forgotten: the bounded twin of <see cref="RowPhases"/>.</summary>
internal sealed class StreamedPhases
{
    private const int Phases = (int)Phase.I2C + 1;
    private readonly List<LatencyHistogram?[]> _bios = [];
    private readonly List<LatencyHistogram?[]> _requests = [];
    private long[] _lastQueued = [];
    private Times _times = new(0);

    /// <summary>Makes room for the devices known by now.</summary>
    public void Reserve(int devices)
    {
        while (_bios.Count < devices)
        {
            _bios.Add(new LatencyHistogram?[Phases]);
            _requests.Add(new LatencyHistogram?[Phases]);
            _lastQueued = [.. _lastQueued, Bios.None];
        }
    }

    /// <summary>Takes what is known of bios when they are queued; bios come in the order of the trace.</summary>
    /// <param name="bios">The table.</param>
    /// <param name="rows">Some of its rows, all of one device.</param>
    /// <param name="device">The device.</param>
    public void Queued(Bios bios, ReadOnlySpan<int> rows, int device)
    {
        Times times = Room(rows.Length);
        long last = _lastQueued[device];
        for (int i = 0; i < rows.Length; i++)
        {
            times.Queue[i] = last;
            times.Complete[i] = last = bios.QueueColumn[rows[i]];
        }

        _lastQueued[device] = last;
        Add(_bios[device], Phase.Q2Q, times.Queue, times.Complete, rows.Length);
    }

    /// <summary>Takes the rest of bios, at their end or the trace's.</summary>
    /// <param name="bios">The table.</param>
    /// <param name="requests">The requests that it refers to.</param>
    /// <param name="rows">Some of its rows, all of one device.</param>
    /// <param name="device">The device.</param>
    public void Finished(Bios bios, Requests requests, ReadOnlySpan<int> rows, int device)
    {
        Times times = Room(rows.Length);
        for (int i = 0; i < rows.Length; i++)
        {
            int row = rows[i];
            long queued = bios.QueueColumn[row];
            times.Queue[i] = queued;
            times.Complete[i] = bios.CompleteColumn[row];
            long taken = bios.TakenColumn[row];
            bool merged = bios.FateColumn[row] is BioFate.BackMerged or BioFate.FrontMerged;
            times.Get[i] = merged ? Bios.None : taken;
            times.Merge[i] = merged ? taken : Bios.None;
            int request = bios.RequestColumn[row];
            long inserted = request < 0 ? Bios.None : requests.InsertColumn[request];
            times.Issue[i] = request < 0 ? Bios.None : requests.IssueColumn[request];
            times.Insert[i] = inserted;
        }

        int count = rows.Length;
        LatencyHistogram?[] of = _bios[device];
        Add(of, Phase.Q2C, times.Queue, times.Complete, count);
        Add(of, Phase.Q2M, times.Queue, times.Merge, count);
        Add(of, Phase.Q2G, times.Queue, times.Get, count);
        Add(of, Phase.Q2D, times.Queue, times.Issue, count);
        Add(of, Phase.D2C, times.Issue, times.Complete, count);
        Add(of, Phase.I2D, times.Insert, times.Issue, count);
        Add(of, Phase.I2C, times.Insert, times.Complete, count);
        Add(of, Phase.M2D, times.Merge, times.Issue, count);

        // A bio merged after its request was inserted has no Q2I: its insertion lies before it was queued.
        Add(of, Phase.Q2I, times.Queue, times.Insert, count);
    }

    /// <summary>Takes requests, at their end or the trace's.</summary>
    /// <param name="requests">The table.</param>
    /// <param name="rows">Some of its rows, all of one device.</param>
    /// <param name="device">The device.</param>
    public void Finished(Requests requests, ReadOnlySpan<int> rows, int device)
    {
        Times times = Room(rows.Length);
        for (int i = 0; i < rows.Length; i++)
        {
            int row = rows[i];
            times.Queue[i] = requests.QueueColumn[row];
            times.Get[i] = requests.GetColumn[row];
            times.Insert[i] = requests.InsertColumn[row];
            times.Issue[i] = requests.IssueColumn[row];
            times.Complete[i] = requests.CompleteColumn[row];
        }

        int count = rows.Length;
        LatencyHistogram?[] of = _requests[device];
        Add(of, Phase.Q2G, times.Queue, times.Get, count);
        Add(of, Phase.G2I, times.Get, times.Insert, count);
        Add(of, Phase.Q2I, times.Queue, times.Insert, count);
        Add(of, Phase.I2D, times.Insert, times.Issue, count);
        Add(of, Phase.Q2D, times.Queue, times.Issue, count);
        Add(of, Phase.D2C, times.Issue, times.Complete, count);
        Add(of, Phase.I2C, times.Insert, times.Complete, count);
        Add(of, Phase.Q2C, times.Queue, times.Complete, count);
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

        rows.Sort(Before);
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

    private static void Add(LatencyHistogram?[] of, Phase phase, long[] from, long[] to, int count) =>
        (of[(int)phase] ??= new LatencyHistogram()).AddDurations(from.AsSpan(0, count), to.AsSpan(0, count));

    private Times Room(int rows) => _times = _times.Queue.Length >= rows ? _times : new Times(rows * 2);

    /// <summary>When some bios or requests reached each point, gathered so that a phase is one run over two columns.</summary>
    private sealed class Times(int rows)
    {
        public readonly long[] Queue = new long[rows];
        public readonly long[] Get = new long[rows];
        public readonly long[] Merge = new long[rows];
        public readonly long[] Insert = new long[rows];
        public readonly long[] Issue = new long[rows];
        public readonly long[] Complete = new long[rows];
    }
}
