namespace NotebookKit.Blocks;

/// <summary>When processes flushed their plugs (U, UT), and which bio came next: kept, so
/// that nobody has to read the events again for so few of them.</summary>
internal sealed class Unplugs
{
    private readonly List<(int NextBio, int Pid, long TimeNs)> _all = [];
    private int _bios;

    /// <summary>All of them, in the order of the trace; the next bio is a row of
    /// <see cref="BlockTrace.Bios"/>, or the number of rows.</summary>
    public IReadOnlyList<(int NextBio, int Pid, long TimeNs)> All => _all;

    /// <summary>Counts a bio: a Q that is no driver's command, which is a row of <see cref="BlockTrace.Bios"/>.</summary>
    public void AddBio() => _bios++;

    /// <summary>Keeps the flush of a plug.</summary>
    public void Add(int pid, long timeNs) => _all.Add((_bios, pid, timeNs));
}
