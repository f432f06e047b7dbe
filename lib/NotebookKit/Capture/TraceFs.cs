using System.Globalization;
using NotebookKit.Hosts;

namespace NotebookKit.Capture;

/// <summary>The kernel's trace file system (Documentation/trace/ftrace.rst).</summary>
internal static class TraceFs
{
    private const string MountPoint = "/sys/kernel/tracing";
    private static readonly string[] Places = [MountPoint, "/sys/kernel/debug/tracing"];

    /// <summary>Where it is mounted and may be read; null where it is not.</summary>
    public static string? Find() => Places.FirstOrDefault(place => File.Exists(place + "/current_tracer"));

    /// <summary>Where it is mounted.</summary>
    /// <exception cref="CommandException">It is not mounted and may not be mounted, or root is missing.</exception>
    public static string Require(LiveHost host)
    {
        if (!Environment.IsPrivilegedProcess)
        {
            throw new CommandException(CommandFault.Denied, "reading the kernel's trace needs root.",
                "Run the notebook's kernel as root; or use PerfBlock, which works through sudo.");
        }

        if (Find() is { } place)
        {
            return place;
        }

        if (!host.Options.MountTracefs)
        {
            throw new CommandException(CommandFault.Denied, "tracefs is not mounted.",
                $"Mount it (`mount -t tracefs nodev {MountPoint}`), or let the host do so (LiveOptions.MountTracefs = true).");
        }

        host.Apply(new MountEntry(MountPoint), () => host.RunAsync(
            new CommandStep("mount-tracefs", "mount", "-t", "tracefs", "nodev", MountPoint) { Purpose = "tracefs was not mounted" }).GetAwaiter().GetResult());
        return Find() ?? throw new CommandException(CommandFault.Denied, $"tracefs was mounted at {MountPoint} and still is not there: this kernel has no ftrace.");
    }

    /// <summary>The CPUs that have a buffer.</summary>
    public static IReadOnlyList<int> Cpus(string instance) =>
    [
        .. Directory.EnumerateDirectories(instance + "/per_cpu", "cpu*")
            .Select(folder => int.Parse(Path.GetFileName(folder).AsSpan(3), CultureInfo.InvariantCulture)).Order(),
    ];

    /// <summary>Events that a CPU's buffer lost: overwritten before they were read, or dropped as it was full.</summary>
    public static long Lost(string instance, int cpu) => File.ReadLines(string.Create(CultureInfo.InvariantCulture, $"{instance}/per_cpu/cpu{cpu}/stats"))
        .Where(line => line.StartsWith("overrun:", StringComparison.Ordinal) || line.StartsWith("dropped events:", StringComparison.Ordinal))
        .Sum(line => long.Parse(line.AsSpan(line.IndexOf(':', StringComparison.Ordinal) + 1), CultureInfo.InvariantCulture));
}
