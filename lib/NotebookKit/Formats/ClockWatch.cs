using NotebookKit.Stats;

namespace NotebookKit.Formats;

/// <summary>Notices a capture whose clock starts over: two captures one after the other in one file, which as one trace would
/// have twice the rate and depth that either had.</summary>
/// <remarks>
/// The kernel writes the events of one CPU in order, and blkparse numbers those of a device and CPU. So each device on each CPU is held
/// against itself: files of several CPUs or devices one after another are no second capture, and what a tool prints late by a little is
/// none either. A jump counts where it goes back by half of what its device and CPU spanned so far, and by a millisecond; several events
/// in order stand on either side of it, for single ones may be damaged, and of damage alone nothing is in order.
/// </remarks>
internal sealed class ClockWatch
{
    private const long LeastNs = NsIn.WholeMs;
    private const int LeastBefore = 8;
    private const int LeastBehind = 4;
    private const int Remembered = 256;
    private const int MostKeys = 1 << 16;

    // A chunk that never steps back by so much holds no jump: its ends tell how far each device and CPU has come.
    private const int Head = 256;
    private const int Tail = 1024;

    // Times that lie months apart are damage, and so may be what lies between them.
    private const double MostNs = 1e16;

    private readonly Dictionary<uint, State> _states = [];
    private readonly State?[] _recent = new State?[Remembered];

    // As many tell whether times go on at all, or each counts from the one in front of it.
    private const int Sampled = 512;
    private const int FewestSampled = 20;
    private const double ManyBack = 0.15;
    private const double SeldomOn = 0.95;
    private const long LeastDifferenceNs = 100_000;

    private readonly List<long> _sample = [];
    private long _lastNs = long.MinValue;
    private long? _firstNs;
    private bool _damaged;
    private Jump? _found;

    /// <summary>Where the clock first started over; null where it did not, or where times are damaged: what is damaged further on may be
    /// damaged here. To be asked at the end.</summary>
    public Jump? Found => _damaged ? null : _found;

    /// <summary>Takes the next events, in the order of the file.</summary>
    /// <param name="events">The events.</param>
    /// <param name="from">The first that is new.</param>
    /// <param name="lineOf">The line of an event, by its row of the chunk; null where there are no lines.</param>
    public void Take(BlockEvents events, int from, Func<int, long>? lineOf)
    {
        ReadOnlySpan<long> times = events.TimeNs[from..];
        if (times.IsEmpty)
        {
            return;
        }

        for (int row = 0; row < times.Length && _sample.Count < Sampled; row++)
        {
            _sample.Add(times[row]);
        }

        bool back = TimeOrder.StepsBack(times, _lastNs, LeastNs);
        _lastNs = times[^1];
        for (int row = 0; row < times.Length; row++)
        {
            if (!back && row == Head && times.Length > Head + Tail)
            {
                row = times.Length - Tail;
            }

            Take(events.DeviceColumn[from + row], events.CpuColumn[from + row], times[row], row, lineOf);
        }
    }

    /// <summary>Takes one event.</summary>
    /// <param name="device">Its device, by the capture's number.</param>
    /// <param name="cpu">Its CPU.</param>
    /// <param name="timeNs">Its time.</param>
    /// <param name="line">Its line.</param>
    public void Take(ushort device, ushort cpu, long timeNs, long line)
    {
        if (_sample.Count < Sampled)
        {
            _sample.Add(timeNs);
        }

        Take(device, cpu, timeNs, line, lineOf: null);
    }

    private void Take(ushort device, ushort cpu, long timeNs, long place, Func<int, long>? lineOf)
    {
        _firstNs ??= timeNs;
        _damaged |= Math.Abs((double)timeNs - _firstNs.Value) > MostNs;
        if (_damaged || _found is not null)
        {
            return;
        }

        uint key = ((uint)device << 16) | cpu;
        State? state = _recent[key % Remembered];
        if (state is null || state.Key != key)
        {
            if (!_states.TryGetValue(key, out state))
            {
                if (_states.Count == MostKeys)
                {
                    return;
                }

                _states.Add(key, state = new State(key, timeNs));
            }

            _recent[key % Remembered] = state;
        }

        _found = state.Take(timeNs, place, lineOf);
    }

