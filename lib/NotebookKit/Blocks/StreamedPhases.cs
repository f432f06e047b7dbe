using NotebookKit.Formats;

namespace NotebookKit.Blocks;

/// <summary>Phase latencies of rows that are taken once each, in any order, and forgotten: the bounded twin of <see cref="RowPhases"/>.</summary>
/// <remarks>Times are gathered on the calling thread, while the rows are there, and counted on whichever has the time.</remarks>
internal sealed class StreamedPhases
{
    // Rows of a batch that is filled one by one: its columns fit the nearest cache.
    private const int OpenRows = 512;

    private readonly PhaseCounts _counts = new();
    private readonly PhaseQueue _queue;
    private long[] _lastQueued = [];
    private PhaseBatch?[] _open = [];

    /// <summary>Creates it without a row.</summary>
    /// <param name="ahead">Batches of times that may wait for another thread to count them.</param>
    public StreamedPhases(int ahead) => _queue = new PhaseQueue(_counts, ahead);

    /// <summary>Makes room for the devices known by now.</summary>
    public void Reserve(int devices)
    {
        int known = _lastQueued.Length;
        if (known < devices)
        {
            Array.Resize(ref _open, devices * PhaseBatch.Moments);
            Array.Resize(ref _lastQueued, devices);
            for (int device = known; device < devices; device++)
            {
                _lastQueued[device] = Bios.None;
            }
        }
    }

    /// <summary>Takes the time at which a bio was queued; bios come in the order of the trace.</summary>
    public void Queued(int device, long timeNs)
    {
        PhaseBatch batch = Open(PhaseBatch.Moment.Queued, device);
        int row = batch.Add();
        batch.Queue[row] = _lastQueued[device];
        batch.Complete[row] = timeNs;
        _lastQueued[device] = timeNs;
    }

    /// <summary>Takes a straight I/O at its end.</summary>
    /// <param name="io">The I/O; not issued, it is a bio of a device without requests.</param>
    /// <param name="completeNs">When it completed.</param>
    public void Finished(in StraightIo io, long completeNs)
    {
        PhaseBatch.Moment moment = !io.Issued ? PhaseBatch.Moment.BioEnd : io.HasBio ? PhaseBatch.Moment.BothEnd : PhaseBatch.Moment.RequestEnd;
        PhaseBatch batch = Open(moment, io.Device);
        int row = batch.Add();
        batch.Queue[row] = io.QueueNs;
        batch.Get[row] = io.GetNs;
        batch.Merge[row] = Bios.None;
        batch.Insert[row] = io.InsertNs;
        batch.Issue[row] = io.Issued ? io.IssueNs : Bios.None;
        batch.Complete[row] = completeNs;
    }

    /// <summary>Takes the rest of bios, at their end or the trace's.</summary>
    /// <param name="bios">The table.</param>
    /// <param name="requests">The requests that it refers to.</param>
    /// <param name="rows">Some of its rows, all of one device.</param>
    /// <param name="device">The device.</param>
    public void Finished(Bios bios, Requests requests, ReadOnlySpan<int> rows, int device)
    {
        PhaseBatch batch = _queue.Take();
        batch.Start(PhaseBatch.Moment.BioEnd, device, rows.Length, rows.Length);
        for (int i = 0; i < rows.Length; i++)
        {
            int row = rows[i];
            long taken = bios.TakenColumn[row];
            bool merged = bios.FateColumn[row] is BioFate.BackMerged or BioFate.FrontMerged;
            int request = bios.RequestColumn[row];
            batch.Queue[i] = bios.QueueColumn[row];
            batch.Complete[i] = bios.CompleteColumn[row];
            batch.Get[i] = merged ? Bios.None : taken;
            batch.Merge[i] = merged ? taken : Bios.None;
            batch.Insert[i] = request < 0 ? Bios.None : requests.InsertColumn[request];
            batch.Issue[i] = request < 0 ? Bios.None : requests.IssueColumn[request];
        }

        _queue.Give(batch);
    }

    /// <summary>Takes requests, at their end or the trace's.</summary>
    /// <param name="requests">The table.</param>
    /// <param name="rows">Some of its rows, all of one device.</param>
    /// <param name="device">The device.</param>
    public void Finished(Requests requests, ReadOnlySpan<int> rows, int device)
    {
        PhaseBatch batch = _queue.Take();
        batch.Start(PhaseBatch.Moment.RequestEnd, device, rows.Length, rows.Length);
        for (int i = 0; i < rows.Length; i++)
        {
            int row = rows[i];
            batch.Queue[i] = requests.QueueColumn[row];
            batch.Get[i] = requests.GetColumn[row];
            batch.Insert[i] = requests.InsertColumn[row];
            batch.Issue[i] = requests.IssueColumn[row];
            batch.Complete[i] = requests.CompleteColumn[row];
        }

        _queue.Give(batch);
    }

    /// <summary>The rows of the table of phases, once everything was taken: all devices together, then each device.</summary>
    /// <param name="devices">The devices.</param>
    /// <param name="issues">Whether a device issued requests; a device that did not maps to others, and its Q2Q and Q2C are kept apart.</param>
    public IReadOnlyList<PhaseSummary> Summarize(DeviceTable devices, Func<int, bool> issues)
    {
        foreach (PhaseBatch? open in _open)
        {
            if (open is not null)
            {
                _queue.Give(open);
            }
        }

        _open = [];
        _queue.CountAll();
        return _counts.Summarize(devices, issues);
    }

    /// <summary>Counts some of what waits, on any thread.</summary>
    /// <returns>False where nothing waits, or another thread is at it.</returns>
    public bool TryCountSome() => _queue.TryCountOne();

    // The batch of a device that has room for another row.
    private PhaseBatch Open(PhaseBatch.Moment moment, int device)
    {
        ref PhaseBatch? open = ref _open[(device * PhaseBatch.Moments) + (int)moment];
        if (open is null || open.Count == OpenRows)
        {
            open = OpenAnew(open, moment, device);
        }

        return open;
    }

    private PhaseBatch OpenAnew(PhaseBatch? full, PhaseBatch.Moment moment, int device)
    {
        if (full is not null)
        {
            _queue.Give(full);
        }

        PhaseBatch batch = _queue.Take();
        batch.Start(moment, device, OpenRows, count: 0);
        return batch;
    }
}
