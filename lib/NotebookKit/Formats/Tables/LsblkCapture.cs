using NotebookKit.Display;
using NotebookKit.Formats;

namespace NotebookKit;

/// <summary>The block devices of a host and what is made of what, from <c>lsblk</c>.</summary>
[TypeFormatterSource(typeof(ShownFormatterSource))]
public sealed class LsblkCapture : TableCapture
{
    internal LsblkCapture(IReadOnlyList<LsblkDevice> roots, IReadOnlyList<LsblkDevice> devices, ReadAccount account)
        : base(account)
    {
        Roots = roots;
        Devices = devices;
    }

    /// <summary>Reads JSON of <c>lsblk -J</c>.</summary>
    /// <param name="path">The file, gzip-compressed or not.</param>
    /// <exception cref="CaptureFormatException">It is empty, binary, or nothing of the kind.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static new LsblkCapture Open(string path) => LsblkJson.Read(path);

    /// <summary>Reads the same from a stream, to its end.</summary>
    /// <param name="stream">The bytes; closed at the end.</param>
    /// <param name="source">What errors and the account call the stream.</param>
    public static LsblkCapture Open(Stream stream, string source) => LsblkJson.Read(stream, source);

    /// <summary>The outermost devices: drives, loop devices.</summary>
    internal IReadOnlyList<LsblkDevice> Roots { get; }

    /// <summary>Every device once, in the order in which they first appear.</summary>
    internal IReadOnlyList<LsblkDevice> Devices { get; }

    /// <summary>A device by its name or its name in the kernel.</summary>
    /// <returns>Null where it is not there.</returns>
    internal LsblkDevice? Find(string name) => Devices.FirstOrDefault(device => device.Name == name || device.KernelName == name);

    /// <summary>The names of devices by their numbers, for <c>BlockTrace.NameDevices</c>.</summary>
    public IEnumerable<KeyValuePair<BlockDevice, string>> Names =>
        from device in Devices
        where device.Number is not null && device.Name is not null
        select KeyValuePair.Create(device.Number!.Value, device.Name!);

    /// <summary>One row a device.</summary>
    public override ResultTable ToTable()
    {
        ResultTable columns = new ResultTable()
            .Text("device", Devices.Select(device => device.Name))
            .Text("number", Devices.Select(device => device.Number?.ToString()))
            .Text("type", Devices.Select(device => device.Type));
        if (Devices.Any(device => device.SizeBytes is not null))
        {
            columns.Count("size", Devices.Select(device => device.SizeBytes), "bytes");
        }
        else
        {
            columns.Text("size", Devices.Select(device => device.SizeText));
        }

        return columns
            .Text("made of", Devices.Select(device => Names(device.Parents)))
            .Text("made into", Devices.Select(device => Names(device.Children)))
            .Text("mounted", Devices.Select(device => device.Mountpoints.Count == 0 ? null : string.Join(", ", device.Mountpoints)))
            .Titled("Block devices", AccountText.Of(Account));

        static string? Names(IReadOnlyList<LsblkDevice> devices) =>
            devices.Count == 0 ? null : string.Join(", ", devices.Select(device => device.Name));
    }
}
