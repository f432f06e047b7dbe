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
                _ahead.Add(end);
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
        private long[] _ends = new long[64];
        private int _first;
        private int _behind;

        public long First => _first < _behind ? _ends[_first] : long.MaxValue;

        public void TakeFirst() => _first++;

        public void Add(long end)
        {
            if (_behind == _ends.Length)
            {
                MakeRoom();
            }

            int at = _behind;
            if (at > _first && _ends[at - 1] > end)
            {
                at = Array.BinarySearch(_ends, _first, _behind - _first, end);
                at = at < 0 ? ~at : at;
                Array.Copy(_ends, at, _ends, at + 1, _behind - at);
            }

            _ends[at] = end;
            _behind++;
        }

        private void MakeRoom()
        {
            int under = _behind - _first;
            long[] to = under > _ends.Length / 2 ? new long[_ends.Length * 2] : _ends;
            Array.Copy(_ends, _first, to, 0, under);
            (_ends, _first, _behind) = (to, 0, under);
        }
    }
}
