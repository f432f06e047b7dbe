using NotebookKit.Hosts;

namespace NotebookKit.Cases;

/// <summary>Every device that the I/O of one device passes: what lies above it, itself, and what it lies on.</summary>
internal static class DeviceStack
{
    /// <summary>The whole devices of the stack that can be traced, the named one first.</summary>
    /// <param name="device">A device; of a partition its disk.</param>
    /// <remarks>A loop device's image is where its stack ends: the drive below that file system has I/O of everybody.</remarks>
    public static IReadOnlyList<string> Of(string device)
    {
        string disk = FingerprintReader.DiskOf(device);
        BlockLink[] links = Links();
        var all = new List<string> { disk };
        Reach(disk, at => links.Where(link => link.Below == at).Select(link => link.Above));
        Reach(disk, at => links.Where(link => link.Above == at).Select(link => link.Below));
        return [.. all.Where(name => name == disk || File.Exists($"/sys/block/{name}/trace/enable"))];

        void Reach(string from, Func<string, IEnumerable<string>> next)
        {
            var seen = new HashSet<string>(StringComparer.Ordinal) { from };
            var open = new Queue<string>([from]);
            while (open.TryDequeue(out string? at))
            {
                foreach (string one in next(at).Where(seen.Add).Order(StringComparer.Ordinal))
                {
                    open.Enqueue(one);
                    if (!all.Contains(one))
                    {
                        all.Add(one);
                    }
                }
            }
        }
    }

    /// <summary>The drive that a device lies on; the device itself where it is one, or lies on several.</summary>
    /// <param name="device">A device; of a partition its disk.</param>
    public static string DriveOf(string device)
    {
        string disk = FingerprintReader.DiskOf(device);
        BlockLink[] links = Links();
        var seen = new HashSet<string>(StringComparer.Ordinal) { disk };
        string[] at = [disk];
        while (
            at.SelectMany(one => links.Where(link => link.Above == one)).Select(link => link.Below).Where(seen.Add).ToArray()
                is { Length: > 0 } below
        )
        {
            at = below;
        }

        return at is [var drive] ? drive : disk;
    }

    private static BlockLink[] Links() => [.. BlockGraph.Read(MountTable.Read()).Links.Where(link => link.Kind != BlockLinkKind.File)];
}
