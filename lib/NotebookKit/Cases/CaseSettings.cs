using NotebookKit.Formats;
using NotebookKit.Summaries;

namespace NotebookKit.Cases;

/// <summary>What is set on a host's queues, from sysfs and from the recording's own notes.</summary>
internal static class CaseSettings
{
    // They say what the drive is, or what it just did.
    private static readonly string[] NoSettings = ["nr_zones", "zoned", "io_poll_delay"];

    /// <summary>Whether both cases have settings of any queue.</summary>
    public static bool AreKnown(CaptureSummary good, CaptureSummary here) => Of(good).Count > 0 && Of(here).Count > 0;

    /// <summary>Every setting that differs between devices of one name; of the two drives judged where the names differ.</summary>
    public static IEnumerable<SettingChange> Changes(CaptureSummary good, CaptureSummary here)
    {
        if (good.Recording?.Host.Kernel is { } before && here.Recording?.Host.Kernel is { } after && before != after)
        {
            yield return new SettingChange(null, "kernel", before, after);
        }

        Dictionary<string, DeviceQueue> goods = Of(good);
        Dictionary<string, DeviceQueue> heres = Of(here);
        foreach ((string device, DeviceQueue settings) in heres)
        {
            string? other =
                goods.ContainsKey(device) ? device
                : heres.Count == 1 && goods.Count == 1 ? goods.Keys.Single()
                : null;
            foreach (
                (string setting, string value) in settings.Where(_ => other is not null).OrderBy(entry => entry.Key, StringComparer.Ordinal)
            )
            {
                if (goods[other!].GetValueOrDefault(setting) is { } was && was.Trim() != value.Trim() && !NoSettings.Contains(setting))
                {
                    yield return new SettingChange(device, setting, was.Trim(), value.Trim());
                }
            }
        }
    }

    private static Dictionary<string, DeviceQueue> Of(CaptureSummary summary)
    {
        var settings = new Dictionary<string, DeviceQueue>(StringComparer.Ordinal);
        foreach (
            SysfsDevice device in summary.Tables.Select(table => table.Table).OfType<SysfsCapture>().SelectMany(sysfs => sysfs.Devices)
        )
        {
            settings.TryAdd(device.Name, device.Queue);
        }

        if (summary.Recording?.Host is { Drive: { } drive, Queue.Count: > 0 } host)
        {
            settings.TryAdd(drive.Name, host.Queue);
        }

        return settings;
    }
}
