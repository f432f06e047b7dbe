namespace NotebookKit.Blocks;

/// <summary>Batches of times that wait to be counted, by the thread that filled them or by another with nothing to do.</summary>
/// <param name="counts">Counts them, one at a time.</param>
/// <param name="ahead">Batches that may wait; beyond, the thread that gives one counts one.</param>
internal sealed class PhaseQueue(PhaseCounts counts, int ahead)
{
    private readonly Lock _counting = new();
    private readonly Lock _gate = new();
    private readonly Queue<PhaseBatch> _waiting = new();
    private readonly Stack<PhaseBatch> _free = new();

    /// <summary>A batch to be filled.</summary>
    public PhaseBatch Take()
    {
        lock (_gate)
        {
            return _free.TryPop(out PhaseBatch? batch) ? batch : new PhaseBatch();
        }
    }

    /// <summary>Gives a filled batch to be counted.</summary>
    public void Give(PhaseBatch batch)
    {
        int waiting;
        lock (_gate)
        {
            _waiting.Enqueue(batch);
            waiting = _waiting.Count;
        }

        if (waiting > ahead)
        {
            lock (_counting)
            {
                CountOne();
            }
        }
    }

    /// <summary>Counts a batch on a thread that has nothing better to do.</summary>
    /// <returns>False where none waits, or another thread is at it.</returns>
    public bool TryCountOne()
    {
        if (!_counting.TryEnter())
        {
            return false;
        }

        try
        {
            return CountOne();
        }
        finally
        {
            _counting.Exit();
        }
    }

    /// <summary>Counts all that wait.</summary>
    public void CountAll()
    {
        lock (_counting)
        {
            while (CountOne()) { }
        }
    }

    private bool CountOne()
    {
        PhaseBatch? batch;
        lock (_gate)
        {
            if (!_waiting.TryDequeue(out batch))
            {
                return false;
            }
        }

        counts.Count(batch);
        lock (_gate)
        {
            _free.Push(batch);
        }

        return true;
    }
}
