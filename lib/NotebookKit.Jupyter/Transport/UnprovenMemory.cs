namespace NotebookKit.Jupyter.Transport;

/// <summary>
/// Bounds what all connections together make the kernel hold that have not shown yet that they know its key. Any user of the machine can
/// connect and send; whether a message is signed is known only when all of it is there.
/// </summary>
internal sealed class UnprovenMemory
{
    /// <summary>The longest message of a connection that has proven nothing: a request with a very large cell in it.</summary>
    public const long LongestMessage = 16L << 20;

    /// <summary>What a message may hold without asking, so that ordinary requests get through whatever others send.</summary>
    public const long Free = 64L << 10;

    private const long Most = 64L << 20;
    private long _taken;

    /// <summary>Takes room for so many bytes.</summary>
    /// <returns>False where there is none.</returns>
    public bool TryTake(long bytes)
    {
        if (Interlocked.Add(ref _taken, bytes) <= Most)
        {
            return true;
        }

        Interlocked.Add(ref _taken, -bytes);
        return false;
    }

    /// <summary>Gives room back.</summary>
    public void Return(long bytes) => Interlocked.Add(ref _taken, -bytes);
}
