using NotebookKit.Display;
using NotebookKit.Formats;

namespace NotebookKit;

/// <summary>A block device as the captures of a host together describe it.</summary>
/// <param name="Number">Its numbers; null where no capture has them.</param>
/// <param name="KernelName">Its name in the kernel, such as <c>dm-3</c>; null where no capture has it.</param>
/// <param name="Name">The name of the mapping for device-mapper, else that of the kernel.</param>
/// <param name="Kind">The target of its table (<c>snapshot</c>), else lsblk's type (<c>disk</c>); null where unknown.</param>
/// <param name="Targets">Its device-mapper table; empty for another device, or where no table was captured.</param>
/// <param name="Below">The names (<see cref="Name"/>) of the devices that it is made of.</param>
internal sealed record MappedDevice(
    BlockDevice? Number,
    string? KernelName,
    string Name,
    string? Kind,
    IReadOnlyList<DmTarget> Targets,
    IReadOnlyList<string> Below
)
{
    /// <summary>What traces and counters call it: its name in the kernel where one is known, else its own.</summary>
    internal string TracedName => KernelName ?? Name;
}

/// <summary>Which device is which and what is made of what: lsblk, dmsetup and diskstats of one host put together.</summary>
[TypeFormatterSource(typeof(ShownFormatterSource))]
public sealed class DeviceMap : ITabled
{
    private DeviceMap(IReadOnlyList<MappedDevice> devices) => Devices = devices;

    /// <summary>The devices: drives first, then what is made of them.</summary>
    internal IReadOnlyList<MappedDevice> Devices { get; }

    /// <summary>The names of devices by their numbers, for <c>BlockTrace.NameDevices</c>.</summary>
    public IEnumerable<KeyValuePair<BlockDevice, string>> Names =>
        Devices.Where(device => device.Number is not null).Select(device => KeyValuePair.Create(device.Number!.Value, device.Name));

    /// <summary>Puts captures of one host together; those of other kinds are passed over.</summary>
    /// <param name="captures">Any of <see cref="LsblkCapture"/>, <see cref="DmsetupCapture"/>, <see cref="DiskstatsCapture"/>.</param>
    public static DeviceMap Of(params IEnumerable<TableCapture> captures)
    {
        ArgumentNullException.ThrowIfNull(captures);
        return new DeviceMap(new DeviceMapBuilder([.. captures]).Build());
    }

    /// <summary>A device by its name, its name in the kernel, or its numbers
    /// (<c>254,3</c>, <c>254:3</c>, or sar's <c>dev254-3</c>).</summary>
    /// <returns>Null where it is not there.</returns>
    internal MappedDevice? Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        BlockDevice? number = DeviceNumbers.TryParse(name, ':') ?? DeviceNumbers.TryParse(name, ',') ?? DeviceNumbers.OfSar(name);
        return Devices.FirstOrDefault(device =>
            device.Name == name || device.KernelName == name || (number is not null && device.Number == number)
        );
    }

    /// <summary>The devices that are made of a device, directly or over others.</summary>
    /// <param name="device">Its numbers.</param>
    internal IReadOnlyList<MappedDevice> Above(BlockDevice device)
    {
        var above = new List<MappedDevice>();
        var open = new Queue<string>(Devices.Where(one => one.Number == device).Select(one => one.Name));
        while (open.TryDequeue(out string? lower))
        {
            foreach (MappedDevice upper in Devices.Where(one => one.Below.Contains(lower) && !above.Contains(one)))
            {
                above.Add(upper);
                open.Enqueue(upper.Name);
            }
        }

        return above;
    }

    /// <summary>One row a device.</summary>
    public ResultTable ToTable() =>
        new ResultTable()
            .Text("device", Devices.Select(device => device.Name))
            .Text("kernel name", Devices.Select(device => device.KernelName))
            .Text("number", Devices.Select(device => device.Number?.ToString()))
            .Text("kind", Devices.Select(device => device.Kind))
            .Text("made of", Devices.Select(device => device.Below.Count > 0 ? string.Join(", ", device.Below) : null))
            .Titled("Which device is which", "Put together from what lsblk, dmsetup and /proc/diskstats told.");
}
