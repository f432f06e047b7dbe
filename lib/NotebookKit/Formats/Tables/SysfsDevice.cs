namespace NotebookKit.Formats;

/// <summary>One block device as sysfs shows it.</summary>
/// <remarks>Source: Documentation/ABI/stable/sysfs-block of the kernel.</remarks>
internal sealed class SysfsDevice
{
    private const string QueueFolder = "queue/";
    private readonly SortedDictionary<string, string> _attributes = new(StringComparer.Ordinal);
    private DeviceQueue? _queue;

    internal SysfsDevice(string name) => Name = name;

    /// <summary>The device's name in the kernel, such as <c>nvme0n1</c>.</summary>
    public string Name { get; }

    /// <summary>Every attribute, by its path below the device: <c>queue/nomerges</c>.</summary>
    public IReadOnlyDictionary<string, string> Attributes => _attributes;

    /// <summary>Its request queue; unknown where no attribute of one was read.</summary>
    public DeviceQueue Queue =>
        _queue ??= new DeviceQueue(
            _attributes
                .Where(attribute => attribute.Key.StartsWith(QueueFolder, StringComparison.Ordinal))
                .Select(attribute => KeyValuePair.Create(attribute.Key[QueueFolder.Length..], attribute.Value))
        );

    internal void Set(string attribute, string value)
    {
        _attributes[attribute] = value;
        _queue = null;
    }
}
