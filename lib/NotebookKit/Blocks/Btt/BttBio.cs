using System.Runtime.InteropServices;

namespace NotebookKit.Blocks;

/// <summary>A bio as btt remembers it between Q and C, with its place in a red-black tree.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct BttBio
{
    public long Start;
    public long End;
    public long QueueNs;
    public long SleepNs;
    public long GetNs;
    public long InsertNs;
    public long MergeNs;
    public long IssueNs;
    public int Left;
    public int Right;
    public int Parent;

    /// <summary>The process that queued it, by its place in <see cref="BttProcesses"/>.</summary>
    public int Process;
    public bool Red;
}
