namespace NotebookKit;

/// <summary>The devices of a capture, in order of appearance.</summary>
public sealed class DeviceTable
{
    private readonly List<BlockDevice> _devices = [];
    private readonly Dictionary<BlockDevice, ushort> _index = new(new ByNumbers());

    /// <summary>Number of devices.</summary>
    public int Count => _devices.Count;

    /// <summary>The device of an index.</summary>
    public BlockDevice this[int index] => _devices[index];

    /// <summary>The index of a device; a new one is added.</summary>
    /// <exception cref="OverflowException">More than 65,536 devices: no capture of a real host has that many.</exception>
    public ushort IndexOf(BlockDevice device)
    {
        if (!_index.TryGetValue(device, out ushort index))
        {
            _index.Add(device, index = checked((ushort)_devices.Count));
            _devices.Add(device);
        }

        return index;
    }

    /// <summary>The index of a device; a new one is added while there is room.</summary>
    /// <returns>False where the table is full: the input is damaged.</returns>
    internal bool TryIndexOf(BlockDevice device, out ushort index)
    {
        if (!_index.TryGetValue(device, out index))
        {
            if (_devices.Count > ushort.MaxValue)
            {
                return false;
            }

            index = IndexOf(device);
        }

        return true;
    }

    /// <summary>Looks a device up without adding it.</summary>
    /// <returns>Its index, or -1.</returns>
    public int Find(BlockDevice device) => _index.TryGetValue(device, out ushort index) ? index : -1;

    // The framework's own comparer would have to be compiled at each start.
    private sealed class ByNumbers : IEqualityComparer<BlockDevice>
    {
        public bool Equals(BlockDevice x, BlockDevice y) => x.Major == y.Major && x.Minor == y.Minor;

        public int GetHashCode(BlockDevice obj) => unchecked((obj.Major * 1_000_003) ^ obj.Minor);
    }
}
