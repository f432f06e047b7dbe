namespace NotebookKit.Blocks;

/// <summary>When the I/Os of one device began and ended, in two orders of time.</summary>
/// <remarks>Rows lie in the order in which they began, and <see cref="EndOrder"/> tells the one in which they ended. Where damaged times
/// keep neither order, both are sorted first.</remarks>
internal sealed class IoTimes
{
    private readonly RowSet _rows;
    private readonly long[] _from;
    private readonly long[] _to;
    private readonly EndOrder _order;
    private readonly Func<int, bool>? _without;
    private readonly Func<int, bool>? _withoutOpen;
    private readonly long[]? _starts;
    private readonly long[]? _ends;

    /// <summary>Looks at the I/Os of one device.</summary>
    /// <param name="ends">In which order they ended.</param>
    /// <param name="from">When each row began, in ns.</param>
    /// <param name="without">True for a row that ended and does not count; null where all do.</param>
    /// <param name="withoutOpen">True for a row that did not end and does not count; null where all do.</param>
    public IoTimes(EndOrder ends, long[] from, Func<int, bool>? without = null, Func<int, bool>? withoutOpen = null)
    {
        (_rows, _from, _to, _order, _without, _withoutOpen) = (ends.Of, from, ends.To, ends, without, withoutOpen);
        if (InOrder())
        {
            return;
        }

        int[] all = [.. Enumerable.Range(0, _rows.Count).Select(place => _rows[place]).Where(row => !LeavesOut(row))];
        _starts = [.. all.Select(row => from[row]).Order()];
        _ends = [.. all.Where(row => _to[row] >= 0).Select(row => _to[row]).Order()];
    }

    /// <summary>False where starts and ends were sorted, and no longer tell whose they are.</summary>
    public bool TellsRows => _starts is null;

    /// <summary>When a row began.</summary>
    public long From(int row) => _from[row];

    /// <summary>Whether a row ended.</summary>
    public bool Ends(int row) => _to[row] >= 0;

    /// <summary>Walks the starts and ends in the order of time.</summary>
    public Walk Begin() => new(this);

    private bool LeavesOut(int row) => _to[row] < 0 ? _withoutOpen is not null && _withoutOpen(row) : _without is not null && _without(row);

    private bool InOrder()
    {
        long last = long.MinValue;
        for (int place = 0; place < _rows.Count; place++)
        {
            int row = _rows[place];
            if (_from[row] < last || (_to[row] >= 0 && _to[row] < _from[row]))
            {
                return false;
            }

            last = _from[row];
        }

        return true;
    }

    /// <summary>Where a walk stands.</summary>
    internal struct Walk
    {
        private readonly IoTimes _times;
        private readonly int[] _order;
        private int _place;
        private int _endPlace;

        internal Walk(IoTimes times)
        {
            _times = times;
            _order = times.TellsRows ? times._order.Rows : [];
            NextStart();
            NextEndAhead();
        }

        /// <summary>The next start; <see cref="long.MaxValue"/> where there is none.</summary>
        public long Start { get; private set; }

        /// <summary>The next end; <see cref="long.MaxValue"/> where there is none.</summary>
        public long End { get; private set; }

        /// <summary>The row that starts next; -1 where there is none, or where times are in no order.</summary>
        public int StartRow { get; private set; }

        /// <summary>The row that ends next; -1 likewise.</summary>
        public int EndRow { get; private set; }

        /// <summary>Goes past the next start.</summary>
        public void TakeStart() => NextStart();

        /// <summary>Goes past the next end.</summary>
        public void TakeEnd() => NextEndAhead();

        /// <summary>The next end of all, in order; <see cref="long.MaxValue"/> behind the last.</summary>
        public long NextEnd()
        {
            long end = End;
            if (end != long.MaxValue)
            {
                NextEndAhead();
            }

            return end;
        }

        private void NextStart()
        {
            StartRow = -1;
            if (_times._starts is { } starts)
            {
                Start = _place < starts.Length ? starts[_place++] : long.MaxValue;
                return;
            }

            while (_place < _times._rows.Count)
            {
                int row = _times._rows[_place++];
                if (!_times.LeavesOut(row))
                {
                    (StartRow, Start) = (row, _times._from[row]);
                    return;
                }
            }

            Start = long.MaxValue;
        }

        private void NextEndAhead()
        {
            EndRow = -1;
            if (_times._ends is { } ends)
            {
                End = _endPlace < ends.Length ? ends[_endPlace++] : long.MaxValue;
                return;
            }

            while (_endPlace < _order.Length)
            {
                int row = _order[_endPlace++];
                if (_times._without is null || !_times._without(row))
                {
                    (EndRow, End) = (row, _times._to[row]);
                    return;
                }
            }

            End = long.MaxValue;
        }
    }
}
