using System.Globalization;
using NotebookKit.Formats;
using NotebookKit.Stats;

namespace NotebookKit.Blocks;

/// <summary>What the tables of a trace share: names of devices and processes, time zero, and the losses for their notes.</summary>
internal sealed class TraceLabels(DeviceTable devices, NameTable names, long originNs, Unmatched unmatched)
{
    private readonly Dictionary<BlockDevice, string> _deviceNames = [];

    public long OriginNs { get; } = originNs;

    public Unmatched Unmatched { get; } = unmatched;

    public void Name(BlockDevice device, string name) => _deviceNames[device] = name;

    /// <summary>A device's name, or its numbers where it was given none.</summary>
    public string Device(BlockDevice device) => _deviceNames.TryGetValue(device, out string? name) ? name : device.ToString();

    public string Device(int index) => Device(devices[index]);

    public string? Process(int index) => names[index] is { Length: > 0 } name ? name : null;

    /// <summary>A time as seconds after the trace's start; null where the event was not seen.</summary>
    public double? Seconds(long timeNs) => timeNs == Bios.None ? null : (timeNs - OriginNs) / NsIn.Second;

    /// <summary>A span in ms; null where either end was not seen.</summary>
    public static double? Ms(long fromNs, long toNs) =>
        fromNs == Bios.None || toNs == Bios.None || toNs < fromNs ? null : (toNs - fromNs) / NsIn.Ms;

    public static string Of(long count, string one, string many) =>
        string.Create(CultureInfo.InvariantCulture, $"{count:N0} {(count == 1 ? one : many)}");
}
