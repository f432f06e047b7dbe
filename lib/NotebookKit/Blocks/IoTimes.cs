namespace NotebookKit.Blocks;

/// <summary>When the I/Os of one device began and ended, in two orders of time, without a column of their own for either.</summary>
/// <remarks>
/// Rows lie in the order in which they began; their ends are put in order while they are walked, among those that are under way. Where damaged times keep
/// neither order, both are sorted first.
/// </remarks>
internal sealed class IoTimes
{
    private readonly RowSet _rows;
    private readonly long[] _from;
    private readonly long[] _to;
    private readonly Func<int, bool>? _leavesOut;
    private readonly long[]? _starts;
    private readonly long[]? _ends;

    /// <summary>Looks at the I/Os of one device.</summary>
    /// <param name="rows">Their rows.</param>
    /// <param name="from">When each row began, in ns.</param>
    /// <param name="to">When each row ended, in ns; negative where it did not.</param>
    /// <param name="leavesOut">True for a row that does not count; null where all do.</param>
    public IoTimes(RowSet rows, long[] from, long[] to, Func<int, bool>? leavesOut)
    {
        (_rows, _from, _to, _leavesOut) = (rows, from, to, leavesOut);
        if (!InOrder())
        {
            int[] all = [.. Enumerable.Range(0, rows.Count).Select(place => rows[place]).Where(row => leavesOut?.Invoke(row) != true)];
            _starts = [.. all.Select(row => from[row]).Order()];
            _ends = [.. all.Where(row => to[row] >= 0).Select(row => to[row]).Order()];
        }
    }

    /// <summary>False where starts and ends were sorted, and no longer tell whose they are.</summary>
    public bool TellsRows => _starts is null;

    /// <summary>When a row began.</summary>
    public long From(int row) => _from[row];

    /// <summary>Walks the starts and ends in the order of time.</summary>
    public Walk Begin() => new(this);

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
        private readonly EndsAhead _ahead = new();
        private int _place;
        private int _endPlace;
        private int _row = -1;

        internal Walk(IoTimes times)
        {
            _times = times;
            NextRow();
        }

        /// <summary>The next start; <see cref="long.MaxValue"/> where there is none.</summary>
        public readonly long Start => _times._starts is { } starts ? _place < starts.Length ? starts[_place] : long.MaxValue : _row < 0 ? long.MaxValue : _times._from[_row];

        /// <summary>The next end of what began; <see cref="long.MaxValue"/> where there is none.</summary>
        public readonly long End => _times._ends is { } ends ? _endPlace < ends.Length ? ends[_endPlace] : long.MaxValue : _ahead.First;

        /// <summary>The row that starts next; -1 where there is none, or where times are in no order.</summary>
        public readonly int StartRow => _row;

        /// <summary>The row that ends next.</summary>
        public readonly int EndRow => _ahead.FirstRow;

        /// <summary>Goes past the next start.</summary>
        public void TakeStart()
        {
            if (_times._starts is not null)
            {
                _place++;
                return;
            }

            if (_times._to[_row] is >= 0 and var end)
            {
                _ahead.Add(end, _row);
            }

            NextRow();
        }

        /// <summary>Goes past the next end.</summary>
        public void TakeEnd()
        {
            if (_times._ends is not null)
            {
                _endPlace++;
            }
            else
            {
                _ahead.TakeFirst();
            }
        }

        /// <summary>The next end of all, in order; <see cref="long.MaxValue"/> behind the last.</summary>
        public long NextEnd()
        {
            while (Start <= End && Start != long.MaxValue)
            {
                TakeStart();
            }

            long end = End;
            if (end != long.MaxValue)
            {
                TakeEnd();
            }

            return end;
        }

        private void NextRow()
        {
            _row = -1;
            while (_times._starts is null && _place < _times._rows.Count && _row < 0)
            {
                int row = _times._rows[_place++];
                _row = _times._leavesOut?.Invoke(row) == true ? -1 : row;
            }
        }
    }

    // Ends of what is under way, ascending. Most come behind all others, or near the last.
    private sealed class EndsAhead
    {
        private const int Near = 16;
        private long[] _ends = new long[64];
        private int[] _rows = new int[64];
        private int _first;
        private int _behind;

        public long First => _first < _behind ? _ends[_first] : long.MaxValue;

        public int FirstRow => _rows[_first];

        public void TakeFirst() => _first++;

        public void Add(long end, int row)
        {
            if (_behind == _ends.Length)
            {
                MakeRoom();
            }

            int at = _behind;
            for (int nearest = Math.Max(_first, at - Near); at > nearest && _ends[at - 1] > end; at--)
            {
                _ends[at] = _ends[at - 1];
                _rows[at] = _rows[at - 1];
            }

            if (at > _first && _ends[at - 1] > end)
            {
                int place = Array.BinarySearch(_ends, _first, at - _first, end);
                place = place < 0 ? ~place : place;
                Array.Copy(_ends, place, _ends, place + 1, at - place);
                Array.Copy(_rows, place, _rows, place + 1, at - place);
                at = place;
            }

            (_ends[at], _rows[at]) = (end, row);
            _behind++;
        }

        private void MakeRoom()
        {
            int under = _behind - _first;
            int length = under > _ends.Length / 2 ? _ends.Length * 2 : _ends.Length;
            Array.Resize(ref _rows, length);
            Array.Resize(ref _ends, length);
            Array.Copy(_ends, _first, _ends, 0, under);
            Array.Copy(_rows, _first, _rows, 0, under);
            (_first, _behind) = (0, under);
        }
    }
}
