namespace NotebookKit.Blocks;

/// <summary>Remembers for each CPU the last A event, so that the Q that follows it there knows the bio one layer up.</summary>
/// <remarks>The kernel remaps a bio and queues it on the next device in one go, on one CPU.</remarks>
internal sealed class RemapTrail
{
    private (int Device, long Sector, int Parent)[] _last = [];

    public void Set(ushort cpu, int device, long sector, int parent)
    {
        if (cpu == BlockEvents.NoCpu)
        {
            cpu = 0;
        }

        if (cpu >= _last.Length)
        {
            var more = new (int Device, long Sector, int Parent)[cpu + 8];
            for (int i = 0; i < more.Length; i++)
            {
                more[i] = i < _last.Length ? _last[i] : (-1, 0, Bios.None);
            }

            _last = more;
        }

        _last[cpu] = (device, sector, parent);
    }

    /// <summary>The parent for a bio queued on this CPU, or -1.</summary>
    public int Parent(ushort cpu, int device, long sector)
    {
        if (cpu == BlockEvents.NoCpu)
        {
            cpu = 0;
        }

        return cpu < _last.Length && _last[cpu].Device == device && _last[cpu].Sector == sector ? _last[cpu].Parent : Bios.None;
    }

    /// <summary>The parent of the bio that was mapped last on this CPU, or -1.</summary>
    public int Last(ushort cpu) => (cpu == BlockEvents.NoCpu ? 0 : cpu) is var at && at < _last.Length ? _last[at].Parent : Bios.None;

    public void Renumber(ReadOnlySpan<int> newBio)
    {
        foreach (ref (int Device, long Sector, int Parent) last in _last.AsSpan())
        {
            last.Parent = last.Parent < 0 ? Bios.None : newBio[last.Parent];
        }
    }
}
