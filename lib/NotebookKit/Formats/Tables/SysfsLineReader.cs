// /sys/block/nvme0n1/queue/nomerges:2                     grep . /sys/block/*/queue/*, or grep -H
// /sys/block/nvme0n1/queue/scheduler:[none] mq-deadline
// ==> /sys/block/nvme0n1/queue/nomerges <==               head, tail -n +1 of several files: the value on the lines below
// 2
// Paths below /sys/class/block, /sys/devices/.../block/NAME and /sys/dev/block do as well.
using System.Text;

namespace NotebookKit.Formats;

/// <summary>Reads attributes of block devices from text.</summary>
internal sealed class SysfsLineReader(ReadAccount account) : TableLineReader(account)
{
    private readonly List<SysfsDevice> _devices = [];
    private readonly Dictionary<string, SysfsDevice> _byName = new(StringComparer.Ordinal);
    private (SysfsDevice Device, string Attribute)? _headed;

    public override string Expected => "attributes of sysfs (\"/sys/block/nvme0n1/queue/nomerges:2\")";

    /// <summary>The devices.</summary>
    public IReadOnlyList<SysfsDevice> Devices => _devices;

    protected override string? Read(ReadOnlySpan<byte> line, bool cut, out int column)
    {
        column = 0;
        ReadOnlySpan<byte> text = line.TrimBlanks();
        if (text.IsEmpty)
        {
            return null;
        }

        if (cut && !(text.EndsWith("]"u8) || text.EndsWith(" <=="u8)))
        {
            column = line.Length;
            return "last line has no line end and may be cut off";
        }

        if (text.StartsWith("==> "u8) && text.EndsWith(" <=="u8) && text.Length > 8)
        {
            _headed = Find(text[4..^4]);
            return _headed is null ? "path names no attribute of a block device" : null;
        }

        if (text[0] == (byte)'/' && Split(text) is >= 0 and var colon)
        {
            _headed = null;
            if (Find(text[..colon]) is not { } found)
            {
                return "path names no attribute of a block device";
            }

            found.Device.Set(found.Attribute, Encoding.UTF8.GetString(text[(colon + 1)..]).Trim());
            Sure++;
            return null;
        }

        if (_headed is { } headed)
        {
            string? before = headed.Device.Attributes.GetValueOrDefault(headed.Attribute);
            if (before?.Length + text.Length > SysfsText.LargestAttribute)
            {
                return "value is longer than a page";
            }

            headed.Device.Set(
                headed.Attribute,
                before is null ? Encoding.UTF8.GetString(text) : $"{before}\n{Encoding.UTF8.GetString(text)}"
            );
            Sure++;
            return null;
        }

        return "not an attribute of sysfs";
    }

    // A PCI path has colons (/sys/devices/pci0000:00/...), and so may a value: the one that ends the path is the first behind the device.
    private static int Split(ReadOnlySpan<byte> text)
    {
        int queue = text.IndexOf("/queue/"u8);
        int behind = queue >= 0 ? queue : text.IndexOf("/block/"u8);
        int colon = behind < 0 ? -1 : text[behind..].IndexOf((byte)':');
        return colon < 0 ? -1 : behind + colon;
    }

    private (SysfsDevice Device, string Attribute)? Find(ReadOnlySpan<byte> path)
    {
        string[] parts = Encoding.UTF8.GetString(path).Split('/', StringSplitOptions.RemoveEmptyEntries);
        int queue = Array.LastIndexOf(parts, "queue");
        int block = Array.LastIndexOf(parts, "block");
        int device =
            queue > 0 ? queue - 1
            : block >= 0 ? block + 1
            : -1;
        if (parts is not ["sys", ..] || device < 1 || device >= parts.Length - 1)
        {
            return null;
        }

        string name = parts[device];
        if (!_byName.TryGetValue(name, out SysfsDevice? found))
        {
            _byName.Add(name, found = new SysfsDevice(name));
            _devices.Add(found);
        }

        return (found, string.Join('/', parts[(device + 1)..]));
    }
}
