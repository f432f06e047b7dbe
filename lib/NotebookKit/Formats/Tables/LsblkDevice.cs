using System.Globalization;
using NotebookKit.Formats;

namespace NotebookKit;

/// <summary>One block device as <c>lsblk</c> shows it; null where the columns asked for do not tell.</summary>
/// <remarks>Source: lsblk(8), util-linux 2.27 to 2.40. Up to 2.32 every value was a text
/// ("1", "0"), since then numbers and truth values are typed.</remarks>
internal sealed class LsblkDevice
{
    private readonly Dictionary<string, IReadOnlyList<string?>> _values = new(StringComparer.Ordinal);
    private readonly List<LsblkDevice> _children = [];
    private readonly List<LsblkDevice> _parents = [];

    /// <summary>Its name: that of the mapping for device-mapper (<c>secvol-seclv</c>), else that of the kernel.</summary>
    public string? Name => this["name"];

    /// <summary>Its name in the kernel, such as <c>dm-1</c>; with <c>-O</c> or <c>-o KNAME</c>.</summary>
    public string? KernelName => this["kname"];

    /// <summary>Its numbers.</summary>
    public BlockDevice? Number => DeviceNumbers.TryParse(this["maj:min"], ':');

    /// <summary><c>disk</c>, <c>part</c>, <c>lvm</c>, <c>crypt</c>, <c>raid1</c>, <c>loop</c>, ...</summary>
    public string? Type => this["type"];

    /// <summary>Its size as printed: <c>1.6G</c>, or bytes with <c>-b</c>.</summary>
    public string? SizeText => this["size"];

    /// <summary>Its size in bytes; null where only a rounded one was printed (without <c>-b</c>).</summary>
    public long? SizeBytes => long.TryParse(SizeText, NumberStyles.None, CultureInfo.InvariantCulture, out long bytes) ? bytes : null;

    /// <summary>True where nothing can be written to it.</summary>
    public bool? ReadOnly => Truth("ro");

    /// <summary>True where the device says that it rotates.</summary>
    public bool? Rotational => Truth("rota");

    /// <summary>Its model.</summary>
    public string? Model => this["model"]?.Trim();

    /// <summary>The I/O scheduler in use.</summary>
    public string? Scheduler => this["sched"];

    /// <summary>Where it is mounted; none where it is not.</summary>
    public IReadOnlyList<string> Mountpoints =>
        [.. (_values.GetValueOrDefault("mountpoints") ?? _values.GetValueOrDefault("mountpoint") ?? []).OfType<string>()];

    /// <summary>The devices made of this one.</summary>
    public IReadOnlyList<LsblkDevice> Children => _children;

    /// <summary>The devices that this one is made of.</summary>
    public IReadOnlyList<LsblkDevice> Parents => _parents;

    /// <summary>The columns that were printed.</summary>
    public IReadOnlyCollection<string> Columns => _values.Keys;

    /// <summary>A value as text, by the name of its column in lower case; the first where there are several.</summary>
    /// <returns>Null where absent.</returns>
    public string? this[string column] => _values.GetValueOrDefault(column) is [var first, ..] ? first : null;

    internal void Set(string column, IReadOnlyList<string?> values) => _values.TryAdd(column, values);

    internal void AddChild(LsblkDevice child)
    {
        if (!_children.Contains(child))
        {
            _children.Add(child);
            child._parents.Add(this);
        }
    }

    private bool? Truth(string column) =>
        this[column] is { } text
            ? text is "true" or "1"
                ? true
                : text is "false" or "0"
                    ? false
                    : null
            : null;
}
