using System.Diagnostics;

namespace NotebookKit.Hosts;

/// <summary>Counts what is under way on a host, such as captures, so that the host's end can wait for it.</summary>
internal sealed class UnderWay
{
    private readonly object _gate = new();
    private int _count;

    /// <summary>Counts one more, until disposed.</summary>
    public IDisposable Enter()
    {
        lock (_gate)
        {
            _count++;
        }

        return new Entered(this);
    }

    /// <summary>Waits until nothing is under way.</summary>
    /// <returns>False where something still was when patience ended.</returns>
    public bool WaitUntilNone(TimeSpan patience)
    {
        long start = Stopwatch.GetTimestamp();
        lock (_gate)
        {
            while (_count > 0)
            {
                TimeSpan left = patience - Stopwatch.GetElapsedTime(start);
                if (left <= TimeSpan.Zero)
                {
                    return false;
                }

                Monitor.Wait(_gate, left);
            }

            return true;
        }
    }

    private void Leave()
    {
        lock (_gate)
        {
            _count--;
            Monitor.PulseAll(_gate);
        }
    }

    private sealed class Entered(UnderWay all) : IDisposable
    {
        private UnderWay? _all = all;

        public void Dispose() => Interlocked.Exchange(ref _all, null)?.Leave();
    }
}
