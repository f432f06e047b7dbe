namespace NotebookKit;

/// <summary>How a thread spent its time, from its first switch in a trace to its last.</summary>
/// <param name="Thread">Its id.</param>
/// <param name="WallNs">From the first time it was switched in or out to the last, in ns.</param>
/// <param name="OnCpuNs">Of that on a CPU: from each time it was switched in to the next time it was switched out.</param>
/// <param name="PreemptedNs">Of that ready to run, and waiting for a CPU.</param>
public sealed record ThreadTime(int Thread, long WallNs, long OnCpuNs, long PreemptedNs)
{
    /// <summary>What is left of the wall clock: it slept or waited, for a disk among others.</summary>
    public long WaitingNs => WallNs - OnCpuNs - PreemptedNs;
}
