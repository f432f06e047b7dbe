// steps.tsv, a line a step: name, start, end (seconds of the guest's clock), exit code,
// stdout, stderr, files (blanks between), then the arguments; tabs between.
using System.Globalization;
using System.IO.Compression;
using NotebookKit.Hosts;
using NotebookKit.Stats;

namespace NotebookKit.VirtualLab;

/// <summary>Makes a recording of what a guest left.</summary>
internal static class LabRecording
{
    private const int Compressed = 100_000;
    private const int FixedFields = 7;

    // What the guest notes for this file's sake.
    private static readonly string[] Notes = ["steps.tsv", "queue.facts", "clock.facts"];

    private static readonly Dictionary<string, string> Purposes = new(StringComparer.Ordinal)
    {
        ["diskstats-before"] = "counters of every block device before the timed run",
        ["time"] = "time the workload with a cold page cache",
        ["diskstats-after"] = "counters of every block device after the timed run",
        ["time-repeats"] = "the same read of other files, again cold; the output names each",
        ["perf-block"] = "block insert, issue and complete events of the whole host",
        ["perf-block-script"] = "the same events as text",
        ["perf-block-all"] = "every block event during a short read",
        ["perf-block-all-script"] = "the same events as text",
        ["blktrace"] = "every block event of the drive, binary, a file for each CPU",
        ["blkparse"] = "the binary trace as text",
        ["btt"] = "btt's report of the trace",
        ["blktrace-dm"] = "block events of the drive and of every device-mapper device at once",
        ["blkparse-dm"] = "the same as text",
        ["btrace"] = "the trace as btrace printed it live",
        ["iostat"] = "statistics of every device once a second while the workload repeats",
        ["iostat-json"] = "the same as JSON",
        ["perf-cpu-script"] = "CPU stacks, as text",
        ["perf-sched-script"] = "switches of the scheduler with stacks, as text",
        ["sysfs"] = "queue attributes of the drive and the device-mapper devices",
        ["uname"] = "kernel and host",
    };

    /// <summary>Makes it.</summary>
    /// <param name="left">The folder that the guest left.</param>
    /// <param name="tools">The guest's list of its tools.</param>
    /// <param name="folder">The recording's folder.</param>
    /// <param name="name">The recording's name.</param>
    /// <param name="scenario">The scenario.</param>
    /// <param name="kernel">The kernel's version.</param>
    /// <exception cref="InvalidDataException">The guest's notes are damaged.</exception>
    public static Recording Make(string left, string tools, string folder, string name, Scenario scenario, string kernel)
    {
        Dictionary<string, string> queue = File.ReadLines(Path.Combine(left, "queue.facts"))
            .Select(line => line.Split(':', 2))
            .Where(parts => parts.Length == 2)
            .ToDictionary(parts => parts[0], parts => parts[1].Trim());
        string uname = HostText.Line(Path.Combine(left, "uname.txt")) ?? throw new InvalidDataException($"{left}: uname.txt is empty");
        var writer = new RecordingWriter(folder)
        {
            Name = name,
            Title = $"{name}, kernel {kernel}",
            Origin = "NotebookKit's virtual lab: a QEMU virtual machine with an emulated, throttled NVMe drive",
            Recorded = DateTimeOffset.UtcNow.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            Host = new Fingerprint
            {
                Kernel = kernel,
                Uname = uname,
                Distribution = "Debian's kernel and tools, without an installation",
                Architecture = "x86_64",
                Cpus = 2,
                Virtualization = "QEMU TCG (software emulation)",
                Drive = new DriveFingerprint("nvme0n1", "QEMU NVMe Ctrl", Serial: "lab", SizeText: "2G"),
                Queue = new DeviceQueue(queue),
            },
        };
        foreach (string line in File.Exists(tools) ? File.ReadAllLines(tools) : [])
        {
            if (line.Split(' ') is [var tool, var version])
            {
                writer.Tools[tool] = version;
            }
        }

        foreach (
            (string setting, string value) in scenario.Drive.Settings.Select(set =>
                (set.Key == "iops" ? "iops_limit" : "bps_limit", set.Value)
            )
        )
        {
            writer.Settings[setting] = value;
        }

        HostClock? clock = ClockOf(Path.Combine(left, "clock.facts"));
        Dictionary<string, string> names = Copy(left, writer.Folder);
        foreach ((string text, int number) in File.ReadLines(Path.Combine(left, "steps.tsv")).Select((text, i) => (text, i + 1)))
        {
            writer.Add(StepOf(text, number, names, clock));
        }

        return writer.Finish();
    }

    // Large texts are compressed: they hold the same few words many times.
    private static Dictionary<string, string> Copy(string from, string to)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string path in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            string name = Path.GetRelativePath(from, path);
            if (
                Notes.Contains(name)
                || new FileInfo(path).LinkTarget is not null
                || (new FileInfo(path).Length == 0 && name == "dmesg.txt")
            )
            {
                continue;
            }

            bool packs =
                new FileInfo(path).Length > Compressed
                && (name.EndsWith(".txt", StringComparison.Ordinal) || name.EndsWith(".data", StringComparison.Ordinal));
            names[name] = packs ? name + ".gz" : name;
            string target = Path.Combine(to, names[name]);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            using FileStream read = File.OpenRead(path);
            using FileStream write = File.Create(target);
            using Stream pack = packs ? new GZipStream(write, CompressionLevel.SmallestSize) : write;
            read.CopyTo(pack);
        }

        return names;
    }

    // The guest sets no clock, so one reading of both ties them; to 10 ms, as finely as
    // /proc/uptime tells. Null where the guest wrote none.
    private static HostClock? ClockOf(string file) =>
        HostText.Line(file)?.Split(' ') is [var time, var sinceBoot]
        && double.TryParse(time, CultureInfo.InvariantCulture, out double utc)
        && double.TryParse(sinceBoot, CultureInfo.InvariantCulture, out double seconds)
            ? new HostClock(DateTimeOffset.UnixEpoch.AddSeconds(utc), (long)(seconds * NsIn.Second))
            : null;

    private static RecordedStep StepOf(string line, int number, Dictionary<string, string> names, HostClock? clock)
    {
        string[] fields = line.Split('\t');
        if (
            fields.Length <= FixedFields
            || !double.TryParse(fields[1], CultureInfo.InvariantCulture, out double start)
            || !double.TryParse(fields[2], CultureInfo.InvariantCulture, out double end)
            || !int.TryParse(fields[3], CultureInfo.InvariantCulture, out int exit)
        )
        {
            throw new InvalidDataException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"steps.tsv line {number}: expected name, start, end, exit code, files and arguments, found \"{line}\""
                )
            );
        }

        (DateTimeOffset began, DateTimeOffset ended) = (
            DateTimeOffset.UnixEpoch.AddSeconds(start),
            DateTimeOffset.UnixEpoch.AddSeconds(end)
        );
        return new RecordedStep
        {
            Name = fields[0],
            Purpose = Purposes.GetValueOrDefault(fields[0]),
            Argv = fields[FixedFields..],
            Start = began,
            End = ended,
            MonotonicNs = clock is { } tied ? [tied.ToMonotonicNs(began), tied.ToMonotonicNs(ended)] : null,
            TimeSource = "the guest's clock",
            ExitCode = exit,
            Stdout = names.GetValueOrDefault(fields[4]),
            Stderr = names.GetValueOrDefault(fields[5]),
            Outputs =
            [
                .. fields[6]
                    .Split(' ', StringSplitOptions.RemoveEmptyEntries)
                    .Select(file => names.GetValueOrDefault(file))
                    .OfType<string>(),
            ],
        };
    }
}
