using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace NotebookKit.Scripting.Cells;

/// <summary>Lets a running cell be stopped: its loops and awaits ask here whether they
/// should go on, its functions whether they may go deeper.</summary>
/// <remarks>
/// .NET cannot stop a thread from outside, so the engine writes a question into every loop and every await of a cell before it compiles it.
/// The question costs one read of a flag until somebody asks a cell to stop. These members are for that code, not for people.
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class CellStop
{
    private static volatile bool _asked;
    private static CancellationToken _stopped;

    /// <summary>Throws where the cell that this code runs for was asked to stop.</summary>
    /// <exception cref="OperationCanceledException">It was.</exception>
    public static void Check()
    {
        if (_asked)
        {
            CellOutputs.Current.Stop.ThrowIfCancellationRequested();
        }
    }

    /// <summary>As <see cref="Check"/>, where code has place for a value alone.</summary>
    /// <returns>False.</returns>
    /// <exception cref="OperationCanceledException">The cell was asked to stop.</exception>
    public static bool IsStopped()
    {
        Check();
        return false;
    }

    /// <summary>Throws where little of the thread's stack is left, the end of which is
    /// the end of the process, and where the cell was asked to stop.</summary>
    /// <exception cref="InsufficientExecutionStackException">Little of the stack is left.</exception>
    /// <exception cref="OperationCanceledException">The cell was asked to stop.</exception>
    public static void Depth()
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        Check();
    }

    /// <summary>As <see cref="Depth"/>, where code has place for a value alone.</summary>
    /// <returns>False.</returns>
    /// <exception cref="InsufficientExecutionStackException">Little of the stack is left.</exception>
    /// <exception cref="OperationCanceledException">The cell was asked to stop.</exception>
    public static bool IsTooDeep()
    {
        Depth();
        return false;
    }

    /// <summary>Ends the wait for a task when the cell is asked to stop.</summary>
    public static Task Guard(Task task)
    {
        ArgumentNullException.ThrowIfNull(task);
        return task.IsCompleted ? task : task.WaitAsync(CellOutputs.Current.Stop);
    }

    /// <summary>Ends the wait for a task when the cell is asked to stop.</summary>
    public static Task<T> Guard<T>(Task<T> task)
    {
        ArgumentNullException.ThrowIfNull(task);
        return task.IsCompleted ? task : task.WaitAsync(CellOutputs.Current.Stop);
    }

    /// <summary>Ends the wait for a task when the cell is asked to stop.</summary>
    public static ValueTask Guard(ValueTask task) => task.IsCompleted ? task : new ValueTask(Guard(task.AsTask()));

    /// <summary>Ends the wait for a task when the cell is asked to stop.</summary>
    public static ValueTask<T> Guard<T>(ValueTask<T> task) => task.IsCompleted ? task : new ValueTask<T>(Guard(task.AsTask()));

    /// <summary>Leaves everything else that can be awaited as it is.</summary>
    public static T Guard<T>(T awaitable) => awaitable;

    /// <summary>True for the exception that stops a cell: a thread that the cell started ends with it, and nothing is wrong.</summary>
    public static bool Is(Exception error) =>
        error is OperationCanceledException stop && stop.CancellationToken.IsCancellationRequested && stop.CancellationToken == _stopped;

    /// <summary>From now on cells look at their token; <see cref="Rest"/> ends that.</summary>
    internal static void Ask(CancellationToken stop)
    {
        _stopped = stop;
        _asked = true;
    }

    internal static void Rest() => _asked = false;
}
