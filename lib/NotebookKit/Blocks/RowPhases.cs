using System.Runtime.CompilerServices;
using NotebookKit.Stats;

namespace NotebookKit.Blocks;

/// <summary>Phase latencies taken from the rows of <see cref="Bios"/> or <see cref="Requests"/>, each row once.</summary>
/// <remarks>
/// Flushes are left out; a write with a flush behind it ends with that, its D2C with the data. So are left out spans that events out of
/// order would make negative. On a device that issues no requests (device-mapper, md) Q2Q and Q2C are kept apart as Q2Qdm and Q2Cdm: its
/// time contains that of the device below. No duration is held: the rows are walked a second time for the percentiles.
/// </remarks>
internal sealed class RowPhases
{
    private const int Kinds = (int)Phase.I2C + 1;

    private readonly BlockTrace _trace;
    private readonly bool _ofBios;
    private readonly int _devices;
    private readonly bool[] _maps;
    private readonly CountedDurations?[] _counted;
    private readonly CountedDurations?[] _together = new CountedDurations?[Kinds];

    private RowPhases(BlockTrace trace, bool ofBios)
    {
        (_trace, _ofBios) = (trace, ofBios);
        _devices = trace.Head.Devices.Count;
        _maps = [.. Enumerable.Range(0, _devices).Select(device => trace.RequestRows[device].Count == 0)];
        Counter[] counters = Walk(() => new Counter(_devices));
        _counted = counters[0].Of;
        foreach (Counter counter in counters[1..])
        {
            counter.AddTo(_counted);
        }

        for (int phase = 0; phase < Kinds; phase++)
        {
            _together[phase] = Together(phase);
        }

        LookAgain();
        trace.GiveBack();
    }

    /// <summary>The durations of a phase on a device; of all devices together for null. Null where there is none.</summary>
    public CountedDurations? Of(int? device, Phase phase) =>
        device is { } one ? _counted[(one * Kinds) + (int)phase] : _together[(int)phase];

    /// <summary>Every duration of a phase, in ns, in the order of the rows, device after device.</summary>
    /// <param name="device">The device; null for all.</param>
    /// <param name="phase">The phase.</param>
    public long[] Values(int? device, Phase phase)
    {
        if (Of(device, phase) is not { } counted)
        {
            return [];
        }

        long[] all = GC.AllocateUninitializedArray<long>((int)counted.Count);
        var next = new int[_devices];
        int used = 0;
        for (int one = 0; one < _devices; one++)
        {
            bool asked = device is null || device == one;
            next[one] = asked ? used : -1;
            used += asked ? (int)(Of(one, phase)?.Count ?? 0) : 0;
        }

        Walk(0, Rows, new Lister(phase, all, next));
        return all;
    }

    public static RowPhases OfBios(BlockTrace trace) => new(trace, ofBios: true);

    public static RowPhases OfRequests(BlockTrace trace) => new(trace, ofBios: false);

    private int Rows => _ofBios ? _trace.Bios.Count : _trace.Requests.Count;

    // One device's own where it alone has any.
    private CountedDurations? Together(int phase)
    {
        CountedDurations[] any =
        [
            .. Enumerable.Range(0, _devices).Select(device => _counted[(device * Kinds) + phase]).OfType<CountedDurations>(),
        ];
        if (any.Length < 2)
        {
            return any.FirstOrDefault();
        }

        var all = new CountedDurations();
        Array.ForEach(any, all.Add);
        return all;
    }

    private void LookAgain()
    {
        CountedDurations[] again = [.. _counted.Concat(_together).OfType<CountedDurations>().Distinct().Where(one => one.NeedsSecondLook)];
        if (again.Length == 0)
        {
            return;
        }

        Array.ForEach(again, one => one.LookAgain());
        foreach (Looker looker in Walk(() => new Looker(this)))
        {
            looker.HandOver();
        }

        Parallel.ForEach(again, one => _ = one.Percentiles);
    }

    private T[] Walk<T>(Func<T> create)
        where T : IPhaseSink
    {
        int rows = Rows;
        int threads = SideBySide.IsWorth(rows) ? Math.Min(Environment.ProcessorCount, 8) : 1;
        T[] sinks = [.. Enumerable.Range(0, threads).Select(_ => create())];
        Parallel.For(0, threads, part => Walk((int)((long)rows * part / threads), (int)((long)rows * (part + 1) / threads), sinks[part]));
        return sinks;
    }

    private void Walk<T>(int from, int behind, T sink)
        where T : IPhaseSink
    {
        if (_ofBios)
        {
            WalkBios(from, behind, sink);
        }
        else
        {
            WalkRequests(from, behind, sink);
        }
    }

    // When each device queued last before a row: a range begins where another ends.
    private long[] LastBefore(int row)
    {
        var last = new long[_devices];
        Array.Fill(last, Bios.None);
        Bios bios = _trace.Bios;
        int open = _devices;
        for (row--; row >= 0 && open > 0; row--)
        {
            if (bios.SectorsColumn[row] > 0 && last[bios.DeviceColumn[row]] < 0)
            {
                last[bios.DeviceColumn[row]] = bios.QueueColumn[row];
                open--;
            }
        }

        return last;
    }

