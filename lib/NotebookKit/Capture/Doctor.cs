using System.Globalization;
using NotebookKit.Display;
using NotebookKit.Hosts;

namespace NotebookKit.Capture;

/// <summary>How a need of live capture is met here.</summary>
internal enum DoctorState
{
    /// <summary>It is there.</summary>
    Ok,

    /// <summary>It is there in part, or another way is taken.</summary>
    Limited,

    /// <summary>It is not there.</summary>
    Missing,
}

/// <summary>One need of live capture.</summary>
/// <param name="Need">What is needed, such as <c>perf</c> or <c>tracefs</c>.</param>
/// <param name="State">How it is met.</param>
/// <param name="Found">What was found: a version, a setting.</param>
/// <param name="Without">What still works where it is missing.</param>
/// <param name="Remedy">What helps; null where nothing is missing.</param>
internal sealed record DoctorRow(string Need, DoctorState State, string Found, string Without, string? Remedy);

/// <summary>What live capture finds on this host: tools, rights and kernel settings, and
/// what helps where one is missing. Changes nothing.</summary>
[TypeFormatterSource(typeof(ShownFormatterSource))]
internal sealed class Doctor : ITabled
{
    private Doctor(IReadOnlyList<DoctorRow> rows) => Rows = rows;

    /// <summary>The needs: rights first, then the kernel, then tools.</summary>
    public IReadOnlyList<DoctorRow> Rows { get; }

    /// <summary>True where some way of capturing block events works.</summary>
    public bool CanTrace =>
        Is("root") != DoctorState.Missing
        && (Is("tracefs") == DoctorState.Ok || Is("perf") == DoctorState.Ok || Is("blktrace") == DoctorState.Ok);

    /// <summary>Looks at this host.</summary>
    public static Doctor Look() =>
        new([
            Root(),
            Setting(
                "perf_event_paranoid",
                "/proc/sys/kernel/perf_event_paranoid",
                value => Environment.IsPrivilegedProcess || value < 0,
                "root is not stopped by it",
                "sysctl kernel.perf_event_paranoid=-1, or run as root"
            ),
            Setting(
                "kptr_restrict",
                "/proc/sys/kernel/kptr_restrict",
                value => Environment.IsPrivilegedProcess ? value < 2 : value == 0,
                "stacks without kernel symbols",
                "sysctl kernel.kptr_restrict=0"
            ),
            Lockdown(),
            Tracefs(),
            BlkTracer(),
            Debugfs(),
            DeviceMapper(),
            DropCaches(),
            .. HostTool.All.Select(Tool),
        ]);

    /// <summary>One row a need.</summary>
    public ResultTable ToTable() =>
        new ResultTable()
            .Text("need", Rows.Select(row => row.Need))
            .Text("state", Rows.Select(row => row.State.ToString().ToLowerInvariant()))
            .Text("found", Rows.Select(row => row.Found))
            .Text("without it", Rows.Select(row => row.State == DoctorState.Ok ? null : row.Without))
            .Text("remedy", Rows.Select(row => row.Remedy))
            .Titled("What live capture finds here", "Nothing was changed to find this out.");

    private DoctorState Is(string need) => Rows.First(row => row.Need == need).State;

    private static DoctorRow Root()
    {
        const string without = "replay of recordings, and reading captures made elsewhere";
        if (Environment.IsPrivilegedProcess)
        {
            return new("root", DoctorState.Ok, "this process is root", without, null);
        }

        string? fault = HostTool.Find("sudo") is null ? "sudo is not installed" : SudoCheck.Fault();
        return fault is null
            ? new(
                "root",
                DoctorState.Limited,
                "sudo works without a password",
                "notebooks 01 to 04 live and tools run through sudo; reading tracefs itself needs the process to be root",
                null
            )
            : new(
                "root",
                DoctorState.Missing,
                fault,
                without,
                "notebooks 01 to 04 ask for sudo's password; else run the notebook's kernel as root, or allow the tools in sudoers with NOPASSWD"
            );
    }

