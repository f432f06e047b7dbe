using NotebookKit.Formats;

namespace NotebookKit.Blocks;

/// <summary>Which bios were queued after their process's plug was flushed, by a D or U of its own, and not plugged anew (P).</summary>
internal sealed class PlugMarks
{
    private readonly Dictionary<(ushort Device, int Pid), int> _places = [];
    private bool[] _flushed = new bool[16];
    private ulong[] _after = [];
    private (ushort Device, int Pid) _last;
    private int _lastPlace = -1;

    /// <summary>Whether a bio is the first one after a flush.</summary>
    /// <param name="bio">Its row.</param>
    public bool IsAfterFlush(int bio) => bio >> 6 < _after.Length && (_after[bio >> 6] >> (bio & 63) & 1) != 0;

    /// <summary>Follows an event, before the matcher does.</summary>
    /// <param name="e">The event.</param>
    /// <param name="nextBio">The row of the next bio, which is this event's where it is a Q.</param>
    public void Take(in BlockEvent e, int nextBio)
    {
        switch (e.Action)
        {
            case BlockAction.Issue or BlockAction.Unplug or BlockAction.UnplugTimer when e.Pid > 0:
                Flushed(e) = true;
                break;
            case BlockAction.Plug when e.Pid > 0:
                Flushed(e) = false;
                break;
            case BlockAction.Queue when e.Pid > 0 && e.Sectors > 0 && (e.Rwbs & Rwbs.OperationMask) is Rwbs.Read or Rwbs.Write:
                ref bool flushed = ref Flushed(e);
                if (flushed)
                {
                    Mark(nextBio);
                    flushed = false;
                }

                break;
        }
    }

    /// <summary>Forgets the marks of rows that are dropped; which plug is flushed stays known.</summary>
    public void ForgetRows() => Array.Clear(_after);

    private ref bool Flushed(in BlockEvent e)
    {
        if (_lastPlace < 0 || e.Pid != _last.Pid || e.Device != _last.Device)
        {
            _last = (e.Device, e.Pid);
            if (!_places.TryGetValue(_last, out _lastPlace))
            {
                _places.Add(_last, _lastPlace = _places.Count);
                _flushed = _lastPlace < _flushed.Length ? _flushed : [.. _flushed, .. new bool[_flushed.Length]];
            }
        }

        return ref _flushed[_lastPlace];
    }

    private void Mark(int bio)
    {
        if (bio >> 6 >= _after.Length)
        {
            Array.Resize(ref _after, Math.Max((bio >> 6) + 1, _after.Length * 2));
        }

        _after[bio >> 6] |= 1UL << (bio & 63);
    }
}
