using NotebookKit.Display;
using NotebookKit.Formats;

namespace NotebookKit;

/// <summary>Attributes of block devices from sysfs.</summary>
[TypeFormatterSource(typeof(ShownFormatterSource))]
public sealed class SysfsCapture : TableCapture
{
    internal SysfsCapture(IReadOnlyList<SysfsDevice> devices, ReadAccount account)
        : base(account) => Devices = devices;

    /// <summary>Reads attributes of block devices: <c>grep . /sys/block/*/queue/*</c>, or a folder of sysfs.</summary>
    /// <param name="path">The file, gzip-compressed or not.</param>
    /// <exception cref="CaptureFormatException">It is empty, binary, or nothing of the kind.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static new SysfsCapture Open(string path) => SysfsText.Read(path);

    /// <summary>Reads the same from a stream, to its end.</summary>
    /// <param name="stream">The bytes; closed at the end.</param>
    /// <param name="source">What errors and the account call the stream.</param>
    public static SysfsCapture Open(Stream stream, string source) => SysfsText.Read(stream, source);

    /// <summary>The devices, in the order in which they first appear.</summary>
    internal IReadOnlyList<SysfsDevice> Devices { get; }

    /// <summary>A device by name.</summary>
    /// <returns>Null where it is not there.</returns>
    internal SysfsDevice? Find(string name) => Devices.FirstOrDefault(device => device.Name == name);

    /// <summary>The request queue of a device.</summary>
    /// <param name="device">The device's name, such as <c>nvme0n1</c>.</param>
    /// <param name="top">The device that the file system lies on, such as <c>dm-0</c>, whose read-ahead counts; null where it is not
    /// known.</param>
    /// <returns><see cref="DeviceQueue.Unknown"/> where the capture has no such device.</returns>
    public DeviceQueue Queue(string device, string? top = null) =>
        Find(device)?.Queue is not { } queue ? DeviceQueue.Unknown
        : top is null ? queue
        : queue with { TopReadAheadKiB = Find(top)?.Queue.ReadAheadKiB };

    /// <summary>One row a device, with the attributes that decide how requests are made;
    /// see <see cref="AttributesToTable"/> for all.</summary>
    public override ResultTable ToTable() =>
        new ResultTable()
            .Text("device", Devices.Select(device => device.Name))
            .Text("scheduler", Devices.Select(device => device.Queue.Scheduler))
            .Count("nomerges", Devices.Select(device => (long?)device.Queue.NoMerges))
            .Count("max_sectors_kb", Devices.Select(device => device.Queue.MaxSectorsKiB), "KiB")
            .Count("max_hw_sectors_kb", Devices.Select(device => device.Queue.MaxHwSectorsKiB), "KiB")
            .Count("read_ahead_kb", Devices.Select(device => device.Queue.ReadAheadKiB), "KiB")
            .Count("nr_requests", Devices.Select(device => (long?)device.Queue.NrRequests))
            .Count("rq_affinity", Devices.Select(device => device.Queue.RqAffinity))
            .Truth("rotational", Devices.Select(device => device.Queue.Rotational))
            .Truth("iostats", Devices.Select(device => device.Queue.IoStats))
            .Count("logical_block_size", Devices.Select(device => device.Queue.LogicalBlockBytes), "bytes")
            .Text("write_cache", Devices.Select(device => device.Queue.WriteCache))
            .Titled("Queue attributes", $"nomerges: 0 all merges, 1 simple ones only, 2 none. {AccountText.Of(Account)}");

    /// <summary>Every attribute: one row each, one column a device.</summary>
    /// <param name="differingOnly">True for those alone that differ between devices.</param>
    public ResultTable AttributesToTable(bool differingOnly = false)
    {
        string[] names =
        [
            .. Devices.SelectMany(device => device.Attributes.Keys).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
        ];
        string[] shown = differingOnly
            ?
            [
                .. names.Where(name =>
                    Devices.Select(device => device.Attributes.GetValueOrDefault(name)).Distinct(StringComparer.Ordinal).Count() > 1
                ),
            ]
            : names;
        ResultTable columns = new ResultTable().Text("attribute", shown);
        foreach (SysfsDevice device in Devices)
        {
            columns.Text(device.Name, shown.Select(name => device.Attributes.GetValueOrDefault(name)));
        }

        return columns.Titled("Attributes in sysfs", AccountText.Of(Account));
    }
}
