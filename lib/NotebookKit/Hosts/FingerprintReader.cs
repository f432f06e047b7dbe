using System.Globalization;
using System.Runtime.InteropServices;

namespace NotebookKit.Hosts;

/// <summary>Reads a host's fingerprint from <c>/proc</c>, <c>/sys</c> and <c>/etc/os-release</c>; runs nothing.</summary>
internal static class FingerprintReader
{
    public static Fingerprint Read(string? device)
    {
        string? disk = device is null ? null : DiskOf(device);
        return new Fingerprint
        {
            Kernel = HostText.Line("/proc/sys/kernel/osrelease"),
            Uname = Uname(),
            Distribution = Distribution(),
            Architecture = RuntimeInformation.OSArchitecture switch
            {
                Architecture.X64 => "x86_64",
                Architecture.Arm64 => "aarch64",
                var other => other.ToString(),
            },
            Cpus = Cpus(),
            CpuModel = Field("/proc/cpuinfo", "model name"),
            MemoryKiB = Number(Field("/proc/meminfo", "MemTotal")?.Split(' ')[0]),
            Virtualization = Virtualization(),
            Drive = disk is null ? null : Drive(disk),
            Queue = disk is null ? DeviceQueue.Unknown : Queue(disk),
        };
    }

    /// <summary>The attributes of a device's queue, by name.</summary>
    public static DeviceQueue Queue(string disk)
    {
        var queue = new Dictionary<string, string>(StringComparer.Ordinal);
        string folder = $"/sys/block/{disk}/queue";
        foreach (string file in (string[])(Directory.Exists(folder) ? [.. Directory.GetFiles(folder).Order(StringComparer.Ordinal)] : []))
        {
            if (HostText.Line(file) is { } value)
            {
                queue[Path.GetFileName(file)] = value;
            }
        }

        return new DeviceQueue(queue);
    }

    /// <summary>The disk of a device: of a partition, the disk it lies on.</summary>
    public static string DiskOf(string device) =>
        Directory.Exists("/sys/block/" + device)
            ? device
            : Path.GetFileName(
                Path.GetDirectoryName(new DirectoryInfo("/sys/class/block/" + device).ResolveLinkTarget(returnFinalTarget: true)?.FullName)
            ) ?? device;

    private static DriveFingerprint Drive(string disk)
    {
        string device = $"/sys/block/{disk}/device/";
        string? model = HostText.Line(device + "model");
        long? sectors = Number(HostText.Line($"/sys/block/{disk}/size"));
        return new DriveFingerprint(
            disk,
            model,
            HostText.Line(device + "firmware_rev") ?? HostText.Line(device + "rev"),
            HostText.Line(device + "serial"),
            sectors is { } count ? string.Create(CultureInfo.InvariantCulture, $"{count * 512 / (double)(1 << 30):0.##}G") : null
        );
    }

    // Without the host's name: it may tell whose host it is.
    private static string? Uname() =>
        HostText.Line("/proc/sys/kernel/ostype") is { } type
            ? $"{type} - {HostText.Line("/proc/sys/kernel/osrelease")} {HostText.Line("/proc/sys/kernel/version")}"
            : null;

    private static string? Distribution()
    {
        string? line = Lines("/etc/os-release").FirstOrDefault(line => line.StartsWith("PRETTY_NAME=", StringComparison.Ordinal));
        return line?["PRETTY_NAME=".Length..].Trim('"');
    }

    private static int Cpus() =>
        Lines("/proc/cpuinfo").Count(line => line.StartsWith("processor", StringComparison.Ordinal)) is > 0 and int count
            ? count
            : Environment.ProcessorCount;

    private static string? Virtualization() =>
        Lines("/proc/cpuinfo")
            .Any(line => line.StartsWith("flags", StringComparison.Ordinal) && line.Contains(" hypervisor", StringComparison.Ordinal))
            ? HostText.Line("/sys/class/dmi/id/product_name") is { } product
                ? $"virtual machine ({product})"
                : "virtual machine"
            : null;

    private static string? Field(string path, string name) =>
        Lines(path).FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal))?.Split(':', 2)[1].Trim();

    private static long? Number(string? text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long value) ? value : null;

    private static IEnumerable<string> Lines(string path) => File.Exists(path) ? File.ReadLines(path) : [];
}
