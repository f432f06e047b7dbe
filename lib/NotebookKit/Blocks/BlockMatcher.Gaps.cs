namespace NotebookKit.Blocks;

// Times at which the recorder lost events. What was issued before may have completed unseen, and its C afterwards may be of another.
internal sealed partial class BlockMatcher
{
    // A recorder that loses events all the time is not followed through each loss.
    private const int MostGaps = 1 << 20;

    private readonly List<long> _gaps = [];

    /// <summary>True once events were lost at a known time.</summary>
    internal bool HasGaps => _gaps.Count > 0;

    private void NoteGaps(BlockEvents events)
    {
        foreach (long gap in events.GapsNs)
        {
            int at = _gaps.BinarySearch(gap);
            if (at < 0 && _gaps.Count < MostGaps)
            {
                _gaps.Insert(~at, gap);
            }
        }
    }

    private bool CrossesGap(long fromNs, long toNs)
    {
        if (_gaps.Count == 0)
        {
            return false;
        }

        int at = _gaps.BinarySearch(fromNs);
        at = at < 0 ? ~at : at;
        return at < _gaps.Count && _gaps[at] <= toNs;
    }
}
