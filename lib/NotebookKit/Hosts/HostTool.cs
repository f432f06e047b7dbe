using NotebookKit.Processes;

namespace NotebookKit.Hosts;

/// <summary>A program that captures use: where it is found, what brings it, and what goes without it.</summary>
/// <param name="Name">The program's name, such as <c>blktrace</c>.</param>
/// <param name="Package">The packages that bring it.</param>
/// <param name="Without">What still works where it is missing.</param>
internal sealed record HostTool(string Name, string Package, string Without)
{
    // sbin last: an ordinary user's PATH leaves it out, though lsblk's and lvm's neighbours live there.
    private static readonly string[] MoreFolders = ["/usr/local/sbin", "/usr/sbin", "/sbin", "/usr/local/bin", "/usr/bin", "/bin"];

    /// <summary>The programs that captures use.</summary>
    public static IReadOnlyList<HostTool> All { get; } =
    [
        new("bash", "bash", "nothing that times a workload"),
        new(
            "perf",
            "linux-perf (Debian), linux-tools-$(uname -r) (Ubuntu), perf (Fedora, RHEL)",
            "Ftrace gives the same block events; no CPU stacks, so no flame graphs"
        ),
        new("blktrace", "blktrace", "Blktrace takes ftrace's blk tracer and writes the same files"),
        new("blkparse", "blktrace", "binary traces are read without it"),
        new("btt", "blktrace", "Phases gives its numbers without it"),
        new("iostat", "sysstat", "DiskStats reads /proc/diskstats itself"),
        new("lsblk", "util-linux", "BlockStack reads sysfs alone"),
        new("dmsetup", "dmsetup", "BlockStack reads sysfs alone: no device-mapper tables"),
        new("lvm", "lvm2", "the reproduction puts ext4 on the drive itself: no snapshot, so no defect"),
        new("mkfs.ext4", "e2fsprogs", "no reproduction; captures of existing files work"),
        new("losetup", "util-linux", "no trial on a loop device"),
        new("wipefs", "util-linux", "no reproduction: a drive's signatures could not be checked"),
        new("setpriv", "util-linux", "a notebook that is killed outright leaves its tools running until `notebookkit restore`"),
        new("setsid", "util-linux", "Ctrl-C in a terminal reaches the tools too: a capture may end a moment before it is ended"),
        new("sudo", "sudo", "run the notebook's kernel as root where root is needed"),
    ];

    /// <summary>The full path of a program; null where it is not installed.</summary>
    public static string? Find(string program)
    {
        ArgumentException.ThrowIfNullOrEmpty(program);
        if (program.Contains('/', StringComparison.Ordinal))
        {
            return File.Exists(program) ? program : null;
        }

        return ProgramPath.Find(program, MoreFolders);
    }

    /// <summary>The full path of a program.</summary>
    /// <exception cref="CommandException">It is not installed; the message says what brings it and what goes without it.</exception>
    public static string Require(string program)
    {
        if (Find(program) is { } path)
        {
            return path;
        }

        HostTool? known = All.FirstOrDefault(tool => tool.Name == program);
        throw new CommandException(
            CommandFault.MissingTool,
            $"{program} is not installed here (looked along PATH and in /usr/sbin).",
            known is null ? null : $"Install the package {known.Package}. Without it: {known.Without}."
        );
    }
}
