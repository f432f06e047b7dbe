namespace NotebookKit.Hosts;

/// <summary>Waits for what must be done whole, on a thread that may be interrupted: a
/// notebook's engine stops a cell by interrupting its thread.</summary>
internal static class Uninterrupted
{
    /// <summary>Does something on a thread that nobody interrupts, and waits for its end.</summary>
    /// <remarks>An interruption that came meanwhile is not lost: it is given to the calling thread again.</remarks>
    public static T Run<T>(Func<T> work) =>
        Wait(Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default));

    /// <summary>Waits for a task to end.</summary>
    /// <inheritdoc cref="Run{T}" path="/remarks"/>
    public static T Wait<T>(Task<T> task)
    {
        bool interrupted = false;
        while (!task.IsCompleted)
        {
            try
            {
                ((IAsyncResult)task).AsyncWaitHandle.WaitOne();
            }
            catch (ThreadInterruptedException)
            {
                interrupted = true;
            }
        }

        if (interrupted)
        {
            Thread.CurrentThread.Interrupt();
        }

        return task.GetAwaiter().GetResult();
    }
}
