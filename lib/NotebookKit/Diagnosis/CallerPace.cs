using NotebookKit.Stats;

namespace NotebookKit.Diagnosis;

/// <summary>How one process spent its time at a drive: queueing, issuing what it had queued, and between its batches.</summary>
/// <param name="freeUntilNs">From when on a ceiling of the drive held it up.</param>
internal sealed class CallerPace(long freeUntilNs)
{
    private readonly Times _between = new(freeUntilNs);
    private readonly Dictionary<(BlockAction From, BlockAction To), DurationBag> _own = [];
    private readonly DurationBag _ownBetween = new();
    private BlockAction _last;
    private bool _paused;
    private long _lastNs = -1;
    private Int128 _spent;
    private Int128 _spentIssuing;

    /// <summary>Follows every process that had to do with a drive.</summary>
    public static CallerPace[] Of(BlockTrace trace, BlockDevice drive, long freeUntilNs)
    {
        var callers = new Dictionary<int, CallerPace>();
        int index = trace.Head.Devices.Find(drive);
        int last = 0;
        long answeredNs = -1;
        CallerPace? of = null;
        trace.EachChunk(events =>
        {
            for (int row = 0; row < events.Count; row++)
            {
                int pid = events.PidColumn[row];
                if (events.DeviceColumn[row] == index && events.ActionColumn[row] == BlockAction.Complete)
                {
                    answeredNs = events.TimeNsColumn[row];
                }

                if (events.DeviceColumn[row] != index || pid <= 0)
                {
                    continue;
                }

                if (pid != last && !callers.TryGetValue(pid, out of))
                {
                    callers.Add(pid, of = new CallerPace(freeUntilNs));
                }

                last = pid;
                of!.Take(
                    events.ActionColumn[row],
                    events.TimeNsColumn[row],
                    events.SectorsColumn[row],
                    events.RwbsColumn[row] & Rwbs.OperationMask,
                    answeredNs
                );
            }
        });
        return [.. callers.Values];
    }

    /// <summary>The time that it needs at the most, in s: every wait counts.</summary>
    /// <param name="issuesKept">The share of its requests that is issued after all.</param>
    public double MostSeconds(double issuesKept) =>
        ((double)_spent + ((double)_spentIssuing * issuesKept) + (_between.Typical * _between.Count)) / NsIn.Second;

    /// <summary>Bios that it queued.</summary>
    public long Bios { get; private set; }

    /// <summary>The time that it needs by itself, in s: each kind of step by its median, from
    /// its last own event or the drive's last answer on, whichever came later.</summary>
    /// <param name="issuesKept">The share of its requests that is issued after all.</param>
    /// <remarks>A caller that the drive holds up spends after an answer what it spends without
    /// being held up: on the recorded pairs 0.76 and 0.77 ms, 0.92 and 0.98.</remarks>
    public double Seconds(double issuesKept) =>
        (
            _own.Sum(step =>
                Typical(step.Value) * step.Value.Count * (IsOfIssue(step.Key.To) || step.Key.From is BlockAction.Split ? issuesKept : 1)
            ) + (Typical(_ownBetween) * _ownBetween.Count)
        ) / NsIn.Second;

    private static double Typical(DurationBag times) => DurationBag.Quantiles([times], 0.5)[0] ?? 0;

    private static bool IsOfIssue(BlockAction action) =>
        action is BlockAction.Issue or BlockAction.Unplug or BlockAction.UnplugTimer or BlockAction.Insert or BlockAction.Split;

    private void Take(BlockAction action, long timeNs, uint sectors, Rwbs operation, long answeredNs)
    {
        // Completions interrupt whoever runs; they are not the process's own doing.
        if (action == BlockAction.Complete)
        {
            return;
        }

        bool issues = action is BlockAction.Issue or BlockAction.Unplug or BlockAction.UnplugTimer;
        if (_lastNs >= 0)
        {
            long took = Math.Max(0, timeNs - _lastNs);
            Own(action, Math.Max(0, timeNs - Math.Max(_lastNs, answeredNs)));
            if (action is BlockAction.Queue or BlockAction.Remap && _paused)
            {
                _between.Add(timeNs, took);
                _paused = false;
            }
            else if (issues || action is BlockAction.GetRequest or BlockAction.Insert or BlockAction.Split)
            {
                (_spent, _spentIssuing) = issues ? (_spent, _spentIssuing + took) : (_spent + took, _spentIssuing);
            }
            else
            {
                _spent += took;
            }
        }

        (_lastNs, _last) = (timeNs, action);
        Bios += action == BlockAction.Queue ? 1 : 0;
        bool again = action == BlockAction.Plug || (action == BlockAction.Queue && sectors > 0 && operation is Rwbs.Read or Rwbs.Write);
        _paused = issues || (_paused && !again);
    }

    private void Own(BlockAction action, long ns)
    {
        if (_paused && action is BlockAction.Queue or BlockAction.Remap)
        {
            _ownBetween.Add(ns);
            return;
        }

        if (!_own.TryGetValue((_last, action), out DurationBag? times))
        {
            _own.Add((_last, action), times = new DurationBag());
        }

        times.Add(ns);
    }

    // The times of one kind of step, before the ceiling held the caller up and after.
    private sealed class Times(long freeUntilNs)
    {
        private readonly DurationBag _free = new();
        private readonly DurationBag _heldUp = new();
        private double? _typical;

        public long Count => _free.Count + _heldUp.Count;

        // The median: a caller that the drive holds up once waits for as long as all else
        // takes it. Where there was a time before the ceiling, of that.
        public double Typical => _typical ??= DurationBag.Quantiles(_free.Count >= 3 ? [_free] : [_free, _heldUp], 0.5)[0] ?? 0;

        public void Add(long atNs, long ns) => (atNs < freeUntilNs ? _free : _heldUp).Add(ns);
    }
}
