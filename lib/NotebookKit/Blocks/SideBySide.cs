using System.Runtime.ExceptionServices;

namespace NotebookKit.Blocks;

/// <summary>Does several things at once where each has enough to do; threads that must be
/// woken first cost small traces more than they give.</summary>
internal static class SideBySide
{
    private const int WorthThreads = 1 << 16;

    /// <summary>True where so many rows are worth more than one thread.</summary>
    public static bool IsWorth(long rows) => rows >= WorthThreads && Environment.ProcessorCount > 1;

    /// <summary>Does all of it.</summary>
    /// <param name="rows">About how many rows each looks at.</param>
    /// <param name="work">What to do. Of what fails the first failure is thrown, as if it had been done alone.</param>
    public static void Do(long rows, params Action[] work)
    {
        if (!IsWorth(rows))
        {
            Array.ForEach(work, one => one());
            return;
        }

        try
        {
            Parallel.Invoke(work);
        }
        catch (AggregateException failures)
        {
            ExceptionDispatchInfo.Throw(failures.Flatten().InnerExceptions[0]);
        }
    }
}
