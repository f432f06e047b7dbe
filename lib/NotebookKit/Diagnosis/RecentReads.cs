using NotebookKit.Stats;

namespace NotebookKit.Diagnosis;

/// <summary>Where was read within the last second, and by whom: what is written there now was read first, as a copy is.</summary>
/// <remarks>A copy of a chunk follows the read at once; a second is generous even on a saturated drive.</remarks>
internal sealed class RecentReads
{
    private const long WithinNs = NsIn.WholeSecond;

    // So many are held before those of which nothing is asked any more are forgotten.
    private const int Held = 1 << 16;

    private readonly Dictionary<long, (long Ns, ushort Name)> _at = [];
    private int _forgetAt = Held;

    /// <summary>Notes a read.</summary>
    public void Add(long sector, long timeNs, ushort name)
    {
        _at[sector] = (timeNs, name);
        if (_at.Count < _forgetAt)
        {
            return;
        }

        foreach (long old in _at.Where(read => timeNs - read.Value.Ns >= WithinNs).Select(read => read.Key).ToArray())
        {
            _at.Remove(old);
        }

        _forgetAt = Math.Max(Held, 2 * _at.Count);
    }

    /// <summary>Takes the read of a sector away, for one write of it.</summary>
    /// <returns>True where it was read within the last second; then by whom.</returns>
    public bool Take(long sector, long timeNs, out ushort name)
    {
        bool known = _at.Remove(sector, out (long Ns, ushort Name) read);
        name = read.Name;
        return known && timeNs - read.Ns < WithinNs;
    }
}
