using System.Runtime.ExceptionServices;

namespace NotebookKit.Blocks;

/// <summary>A thread of its own that does one thing after another beside the calling one.</summary>
internal sealed class Companion : IDisposable
{
    private readonly SemaphoreSlim _begin = new(0);
    private readonly SemaphoreSlim _done = new(0);
    private readonly Thread _thread;
    private Action? _work;
    private Exception? _failure;

    /// <summary>Starts the thread.</summary>
    public Companion()
    {
        _thread = new Thread(Work) { IsBackground = true, Name = "NotebookKit companion" };
        _thread.Start();
    }

    /// <summary>Does two things at once, and returns when both are done.</summary>
    /// <param name="beside">What the companion does. Its failure is thrown here.</param>
    /// <param name="own">What the calling thread does.</param>
    public void Do(Action beside, Action own)
    {
        _work = beside;
        _begin.Release();
        try
        {
            own();
        }
        finally
        {
            _done.Wait();
        }

        if (_failure is { } failure)
        {
            _failure = null;
            ExceptionDispatchInfo.Throw(failure);
        }
    }

    /// <summary>Ends the thread.</summary>
    public void Dispose()
    {
        _work = null;
        _begin.Release();
        _thread.Join();
        _begin.Dispose();
        _done.Dispose();
    }

    private void Work()
    {
        for (_begin.Wait(); _work is { } work; _begin.Wait())
        {
            try
            {
                work();
            }
            catch (Exception failure)
            {
                _failure = failure;
            }

            _done.Release();
        }
    }
}
