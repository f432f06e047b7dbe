namespace NotebookKit.Blocks;

/// <summary>Counts batches of times on a thread of its own, so that the one that matches need not.</summary>
/// <remarks>At most <see cref="Ahead"/> batches wait; on one processor, and until the first batch of some size, they are counted on the spot.</remarks>
internal sealed class PhaseThread(PhaseCounts counts, int threads)
{
    private const int Ahead = 6;
    private const int WorthAThread = 256;

    private readonly object _gate = new();
    private readonly Queue<PhaseBatch> _waiting = new(Ahead);
    private readonly Stack<PhaseBatch> _free = new(Ahead);
    private int _made;
    private Thread? _thread;
    private bool _ended;
    private Exception? _failure;

    /// <summary>A batch to be filled; waits for one where all are still to be counted.</summary>
    public PhaseBatch Take()
    {
        lock (_gate)
        {
            while (_free.Count == 0 && _made == Ahead)
            {
                Monitor.Wait(_gate);
            }

            if (_free.Count > 0)
            {
                return _free.Pop();
            }

            _made++;
            return new PhaseBatch();
        }
    }

    /// <summary>Gives a filled batch to be counted.</summary>
    public void Give(PhaseBatch batch)
    {
        if (_thread is null && (threads < 2 || batch.Count < WorthAThread))
        {
            counts.Count(batch);
            _free.Push(batch);
            return;
        }

        lock (_gate)
        {
            _waiting.Enqueue(batch);
            Monitor.PulseAll(_gate);
        }

        if (_thread is null)
        {
            _thread = new Thread(Work) { IsBackground = true, Name = "NotebookKit phases" };
            _thread.Start();
        }
    }

    /// <summary>Waits until everything was counted.</summary>
    public void End()
    {
        Stop();
        if (_failure is not null)
        {
            throw new InvalidOperationException("Counting the phases failed.", _failure);
        }
    }

    /// <summary>Ends the thread once it has counted what waits; safe to call again.</summary>
    public void Stop()
    {
        lock (_gate)
        {
            _ended = true;
            Monitor.PulseAll(_gate);
        }

        _thread?.Join();
        _thread = null;
    }

    private void Work()
    {
        while (true)
        {
            PhaseBatch batch;
            lock (_gate)
            {
                while (_waiting.Count == 0)
                {
                    if (_ended)
                    {
                        return;
                    }

                    Monitor.Wait(_gate);
                }

                batch = _waiting.Dequeue();
            }

            try
            {
                counts.Count(batch);
            }
            catch (Exception failure)
            {
                _failure ??= failure;
            }

            lock (_gate)
            {
                _free.Push(batch);
                Monitor.PulseAll(_gate);
            }
        }
    }
}