    private static DoctorRow Setting(string name, string path, Func<int, bool> good, string without, string remedy)
    {
        string? text = HostText.Line(path);
        return !int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value)
                ? new(name, DoctorState.Limited, "not told by this kernel", without, null)
            : good(value) ? new(name, DoctorState.Ok, text, without, null)
            : new(name, DoctorState.Limited, text, without, remedy);
    }

    private static DoctorRow Lockdown()
    {
        const string without = "Blktrace takes ftrace's blk tracer; perf and ftrace go on working under integrity lockdown";
        string? text = HostText.Line("/sys/kernel/security/lockdown");
        return text is null
                ? new(
                    "no lockdown",
                    DoctorState.Limited,
                    "not told: securityfs is not mounted",
                    without,
                    "mount -t securityfs none /sys/kernel/security"
                )
            : text.Contains("[none]", StringComparison.Ordinal) ? new("no lockdown", DoctorState.Ok, text, without, null)
            : new("no lockdown", DoctorState.Limited, text, without, "boot without lockdown= and Secure Boot, where that is allowed");
    }

    private static DoctorRow Tracefs() =>
        TraceFs.Find() is { } place
            ? new("tracefs", DoctorState.Ok, place, "PerfBlock, or blktrace", null)
            : new(
                "tracefs",
                DoctorState.Missing,
                Environment.IsPrivilegedProcess ? "not mounted" : "not mounted, or not readable for this user",
                "PerfBlock, or blktrace",
                "mount -t tracefs nodev /sys/kernel/tracing (LiveOptions.MountTracefs does it for a run)"
            );

    private static DoctorRow BlkTracer() =>
        TraceFs.Find() is not { } place
            ? new("blk tracer", DoctorState.Limited, "not told: tracefs is not mounted", "blktrace, or Ftrace", "see tracefs")
        : HostText.Line(place + "/available_tracers")?.Split(' ').Contains("blk") == true
            ? new("blk tracer", DoctorState.Ok, "offered by the kernel", "blktrace, or Ftrace", null)
        : new("blk tracer", DoctorState.Missing, "not offered", "blktrace, or Ftrace", "a kernel with CONFIG_BLK_DEV_IO_TRACE");

    private static DoctorRow Debugfs() =>
        Directory.Exists("/sys/kernel/debug/block")
            ? new("debugfs", DoctorState.Ok, "/sys/kernel/debug", "Blktrace takes ftrace's blk tracer", null)
            : new(
                "debugfs",
                DoctorState.Limited,
                "not mounted, or not readable for this user",
                "Blktrace takes ftrace's blk tracer",
                "mount -t debugfs nodev /sys/kernel/debug"
            );

    private static DoctorRow DeviceMapper() =>
        Directory.Exists("/sys/class/misc/device-mapper")
            ? new("device-mapper", DoctorState.Ok, "offered by the kernel", "the reproduction without snapshot", null)
            : new(
                "device-mapper",
                DoctorState.Limited,
                "not there",
                "the reproduction puts ext4 on the drive itself: no snapshot, so no defect",
                "modprobe dm-mod dm-snapshot, or a kernel that has them"
            );

    private static DoctorRow DropCaches() =>
        Environment.IsPrivilegedProcess && File.Exists("/proc/sys/vm/drop_caches")
            ? new("drop_caches", DoctorState.Ok, "writable for root", "only the file's own pages are dropped before a timed read", null)
            : new("drop_caches", DoctorState.Limited, "needs root", "only the file's own pages are dropped before a timed read", null);

    private static DoctorRow Tool(HostTool tool)
    {
        if (HostTool.Find(tool.Name) is not { } path)
        {
            bool isNeeded = tool.Name is "bash";
            return new(
                tool.Name,
                isNeeded ? DoctorState.Missing : DoctorState.Limited,
                "not installed",
                tool.Without,
                $"install {tool.Package}"
            );
        }

        if (tool.Name == "setpriv" && ParentDeath.Program is null)
        {
            return new(
                tool.Name,
                DoctorState.Limited,
                $"{path} knows no {ParentDeath.Option}",
                tool.Without,
                $"install {tool.Package}: busybox's is another program"
            );
        }

        return new(tool.Name, DoctorState.Ok, ToolVersion.Of(tool.Name) is { } version ? $"{version} ({path})" : path, tool.Without, null);
    }
}
