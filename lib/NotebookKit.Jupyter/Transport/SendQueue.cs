namespace NotebookKit.Jupyter.Transport;

/// <summary>What is still to be sent to one subscriber, by a thread of its own: who broadcasts never waits for who reads.</summary>
/// <param name="send">Sends one message; blocks as long as the subscriber does not read.</param>
/// <param name="failed">Hears that the subscriber is gone.</param>
internal sealed class SendQueue(Action<byte[]> send, Action failed) : IDisposable
{
    // Each cell's outputs are bounded, and the messages are the same in every queue: this much once, whoever does not read.
    private const long Most = 128L << 20;
    private readonly Queue<byte[]> _waiting = new();
    private readonly Lock _started = new();
    private long _bytes;
    private bool _running;
    private bool _ended;

    /// <summary>Adds a message.</summary>
    /// <returns>False where the subscriber is so far behind that it must go.</returns>
    public bool TryAdd(byte[] message)
    {
        lock (_waiting)
        {
            if (_ended || _bytes + message.Length > Most)
            {
                return _ended;
            }

            _waiting.Enqueue(message);
            _bytes += message.Length;
            Monitor.PulseAll(_waiting);
        }

        Start();
        return true;
    }

    /// <summary>Waits until all of it is sent, or no longer.</summary>
    public void Drain(TimeSpan time)
    {
        long end = Environment.TickCount64 + (long)time.TotalMilliseconds;
        lock (_waiting)
        {
            while (_bytes > 0 && !_ended && end - Environment.TickCount64 is > 0 and var left)
            {
                Monitor.Wait(_waiting, (int)left);
            }
        }
    }

    public void Dispose()
    {
        lock (_waiting)
        {
            _ended = true;
            _waiting.Clear();
            Monitor.PulseAll(_waiting);
        }
    }

    private void Start()
    {
        lock (_started)
        {
            if (!_running)
            {
                _running = true;
                new Thread(Run, maxStackSize: 256 << 10) { IsBackground = true, Name = "subscriber" }.Start();
            }
        }
    }

    private void Run()
    {
        while (Next() is { } message)
        {
            try
            {
                send(message);
            }
            catch (Exception error) when (error is System.Net.Sockets.SocketException or ObjectDisposedException)
            {
                failed();
                return;
            }

            lock (_waiting)
            {
                _bytes -= message.Length;
                Monitor.PulseAll(_waiting);
            }
        }
    }

    private byte[]? Next()
    {
        lock (_waiting)
        {
            while (_waiting.Count == 0 && !_ended)
            {
                Monitor.Wait(_waiting);
            }

            return _ended ? null : _waiting.Dequeue();
        }
    }
}
