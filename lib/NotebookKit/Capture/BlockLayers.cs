using NotebookKit.Display;
using NotebookKit.Formats;
using NotebookKit.Hosts;

namespace NotebookKit;

/// <summary>What is made of what on a host: lsblk, device-mapper's tables, and sysfs's own links.</summary>
[TypeFormatterSource(typeof(ShownFormatterSource))]
public sealed class BlockLayers : ITabled
{
    internal BlockLayers(LsblkCapture? lsblk, DmsetupCapture? dmsetup, string? withoutDmsetup)
    {
        (Lsblk, Dmsetup, WithoutDmsetup) = (lsblk, dmsetup, withoutDmsetup);
        Map = DeviceMap.Of([.. new TableCapture?[] { lsblk, dmsetup }.OfType<TableCapture>()]);
    }

    /// <summary>What lsblk told; null where it was not asked.</summary>
    public LsblkCapture? Lsblk { get; }

    /// <summary>device-mapper's tables; null where there are none.</summary>
    public DmsetupCapture? Dmsetup { get; }

    /// <summary>Why there are no device-mapper tables; null where there are.</summary>
    public string? WithoutDmsetup { get; }

    /// <summary>Both put together.</summary>
    public DeviceMap Map { get; }

    /// <summary>The names of devices by their numbers, for <c>BlockTrace.NameDevices</c>.</summary>
    public IEnumerable<KeyValuePair<BlockDevice, string>> Names => Map.Names;

    /// <summary>One row a device.</summary>
    public ResultTable ToTable() => Map.ToTable();

    /// <summary>The stack as a picture, a box a device; highlighted are snapshots, which stand
    /// on a store for copies (<c>-cow</c>).</summary>
    /// <param name="without">Leaves out devices whose name holds this; null for none.</param>
    /// <exception cref="RecordingException">Which device lies on which is not known.</exception>
    public Figure ToFigure(string? without = null)
    {
        LsblkDevice[] shown =
        [
            .. (Lsblk ?? throw new RecordingException("which device lies on which is not known: lsblk -J -O tells it.")).Devices.Where(
                device => device.Name is { } name && (without is null || !name.Contains(without, StringComparison.Ordinal))
            ),
        ];
        return Plot.Layers(
            shown.Select(device => new LayerBox(
                device.Name!,
                $"{device.Type} {device.Number}",
                string.Join(' ', device.Mountpoints.Prepend(device.SizeText)),
                Highlight: device.Parents.Any(below => below.Name!.EndsWith("-cow", StringComparison.Ordinal))
            )),
            shown.SelectMany(device => device.Parents.Where(shown.Contains).Select(below => new LayerEdge(device.Name!, below.Name!)))
        );
    }

    /// <inheritdoc/>
    public override string ToString() => ToTable().ToString()!;
}

public static partial class HostCaptures
{
    /// <summary>Asks lsblk and device-mapper for the stack of block devices.</summary>
    /// <param name="host">The host.</param>
    /// <exception cref="CommandException">Live: lsblk is not installed.</exception>
    /// <exception cref="RecordingException">In replay: neither was recorded.</exception>
    public static BlockLayers BlockStack(this Host host)
    {
        ArgumentNullException.ThrowIfNull(host);
        var lsblk = new CommandStep("lsblk-all", "lsblk", "-J", "-O")
        {
            Purpose = "every block device, with all that lsblk knows",
            StdoutFile = host.IsLive ? null : "lsblk-all.json",
        };
        var table = new CommandStep("dmsetup-table", "dmsetup", "table") { Purpose = "device-mapper's tables", NeedsRoot = true };
        string? without =
            host is LiveHost ? WithoutDmsetup()
            : host.Has("dmsetup-table") ? null
            : "dmsetup's tables were not recorded";
        LsblkCapture devices = LsblkJson.Read(host.Run(lsblk).Path);
        DmsetupCapture? tables = null;
        if (without is null)
        {
            string path = host.Run(table).Path;
            without = IsWithoutTables(path) ? "there is no device-mapper device" : null;
            tables = without is null ? DmsetupText.Read(path) : null;
        }

        return new BlockLayers(devices, tables, without);
    }

    private static string? WithoutDmsetup() =>
        !Directory.Exists("/sys/class/misc/device-mapper") ? "this kernel has no device-mapper"
        : HostTool.Find("dmsetup") is null ? "dmsetup is not installed"
        : null;

    private static bool IsWithoutTables(string path) =>
        new FileInfo(path).Length < 64 && File.ReadAllText(path).Trim() is "" or "No devices found";
}
