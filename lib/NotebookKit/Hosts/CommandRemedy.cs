using System.Globalization;

namespace NotebookKit.Hosts;

/// <summary>What helps where a tool failed: read from what it wrote, and from the host's settings.</summary>
internal static class CommandRemedy
{
    private const string Paranoid = "/proc/sys/kernel/perf_event_paranoid";

    /// <summary>True where a tool says that a right is missing.</summary>
    public static bool IsDenied(string stderr) =>
        stderr.Contains("Operation not permitted", StringComparison.OrdinalIgnoreCase)
        || stderr.Contains("Permission denied", StringComparison.OrdinalIgnoreCase)
        || stderr.Contains("must be root", StringComparison.OrdinalIgnoreCase)
        || stderr.Contains("a password is required", StringComparison.OrdinalIgnoreCase)
        || stderr.Contains("No permission to enable", StringComparison.OrdinalIgnoreCase);

    /// <summary>What helps; null where nothing is known.</summary>
    public static string? For(string program, string stderr)
    {
        if (stderr.Contains("a password is required", StringComparison.OrdinalIgnoreCase))
        {
            return $"sudo would ask for a password, which a notebook cannot answer: run `sudo -v` in a terminal first, allow {program} in sudoers with NOPASSWD, or run the notebook's kernel as root.";
        }

        if (!IsDenied(stderr))
        {
            return null;
        }

        return program switch
        {
            "perf" when !Environment.IsPrivilegedProcess => string.Create(
                CultureInfo.InvariantCulture,
                $"kernel.perf_event_paranoid is {HostText.Line(Paranoid) ?? "unknown"}: system-wide events need root or CAP_PERFMON; run the notebook's kernel as root, or set it to -1 (`sysctl kernel.perf_event_paranoid=-1`)."
            ),
            "perf" =>
                "The kernel refuses tracepoints: it is locked down (see /sys/kernel/security/lockdown), or this is a container without CAP_PERFMON and tracefs.",
            "blktrace" when Environment.IsPrivilegedProcess =>
                "The kernel refuses blktrace's debugfs files (it is locked down); Blktrace takes ftrace's blk tracer there.",
            _ when !Environment.IsPrivilegedProcess =>
                $"{program} needs root: run the notebook's kernel as root, or allow sudo without a password.",
            _ =>
                $"Root alone does not suffice: a container without CAP_SYS_ADMIN, or kernel lockdown (cat /sys/kernel/security/lockdown), refuses {program}.",
        };
    }
}
