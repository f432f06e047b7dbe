using NotebookKit.Display;
using NotebookKit.Formats;

namespace NotebookKit;

/// <summary>The device-mapper devices of a host, as one command of <c>dmsetup</c> shows
/// them; <see cref="DeviceMap"/> puts several together.</summary>
[TypeFormatterSource(typeof(ShownFormatterSource))]
public sealed class DmsetupCapture : TableCapture
{
    internal DmsetupCapture(IReadOnlyList<DmsetupDevice> devices, ReadAccount account)
        : base(account) => Devices = devices;

    /// <summary>Reads output of <c>dmsetup table</c>, <c>ls --tree</c> or <c>info</c>.</summary>
    /// <param name="path">The file, gzip-compressed or not.</param>
    /// <exception cref="CaptureFormatException">It is empty, binary, or nothing of the kind.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static new DmsetupCapture Open(string path) => DmsetupText.Read(path);

    /// <summary>Reads the same from a stream, to its end.</summary>
    /// <param name="stream">The bytes; closed at the end.</param>
    /// <param name="source">What errors and the account call the stream.</param>
    public static DmsetupCapture Open(Stream stream, string source) => DmsetupText.Read(stream, source);

    /// <summary>The devices, in the order in which they first appear.</summary>
    internal IReadOnlyList<DmsetupDevice> Devices { get; }

    /// <summary>A device by the name of its mapping.</summary>
    /// <returns>Null where it is not there.</returns>
    internal DmsetupDevice? Find(string name) => Devices.FirstOrDefault(device => device.Name == name);

    /// <summary>One row for each stretch of a device, or for each device where no table was printed.</summary>
    public override ResultTable ToTable()
    {
        (DmsetupDevice Device, DmTarget? Target)[] rows =
        [
            .. Devices.SelectMany(device => device.Targets.Cast<DmTarget?>().DefaultIfEmpty(), (device, target) => (device, target)),
        ];
        return new ResultTable()
            .Text("device", rows.Select(row => row.Device.Name))
            .Text("kernel name", rows.Select(row => row.Device.KernelName))
            .Text("number", rows.Select(row => row.Device.Number?.ToString()))
            .Count("start", rows.Select(row => row.Target?.StartSector), "sectors")
            .Count("length", rows.Select(row => row.Target?.Sectors), "sectors")
            .Text("target", rows.Select(row => row.Target?.Kind))
            .Text("made of", rows.Select(row => Below(row.Device, row.Target)))
            .Titled("Device-mapper devices", AccountText.Of(Account));
    }

    private static string? Below(DmsetupDevice device, DmTarget? target)
    {
        IEnumerable<string> below = target is not null
            ? target.Below.Select(number => number.ToString())
            : device.Below.Select(number => number.ToString()).Concat(device.BelowNames);
        return below.Any() ? string.Join("  ", below) : null;
    }
}
