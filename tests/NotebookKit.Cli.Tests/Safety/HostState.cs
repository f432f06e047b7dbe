using System.Globalization;
using System.Text.RegularExpressions;

namespace NotebookKit.Cli.Tests.Safety;

/// <summary>What a live run may change of a host: looked at before and after, nothing may differ.</summary>
internal sealed partial class HostState
{
    private const string Tracefs = "/sys/kernel/tracing";

    // What util-linux, LVM and others keep for themselves, whoever calls them.
    private static readonly string[] Caches =
    [
        "/run/mount",
        "/run/blkid",
        "/run/lvm",
        "/run/lock",
        "/run/udev",
        "/run/systemd",
        "/run/user",
    ];
    private readonly SortedDictionary<string, string> _values = new(StringComparer.Ordinal);

    private HostState() { }

    /// <summary>Looks at the host.</summary>
    /// <param name="drive">The drive whose signatures are looked for.</param>
    /// <param name="folder">The folder of the run: processes that run below it are its own.</param>
    /// <param name="temporary">The run's folder of temporary files.</param>
    public static HostState Take(LoopDrive drive, string folder, string temporary)
    {
        var state = new HostState();
        state.AddMounts();
        state.AddTracefs();
        state.AddQueues(drive.Name);
        state.Add("signatures", Tool.Run("wipefs", "--no-act", "--noheadings", drive.Path).Output);
        state.Add("file system", Tool.Run("blkid", "--probe", "--output", "export", drive.Path).Output);
        string loops = Tool.Run("losetup", "--list", "--noheadings", "--raw", "--output", "NAME,BACK-FILE").Output;
        state.AddLines("loop device", string.Join('\n', loops.Split('\n').Where(line => !OthersImage().IsMatch(line))));
        state.AddNames("/run", path => Caches.Contains(path));
        state.AddNames(temporary, IsOfRuntime);
        state.AddNames("/var/lib/notebookkit", _ => false);
        state.AddLines(
            "temporary file",
            string.Join('\n', Directory.GetFileSystemEntries("/tmp", "notebookkit*").Where(path => !TestsOwn().IsMatch(path)))
        );
        state.AddProcesses(folder);
        return state;
    }

    /// <summary>What differs later, one line each.</summary>
    public IReadOnlyList<string> Differences(HostState later) =>
        [
            .. _values
                .Keys.Union(later._values.Keys)
                .Where(key => _values.GetValueOrDefault(key) != later._values.GetValueOrDefault(key))
                .Select(key =>
                    $"{key}: was {_values.GetValueOrDefault(key) ?? "not there"}, is {later._values.GetValueOrDefault(key) ?? "not there"}"
                ),
        ];

    private void Add(string key, string value) => _values[key] = value.Trim();

    private void AddLines(string what, string text)
    {
        foreach (string line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            Add($"{what} {line}", "there");
        }
    }

    private void AddMounts()
    {
        foreach (string[] fields in File.ReadLines("/proc/self/mountinfo").Select(line => line.Split(' ')))
        {
            Add($"mount {fields[0]}", $"{fields[2]} at {fields[4]}");
        }
    }

    private void AddTracefs()
    {
        if (!File.Exists(Tracefs + "/current_tracer"))
        {
            Add(Tracefs, "not mounted");
            return;
        }

        string[] settings =
        [
            "current_tracer",
            "tracing_on",
            "trace_clock",
            "buffer_size_kb",
            "tracing_cpumask",
            "events/enable",
            "set_event",
            "set_event_pid",
        ];
        foreach (
            string path in settings.Select(name => $"{Tracefs}/{name}").Concat(Directory.GetFiles(Tracefs + "/options")).Where(File.Exists)
        )
        {
            // "7 (expanded: 1408)": the size that the first tracer since boot, whoever starts it, gives a buffer.
            Add(path, Expanded().Replace(Read(path), "$1"));
        }

        foreach (string stats in Directory.GetDirectories(Tracefs + "/per_cpu").Select(cpu => cpu + "/stats"))
        {
            Add(stats, File.ReadLines(stats).First(line => line.StartsWith("entries:", StringComparison.Ordinal)));
        }

        AddLines("instance", string.Join('\n', Directory.GetDirectories(Tracefs + "/instances")));
    }

    // Other loop devices are other tests', which come and go.
    private void AddQueues(string drive)
    {
        foreach (
            string device in Directory
                .GetDirectories("/sys/block")
                .Where(path => Path.GetFileName(path) is var name && (name == drive || !name.StartsWith("loop", StringComparison.Ordinal)))
        )
        {
            foreach (
                string path in ((string[])["queue", "queue/iosched", "trace"])
                    .Select(part => $"{device}/{part}")
                    .Where(Directory.Exists)
                    .SelectMany(Directory.GetFiles)
            )
            {
                Add(path, Read(path));
            }
        }
    }

    private void AddNames(string folder, Func<string, bool> leftOut)
    {
        if (!Directory.Exists(folder))
        {
            return;
        }

        foreach (string path in Directory.GetFileSystemEntries(folder).Where(path => !leftOut(path)))
        {
            Add(path, "there");
            if (Directory.Exists(path) && new DirectoryInfo(path).LinkTarget is null)
            {
                AddNames(path, leftOut);
            }
        }
    }

    // Every command of a run works in its recording's folder.
    private void AddProcesses(string folder)
    {
        foreach (
            string process in Directory
                .GetDirectories("/proc")
                .Where(path => int.TryParse(Path.GetFileName(path), NumberStyles.None, CultureInfo.InvariantCulture, out _))
        )
        {
            if (new FileInfo(process + "/cwd").LinkTarget is { } works && works.StartsWith(folder + "/", StringComparison.Ordinal))
            {
                Add($"process {Path.GetFileName(process)}", Read(process + "/cmdline").Replace('\0', ' '));
            }
        }
    }

    // What the runtime keeps for debuggers goes with it, unless a signal ends it before anybody listens.
    private static bool IsOfRuntime(string path) =>
        Path.GetFileName(path) is var name
        && (
            name.StartsWith("clr-debug-pipe-", StringComparison.Ordinal) || name.StartsWith("dotnet-diagnostic-", StringComparison.Ordinal)
        );

    private static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return "cannot be read"; // some are for writing alone, and a process may end meanwhile
        }
    }

    [GeneratedRegex(@"^\d+ \(expanded: (\d+)\)")]
    private static partial Regex Expanded();

    // Loop devices of tests that change no setting, and take no turn (LoopDevice of NotebookKit.Tests).
    [GeneratedRegex("^/dev/loop[0-9]+ /tmp/loop-[A-Za-z0-9]{6}/")]
    private static partial Regex OthersImage();

    // Folders of Directory.CreateTempSubdirectory: those of tests that run beside this one. The command makes none in /tmp itself.
    [GeneratedRegex("^/tmp/notebookkit-([a-z]+-)?[A-Za-z0-9]{6}$|^/tmp/notebookkit-journal-[0-9]+$")]
    private static partial Regex TestsOwn();
}
