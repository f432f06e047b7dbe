namespace NotebookKit.Formats;

/// <summary>A stretch of a device-mapper device: where its sectors come from.</summary>
/// <param name="StartSector">Its first sector on the device.</param>
/// <param name="Sectors">Its length, in sectors of 512 bytes.</param>
/// <param name="Kind">The target: <c>linear</c>, <c>snapshot</c>, <c>snapshot-origin</c>,
/// <c>striped</c>, <c>crypt</c>, <c>delay</c>, ...</param>
/// <param name="Arguments">What follows, as printed.</param>
/// <param name="Below">The devices named in the arguments, in their order: for a snapshot
/// the origin, then the store of changed chunks.</param>
/// <remarks>Source: dmsetup(8) and Documentation/admin-guide/device-mapper of the kernel.</remarks>
internal sealed record DmTarget(long StartSector, long Sectors, string Kind, string Arguments, IReadOnlyList<BlockDevice> Below);

/// <summary>A device-mapper device, as far as the output read tells; null where it does not.</summary>
internal sealed class DmsetupDevice
{
    private readonly List<DmTarget> _targets = [];
    private readonly List<BlockDevice> _below = [];
    private readonly List<string> _belowNames = [];

    /// <summary>The name of the mapping, such as <c>secvol-seclv</c>; null where one device's table was printed without it.</summary>
    public string? Name { get; internal init; }

    /// <summary>The name in the kernel, such as <c>dm-0</c>.</summary>
    public string? KernelName { get; internal set; }

    /// <summary>Its numbers.</summary>
    public BlockDevice? Number { get; internal set; }

    /// <summary><c>ACTIVE</c> or <c>SUSPENDED</c>.</summary>
    public string? State { get; internal set; }

    /// <summary>Its table.</summary>
    public IReadOnlyList<DmTarget> Targets => _targets;

    /// <summary>The numbers of the devices that it is made of, each once.</summary>
    public IReadOnlyList<BlockDevice> Below => _below;

    /// <summary>The kernel's names of the devices that it is made of, each once, where they were printed by name.</summary>
    public IReadOnlyList<string> BelowNames => _belowNames;

    internal void Add(DmTarget target)
    {
        _targets.Add(target);
        foreach (BlockDevice device in target.Below)
        {
            AddBelow(device);
        }
    }

    internal void AddBelow(BlockDevice device)
    {
        if (!_below.Contains(device))
        {
            _below.Add(device);
        }
    }

    internal void AddBelow(string name)
    {
        if (!_belowNames.Contains(name))
        {
            _belowNames.Add(name);
        }
    }
}
