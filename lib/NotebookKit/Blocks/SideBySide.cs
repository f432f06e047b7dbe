namespace NotebookKit.Blocks;

/// <summary>Does several things at once where each has enough to do; threads that must be woken first cost small traces more than they give.</summary>
internal static class SideBySide
{
    private const int WorthThreads = 1 << 16;

    /// <summary>True where so many rows are worth more than one thread.</summary>
    public static bool IsWorth(long rows) => rows >= WorthThreads && Environment.ProcessorCount > 1;

    /// <summary>Does all of it.</summary>
    /// <param name="rows">About how many rows each looks at.</param>
    /// <param name="work">What to do.</param>
    public static void Do(long rows, params Action[] work)
    {
        if (IsWorth(rows))
        {
            Parallel.Invoke(work);
        }
        else
        {
            Array.ForEach(work, one => one());
        }
    }
}
