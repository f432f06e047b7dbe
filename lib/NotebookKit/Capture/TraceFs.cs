using System.Globalization;
using NotebookKit.Hosts;

namespace NotebookKit.Capture;

/// <summary>The kernel's trace file system (Documentation/trace/ftrace.rst).</summary>
internal static class TraceFs
{
    private const string MountPoint = TracefsAccess.MountPoint;

    /// <summary>Where it is mounted and may be read; null where it is not.</summary>
    public static string? Find() => TracefsAccess.Places.FirstOrDefault(TracefsAccess.IsAt);

    /// <summary>Where it is mounted.</summary>
    /// <exception cref="CommandException">It is not mounted and may not be mounted, or root is missing.</exception>
    public static string Require(LiveHost host)
    {
        if (!Environment.IsPrivilegedProcess)
        {
            throw new CommandException(
                CommandFault.Denied,
                "reading the kernel's trace needs root.",
                "Run the notebook's kernel as root; or use PerfBlock, which works through sudo."
            );
        }

        if (Find() is { } place)
        {
            return place;
        }

        if (!host.Options.MountTracefs)
        {
            throw new CommandException(
                CommandFault.Denied,
                "tracefs is not mounted.",
                $"Mount it (`mount -t tracefs nodev {MountPoint}`), or let the host do so (LiveOptions.MountTracefs = true)."
            );
        }

        // The source of a mount without a device is any word: this one tells it from everybody else's.
        string source = "notebookkit-" + Guid.NewGuid().ToString("N");
        host.Apply(
            new MountEntry(MountPoint, source),
            () =>
                host.RunAsync(
                        new CommandStep("mount-tracefs", "mount", "-t", "tracefs", source, MountPoint)
                        {
                            Purpose = "tracefs was not mounted",
                        }
                    )
                    .GetAwaiter()
                    .GetResult()
        );
        return Find()
            ?? throw new CommandException(
                CommandFault.Denied,
                $"tracefs was mounted at {MountPoint} and still is not there: this kernel has no ftrace."
            );
    }

    /// <summary>The CPUs that have a buffer.</summary>
    public static IReadOnlyList<int> Cpus(string instance) =>
        [
            .. Directory
                .EnumerateDirectories(instance + "/per_cpu", "cpu*")
                .Select(folder => int.Parse(Path.GetFileName(folder).AsSpan(3), CultureInfo.InvariantCulture))
                .Order(),
        ];

    /// <summary>Events that the buffers of all CPUs lost: overwritten before they were read, or dropped as they were full.</summary>
    /// <param name="instance">The folder of tracefs, or of an instance; it is reached where tracefs was unmounted since, too.</param>
    public static long Lost(string instance) => Count(instance, "overrun:", "dropped events:");

    /// <summary>Events that lie in the buffers of all CPUs and were not read.</summary>
    /// <inheritdoc cref="Lost" path="/param"/>
    public static long Kept(string instance) => Count(instance, "entries:");

    private static long Count(string instance, params string[] starts)
    {
        using var tracefs = TracefsAccess.Open(instance + "/per_cpu");
        string folder = tracefs.Reach(instance + "/per_cpu");
        return Directory
            .EnumerateDirectories(folder, "cpu*")
            .SelectMany(cpu => File.ReadLines(cpu + "/stats"))
            .Where(line => Array.Exists(starts, start => line.StartsWith(start, StringComparison.Ordinal)))
            .Sum(line => long.Parse(line.AsSpan(line.IndexOf(':', StringComparison.Ordinal) + 1), CultureInfo.InvariantCulture));
    }

    /// <summary>Writes a file of tracefs, mounted still or not.</summary>
    /// <param name="path">The file, as it is called where tracefs is mounted.</param>
    /// <param name="value">The value.</param>
    public static void Write(string path, string value)
    {
        using var tracefs = TracefsAccess.Open(path);
        File.WriteAllText(tracefs.Reach(path), value);
    }
}
