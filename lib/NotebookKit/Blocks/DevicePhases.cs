using System.Runtime.CompilerServices;
using NotebookKit.Formats;

namespace NotebookKit.Blocks;

/// <summary>The times of one device's I/Os, each taken once, in any order: the bounded twin of <see cref="RowPhases"/>.</summary>
/// <remarks>They are gathered on the calling thread, while the I/O is there, and counted by whichever has the time.</remarks>
/// <param name="queue">Gets what was gathered.</param>
/// <param name="device">The device, an index into the trace's device table.</param>
internal sealed class DevicePhases(PhaseQueue queue, int device)
{
    // By moment, and by the operation of requests.
    private const int Kinds = 2 * IoKind.WithoutSectors;
    private readonly PhaseBatch?[] _open = new PhaseBatch?[PhaseBatch.Moments * Kinds];
    private long _lastQueuedNs = Bios.None;

    /// <summary>Takes the time at which a bio was queued; bios come in the order of the trace.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Queued(long timeNs)
    {
        PhaseBatch batch = Open(PhaseBatch.Moment.Queued);
        int row = batch.Add();
        Column.Set(batch.Queue, row, _lastQueuedNs);
        Column.Set(batch.Complete, row, timeNs);
        _lastQueuedNs = timeNs;
    }

    /// <summary>Takes a straight I/O at its end.</summary>
    /// <param name="io">The I/O; not issued, it is a bio of a device without requests.</param>
    /// <param name="completeNs">When it completed.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Finished(in StraightIo io, long completeNs)
    {
        PhaseBatch batch = !io.Issued
            ? Open(PhaseBatch.Moment.BioEnd)
            : Open(io.HasBio ? PhaseBatch.Moment.BothEnd : PhaseBatch.Moment.RequestEnd, (int)(io.Rwbs & Rwbs.OperationMask));
        int row = batch.Add();
        Column.Set(batch.Queue, row, io.QueueNs);
        Column.Set(batch.Get, row, io.GetNs);
        Column.Set(batch.Insert, row, io.InsertNs);
        Column.Set(batch.Issue, row, io.IssueNs);
        Column.Set(batch.Complete, row, completeNs);
        if (!io.Issued)
        {
            batch.Merge[row] = batch.Issue[row] = Bios.None;
        }
    }

    /// <summary>Takes a bio of a table, at its end or the trace's.</summary>
    /// <param name="bios">The table.</param>
    /// <param name="row">The bio.</param>
    /// <param name="requests">The requests that the table refers to.</param>
    public void Finished(Bios bios, int row, Requests requests)
    {
        long taken = bios.TakenColumn[row];
        bool merged = bios.FateColumn[row] is BioFate.BackMerged or BioFate.FrontMerged;
        int request = bios.RequestColumn[row];
        long queued = bios.QueueColumn[row];
        long complete = bios.CompleteColumn[row];
        long insert = request < 0 ? Bios.None : requests.InsertColumn[request];
        long issue = request < 0 ? Bios.None : requests.IssueColumn[request];
        long? done =
            request >= 0 && BlockMatcher.EndsWithFlush(bios.RwbsColumn[row], requests.RwbsColumn[request])
                ? requests.CompleteColumn[request]
                : null;
        BioEnd(queued, merged ? Bios.None : taken, merged ? taken : Bios.None, insert, issue, done is null ? complete : Bios.None);
        if (done is { } data)
        {
            // Its data and the flush behind them end at two times.
            BioEnd(queued, Bios.None, Bios.None, Bios.None, Bios.None, complete);
            BioEnd(Bios.None, Bios.None, Bios.None, insert, Bios.None, data);
            BioEnd(Bios.None, Bios.None, Bios.None, Bios.None, issue, data);
        }
    }

    private void BioEnd(long queue, long get, long merge, long insert, long issue, long complete)
    {
        PhaseBatch batch = Open(PhaseBatch.Moment.BioEnd);
        int to = batch.Add();
        Column.Set(batch.Queue, to, queue);
        Column.Set(batch.Get, to, get);
        Column.Set(batch.Merge, to, merge);
        Column.Set(batch.Insert, to, insert);
        Column.Set(batch.Issue, to, issue);
        Column.Set(batch.Complete, to, complete);
    }

    /// <summary>Takes a request of a table, at its end or the trace's.</summary>
    public void Finished(Requests requests, int row)
    {
        PhaseBatch batch = Open(
            PhaseBatch.Moment.RequestEnd,
            IoKind.Of(requests.RwbsColumn[row] & Rwbs.OperationMask, requests.SectorsColumn[row])
        );
        int to = batch.Add();
        Column.Set(batch.Queue, to, requests.QueueColumn[row]);
        Column.Set(batch.Get, to, requests.GetColumn[row]);
        Column.Set(batch.Insert, to, requests.InsertColumn[row]);
        Column.Set(batch.Issue, to, requests.IssueColumn[row]);
        Column.Set(batch.Complete, to, requests.CompleteColumn[row]);
    }

    /// <summary>Gives away what was gathered so far.</summary>
    public void End()
    {
        foreach (ref PhaseBatch? open in _open.AsSpan())
        {
            if (open is not null)
            {
                queue.Give(open);
                open = null;
            }
        }
    }

    // The batch that has room for another row.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private PhaseBatch Open(PhaseBatch.Moment moment, int kind = 0)
    {
        PhaseBatch? open = _open[((int)moment * Kinds) + kind];
        return open is null || open.Full ? OpenAnew(moment, kind) : open;
    }

    private PhaseBatch OpenAnew(PhaseBatch.Moment moment, int kind)
    {
        ref PhaseBatch? open = ref _open[((int)moment * Kinds) + kind];
        if (open is { } full)
        {
            if (full.TryGrow())
            {
                return full;
            }

            queue.Give(full);
        }

        PhaseBatch batch = queue.Take();
        batch.Start(moment, device, kind);
        return open = batch;
    }
}
