namespace NotebookKit.Formats;

/// <summary>Gives the records of several per-CPU files in the order in which blkparse prints them.</summary>
/// <remarks>
/// Each file is taken as it lies; the one whose next record is earliest goes on. Where times are equal the file that gave the last record
/// goes on, and a file that is put back goes in front of the others with its time, but never in front of the first: blkparse's rule,
/// followed here so that the two outputs can be compared line by line. Source: observed with blkparse 1.2.0; the equality tests hold it.
/// </remarks>
internal sealed class BlktraceMerge
{
    private readonly BlktraceDecoder _decoder;
    private readonly bool _plainly;
    private Lane? _head;

    /// <summary>Stands in front of the first event.</summary>
    /// <param name="streams">The files.</param>
    /// <param name="decoder">Takes their records.</param>
    /// <param name="plainly">True to decode each record by itself, to which the fast path is held.</param>
    public BlktraceMerge(IEnumerable<BlktraceStream> streams, BlktraceDecoder decoder, bool plainly = false)
    {
        _decoder = decoder;
        _plainly = plainly;
        foreach (BlktraceStream stream in streams)
        {
            var lane = new Lane(stream);
            if (Advance(lane))
            {
                Insert(lane);
            }
        }

        if (_head is not null)
        {
            decoder.Begin(_head.Time);
        }
    }

    /// <summary>Decodes records until the events are this many.</summary>
    /// <returns>False at the end.</returns>
    public bool Fill(BlockEvents events, int upTo)
    {
        events.Reserve(upTo - events.Count);
        var writer = new EventWriter(events);
        while (writer.Rows < upTo && _head is not null)
        {
            Lane lane = _head;
            if (_plainly || !lane.Stream.TakeRun(_decoder, lane.Next?.Time ?? ulong.MaxValue, upTo, ref lane.Sequence, ref writer))
            {
                writer.Tell();
                _decoder.Decode(lane.Stream, events);
                writer = new EventWriter(events);
            }

            // Who follows a growing file takes the events while its stream waits for more.
            writer.Tell();
            bool more = Advance(lane);
            if (events.Count != writer.Rows)
            {
                writer = new EventWriter(events);
            }

            if (!more)
            {
                _head = lane.Next;
            }
            else if (lane.Next is not null && lane.Time > lane.Next.Time)
            {
                _head = lane.Next;
                lane.Next = null;
                Insert(lane);
            }
        }

        return _head is not null;
    }

    // Names and the clock are taken as soon as they are reached: they come from before the event that stands behind them.
    private bool Advance(Lane lane)
    {
        while (lane.Stream.Next())
        {
            ref readonly BlktraceRecord record = ref lane.Stream.Record;
            if (!record.IsNotify || record.IsMessage)
            {
                lane.Time = record.Time;
                _decoder.CountGap(record, ref lane.Sequence);
                return true;
            }

            _decoder.Notify(lane.Stream);
        }

        return false;
    }

    private void Insert(Lane lane)
    {
        if (_head is null || _head.Time > lane.Time)
        {
            lane.Next = _head;
            _head = lane;
            return;
        }

        Lane before = _head;
        while (before.Next is not null && before.Next.Time < lane.Time)
        {
            before = before.Next;
        }

        lane.Next = before.Next;
        before.Next = lane;
    }

    private sealed class Lane(BlktraceStream stream)
    {
        public readonly BlktraceStream Stream = stream;
        public ulong Time;
        public uint Sequence;
        public Lane? Next;
    }
}
