namespace NotebookKit.Flames;

/// <summary>Where the files of a process lie in its memory.</summary>
/// <remarks>A process that is forked has its parent's maps; the two share them until one of them maps another file.</remarks>
internal sealed class ProcessMaps
{
    // vm.max_map_count, the most that the kernel lets a process have where nobody raised it.
    private const int MostMaps = 65_530;
    private SortedList<ulong, (ulong End, string Module)> _maps = [];
    private bool _shared;

    /// <summary>The maps of a process forked from this one.</summary>
    public ProcessMaps Forked()
    {
        _shared = true;
        return new ProcessMaps { _maps = _maps, _shared = true };
    }

    /// <summary>Adds a map, in place of one with the same start.</summary>
    /// <returns>Null, or what is wrong with it.</returns>
    public string? Add(ulong start, ulong length, string module)
    {
        if (length > ulong.MaxValue - start)
        {
            return "map that ends behind the last address";
        }

        if (_maps.Count >= MostMaps && !_maps.ContainsKey(start))
        {
            return $"map of a process that has {MostMaps} already";
        }

        if (_shared)
        {
            (_maps, _shared) = (new SortedList<ulong, (ulong End, string Module)>(_maps), false);
        }

        _maps[start] = (start + length, module);
        return null;
    }

    /// <summary>The file at an address; null where there is none.</summary>
    public string? ModuleAt(ulong address)
    {
        int low = 0;
        for (int high = _maps.Count; low < high; )
        {
            int middle = (low + high) / 2;
            (low, high) = _maps.Keys[middle] <= address ? (middle + 1, high) : (low, middle);
        }

        return low > 0 && address < _maps.Values[low - 1].End ? _maps.Values[low - 1].Module : null;
    }
}