    // Differences go up and down around the same, begin at 0 or close to it, and are no later at the end than at the start.
    private bool AreDifferences
    {
        get
        {
            int count = _sample.Count;
            if (count < FewestSampled)
            {
                return false;
            }

            int back = 0;
            for (int at = 1; at < count; at++)
            {
                back += _sample[at] < _sample[at - 1] ? 1 : 0;
            }

            int half = count / 2;
            int on = Enumerable.Range(0, half).Count(at => _sample[at] < _sample[at + half]);
            long[] sorted = [.. _sample.Order()];
            return back >= ManyBack * count
                && on <= SeldomOn * half
                && sorted[0] is >= 0 and < LeastDifferenceNs
                && (_sample[0] == 0 || sorted[half] <= sorted[^1] / 4);
        }
    }

    /// <summary>Refuses times that make no trace. To be asked at the end.</summary>
    /// <exception cref="CaptureFormatException">The clock starts over, or each time counts from the one in front of it.</exception>
    public void Reject(ReadAccount account)
    {
        if (account.Dialect == PerfScript.Dialect && AreDifferences)
        {
            throw new CaptureFormatException(
                $"{account.Source}: its times are differences, each from the event in front of it (perf script --deltatime), and say not when anything was. Print the events again without --deltatime: perf script -i perf.data"
            );
        }

        if (Found is { } jump)
        {
            throw Error(account.Source, jump);
        }
    }

    /// <summary>The error of such a capture.</summary>
    public static CaptureFormatException Error(string source, Jump jump) =>
        new(
            source,
            jump.Place,
            1,
            FormattableString.Invariant(
                $"the clock starts over here: from {jump.FromNs / NsIn.Second:0.000000} back to {jump.ToNs / NsIn.Second:0.000000} s on one device and CPU. Two captures lie one after the other in this file, and as one trace they would have a rate and depth that neither had. Give each by itself: head -n {jump.Place - 1} for the first, tail -n +{jump.Place} for the rest; lines that were sorted by something else are put in order by the tool that wrote them"
            )
        );

    /// <summary>The same of records, which have no lines.</summary>
    public static CaptureFormatException ErrorOfRecords(string source, Jump jump) =>
        new(
            FormattableString.Invariant(
                $"{source}: the clock starts over, from {jump.FromNs / NsIn.Second:0.000000} back to {jump.ToNs / NsIn.Second:0.000000} s on one device and CPU. Two captures lie one after the other in it, and as one trace they would have a rate and depth that neither had. Give each by itself, as the tool wrote it"
            )
        );

    /// <summary>A clock that started over.</summary>
    /// <param name="Place">The first event after it, by its line; 0 where there are none.</param>
    /// <param name="FromNs">The time in front of it.</param>
    /// <param name="ToNs">The time after it.</param>
    internal sealed record Jump(long Place, long FromNs, long ToNs);

    private sealed class State
    {
        private readonly long _firstNs;
        private long _lastNs;

        // The second latest: one time that is damaged moves no mark.
        private long _beforeNs;
        private int _inOrder;
        private int _behind;
        private long _behindNs;
        private long _place;
        private long _toNs;

        public State(uint key, long firstNs) => (Key, _firstNs, _lastNs, _beforeNs) = (key, firstNs, firstNs, firstNs);

        public uint Key { get; }

        public Jump? Take(long timeNs, long place, Func<int, long>? lineOf)
        {
            if (timeNs >= _lastNs)
            {
                (_beforeNs, _lastNs, _behind) = (_lastNs, timeNs, 0);
                _inOrder++;
                return null;
            }

            // Times may be any number where a line is damaged: spans are taken as such.
            double span = (double)_beforeNs - _firstNs;
            double back = (double)_beforeNs - timeNs;
            if (span < LeastNs || back < Math.Max(LeastNs, span / 2))
            {
                (_beforeNs, _behind) = (Math.Max(_beforeNs, timeNs), 0);
                _inOrder++;
                return null;
            }

            if (_inOrder < LeastBefore || (_behind > 0 && (double)_behindNs - timeNs > LeastNs))
            {
                (_inOrder, _behind) = (0, 0);
                return null;
            }

            (_place, _toNs) = _behind == 0 ? (lineOf?.Invoke((int)place) ?? place, timeNs) : (_place, _toNs);
            (_behind, _behindNs) = (_behind + 1, timeNs);
            return _behind < LeastBehind ? null : new Jump(_place, _beforeNs, _toNs);
        }
    }
}