    private void WalkBios<T>(int from, int behind, T sink)
        where T : IPhaseSink
    {
        Bios bios = _trace.Bios;
        Requests requests = _trace.Requests;
        long[] last = LastBefore(from);
        for (int row = from; row < behind; row++)
        {
            if (bios.SectorsColumn[row] == 0)
            {
                continue;
            }

            int device = bios.DeviceColumn[row];
            long queued = bios.QueueColumn[row];
            Take(sink, device, _maps[device] ? Phase.Q2Qdm : Phase.Q2Q, last[device], queued);
            last[device] = queued;
            Take(sink, device, _maps[device] ? Phase.Q2Cdm : Phase.Q2C, queued, bios.CompleteColumn[row]);
            bool merged = bios.FateColumn[row] is BioFate.BackMerged or BioFate.FrontMerged;
            Take(sink, device, merged ? Phase.Q2M : Phase.Q2G, queued, bios.TakenColumn[row]);
            int request = bios.RequestColumn[row];
            if (request < 0)
            {
                continue;
            }

            long issued = requests.IssueColumn[request];
            long inserted = requests.InsertColumn[request];
            Take(sink, device, Phase.Q2D, queued, issued);
            long done = BlockMatcher.EndsWithFlush(bios.RwbsColumn[row], requests.RwbsColumn[request])
                ? requests.CompleteColumn[request]
                : bios.CompleteColumn[row];
            Take(sink, device, Phase.D2C, issued, done);
            Take(sink, device, Phase.I2D, inserted, issued);
            Take(sink, device, Phase.I2C, inserted, done);
            Take(sink, device, Phase.M2D, merged ? bios.TakenColumn[row] : Bios.None, issued);

            // A bio merged after its request was inserted has no Q2I.
            if (inserted >= queued)
            {
                Take(sink, device, Phase.Q2I, queued, inserted);
            }
        }
    }

    private void WalkRequests<T>(int from, int behind, T sink)
        where T : IPhaseSink
    {
        Requests requests = _trace.Requests;
        for (int row = from; row < behind; row++)
        {
            if (requests.SectorsColumn[row] == 0)
            {
                continue;
            }

            int device = requests.DeviceColumn[row];
            (long queued, long got, long inserted) = (requests.QueueColumn[row], requests.GetColumn[row], requests.InsertColumn[row]);
            (long issued, long done) = (requests.IssueColumn[row], requests.CompleteColumn[row]);
            Take(sink, device, Phase.Q2G, queued, got);
            Take(sink, device, Phase.G2I, got, inserted);
            Take(sink, device, Phase.Q2I, queued, inserted);
            Take(sink, device, Phase.I2D, inserted, issued);
            Take(sink, device, Phase.Q2D, queued, issued);
            Take(sink, device, Phase.D2C, issued, done);
            Take(sink, device, Phase.I2C, inserted, done);
            Take(sink, device, Phase.Q2C, queued, done);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Take<T>(T sink, int device, Phase phase, long from, long to)
        where T : IPhaseSink
    {
        if (from >= 0 && to >= from)
        {
            sink.Take(device, phase, to - from);
        }
    }

    private interface IPhaseSink
    {
        void Take(int device, Phase phase, long ns);
    }

    private readonly struct Counter(int devices) : IPhaseSink
    {
        public readonly CountedDurations?[] Of = new CountedDurations?[devices * Kinds];

        public void Take(int device, Phase phase, long ns) => (Of[(device * Kinds) + (int)phase] ??= new CountedDurations()).Add(ns);

        public void AddTo(CountedDurations?[] all)
        {
            for (int at = 0; at < all.Length; at++)
            {
                if (Of[at] is { } own)
                {
                    (all[at] ??= new CountedDurations()).Add(own);
                }
            }
        }
    }

    // Where one device alone has any, its own durations are all.
    private static CountedDurations?[] TwinsOfSeveral(RowPhases phases) =>
        Array.ConvertAll(phases._together, one => one is null || phases._counted.Contains(one) ? null : one.Twin());

    private readonly struct Looker(RowPhases phases) : IPhaseSink
    {
        private readonly CountedDurations?[] _counted = Array.ConvertAll(phases._counted, one => one?.Twin());
        private readonly CountedDurations?[] _together = TwinsOfSeveral(phases);

        public void Take(int device, Phase phase, long ns)
        {
            _counted[(device * Kinds) + (int)phase]!.Look(ns);
            _together[(int)phase]?.Look(ns);
        }

        public void HandOver()
        {
            for (int at = 0; at < _counted.Length; at++)
            {
                if (_counted[at] is { } own)
                {
                    phases._counted[at]!.Look(own);
                }
            }

            for (int at = 0; at < _together.Length; at++)
            {
                if (_together[at] is { } own)
                {
                    phases._together[at]!.Look(own);
                }
            }
        }
    }

    private readonly struct Lister(Phase phase, long[] all, int[] next) : IPhaseSink
    {
        public void Take(int device, Phase kind, long ns)
        {
            if (kind == phase && next[device] >= 0)
            {
                all[next[device]++] = ns;
            }
        }
    }
}
