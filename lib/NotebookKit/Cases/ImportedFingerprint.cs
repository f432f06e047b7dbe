using NotebookKit.Formats;
using NotebookKit.Summaries;

namespace NotebookKit.Cases;

/// <summary>What a pile tells of its host: the kernel, and the settings of the drive that does most where they were copied.</summary>
internal static class ImportedFingerprint
{
    // Tables of a host are small; a large one is not read only to name a drive.
    public const long MostBytes = 16L << 20;

    public static Fingerprint Of(PilePart part)
    {
        TableCapture[] tables =
        [
            .. part.Files.Where(file => new FileInfo(file.Path).Length <= MostBytes).Select(Table).OfType<TableCapture>(),
            .. part.Sysfs.Select(folder => SysfsText.Read(folder.Path)),
        ];
        DeviceMap devices = DeviceMap.Of(tables);
        string? drive = Drive(devices, tables);
        SysfsDevice? queue = drive is null
            ? null
            : tables.OfType<SysfsCapture>().Select(sysfs => sysfs.Find(drive)).FirstOrDefault(device => device is not null);
        LsblkDevice? listed = drive is null
            ? null
            : tables.OfType<LsblkCapture>().Select(lsblk => lsblk.Find(drive)).FirstOrDefault(device => device is not null);
        return new Fingerprint
        {
            Kernel = part.Host.Kernel,
            Uname = part.Host.Uname,
            Drive = drive is null
                ? null
                : new DriveFingerprint(drive, listed?.Model, Serial: listed?["serial"], SizeText: listed?.SizeText),
            Queue = queue?.Queue ?? DeviceQueue.Unknown,
        };
    }

    private static TableCapture? Table(PileFile file)
    {
        try
        {
            return TableReader.TryDetect(file.Path) is { TellsOfDevices: true } ? TableReader.Read(file.Path) : null;
        }
        catch (Exception fault) when (fault is CaptureFormatException or IOException)
        {
            return null;
        }
    }

    private static string? Drive(DeviceMap devices, TableCapture[] tables)
    {
        // With no list of devices a name alone does not tell a drive from what lies on it.
        string[] drives = [.. devices.Devices.Where(device => device.Kind == "disk").Select(device => device.TracedName)];
        if (drives.Length == 0)
        {
            drives =
            [
                .. tables
                    .OfType<SysfsCapture>()
                    .SelectMany(sysfs => sysfs.Devices)
                    .Select(device => device.Name)
                    .Distinct()
                    .Where(name =>
                        !name.StartsWith("dm-", StringComparison.Ordinal)
                        && !name.StartsWith("md", StringComparison.Ordinal)
                        && !name.StartsWith("loop", StringComparison.Ordinal)
                    ),
            ];
        }

        var done = tables
            .OfType<DiskstatsCapture>()
            .SelectMany(counters => counters.Snapshots[^1].Devices)
            .GroupBy(device => device.Name)
            .ToDictionary(
                device => device.Key,
                device => device.Max(one => (one.Counters.ReadsCompleted ?? 0) + (one.Counters.WritesCompleted ?? 0))
            );
        return drives.Length == 1 ? drives[0] : drives.MaxBy(drive => done.GetValueOrDefault(drive));
    }
}
