using System.Globalization;

namespace NotebookKit.Hosts;

/// <summary>Which processes have a device or a file open (proc_pid_fd(5)).</summary>
internal static class OpenFiles
{
    private const int AccessMask = 3; // O_ACCMODE; O_RDONLY is 0

    /// <summary>The other processes that have a device open, or the file that it lies on, as <c>name (PID)</c>.</summary>
    /// <param name="device">The kernel's name.</param>
    /// <param name="writersOnly">True to leave out who only reads.</param>
    /// <returns>Those that this user may see: as root, all.</returns>
    public static IReadOnlyList<string> Of(string device, bool writersOnly)
    {
        string? number = HostText.Line($"/sys/class/block/{device}/dev");
        LoopImage? image = LoopImage.Of(device);
        return Holders((process, file) => Is(file, number, image) && (!writersOnly || IsForWriting(process, file)));
    }

    /// <summary>The other processes that read a trace_pipe, as <c>name (PID)</c>: while
    /// one does, the kernel lets nobody change the tracer.</summary>
    public static IReadOnlyList<string> OfTracePipes() =>
        Holders((_, file) => new FileInfo(file).LinkTarget is { } target && Path.GetFileName(target) is "trace_pipe" or "trace_pipe_raw");

    private static List<string> Holders(Func<string, string, bool> isOne)
    {
        var holders = new List<string>();
        foreach (string process in Directory.EnumerateDirectories("/proc"))
        {
            bool isProcess =
                int.TryParse(Path.GetFileName(process), NumberStyles.None, CultureInfo.InvariantCulture, out int pid)
                && pid != Environment.ProcessId;
            if (isProcess && Files(process + "/fd").Any(file => isOne(process, file)))
            {
                holders.Add($"{HostText.Line(process + "/comm")} ({pid})");
            }
        }

        return holders;
    }

    private static bool Is(string file, string? number, LoopImage? image) =>
        FileNumbers.Of(file) is { } open
        && (
            (open.BlockDevice is not null && open.BlockDevice == number)
            || (image is { Inode: not 0 } && (open.Device, open.Inode) == (image.Device, image.Inode))
        );

    // flags:	0100002
    private static bool IsForWriting(string process, string file)
    {
        try
        {
            string? flags = File.ReadLines($"{process}/fdinfo/{Path.GetFileName(file)}")
                .FirstOrDefault(line => line.StartsWith("flags:", StringComparison.Ordinal));
            return flags is not null && (Convert.ToInt32(flags["flags:".Length..].Trim(), 8) & AccessMask) != 0;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return false; // closed in between
        }
    }

    private static string[] Files(string folder)
    {
        try
        {
            return Directory.GetFileSystemEntries(folder);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return []; // it ended in between, or is another user's
        }
    }
}
