namespace NotebookKit.Hosts;

/// <summary>How one block device lies on another.</summary>
internal enum BlockLinkKind
{
    /// <summary>A partition on its disk.</summary>
    Partition,

    /// <summary>device-mapper, md, bcache on their parts.</summary>
    Part,

    /// <summary>A loop device, or zram's store, on a block device.</summary>
    Whole,

    /// <summary>A loop device on a file of a file system that lies on a block device.</summary>
    File,
}

/// <summary>One block device on another.</summary>
/// <param name="Above">The kernel's name of the one that lies above.</param>
/// <param name="Below">The one that it lies on.</param>
/// <param name="Kind">How.</param>
internal sealed record BlockLink(string Above, string Below, BlockLinkKind Kind);

/// <summary>Which block devices lie on which, both ways.</summary>
internal sealed class BlockGraph
{
    private BlockGraph(IReadOnlyList<BlockLink> links, IReadOnlyDictionary<string, LoopImage> loops) => (Links, Loops) = (links, loops);

    /// <summary>Every step from one device to the next.</summary>
    public IReadOnlyList<BlockLink> Links { get; }

    /// <summary>What each loop device lies on, by its name.</summary>
    public IReadOnlyDictionary<string, LoopImage> Loops { get; }

    /// <summary>Looks at this host.</summary>
    /// <param name="mounts">Its mounts: some file systems tell a number of their own for their files, and their device there alone.</param>
    public static BlockGraph Read(IReadOnlyList<MountRow> mounts)
    {
        var links = new HashSet<BlockLink>();
        var loops = new Dictionary<string, LoopImage>(StringComparer.Ordinal);
        foreach (string name in Entries("/sys/class/block"))
        {
            string folder = "/sys/class/block/" + name;
            if (File.Exists(folder + "/partition"))
            {
                links.Add(new BlockLink(name, FingerprintReader.DiskOf(name), BlockLinkKind.Partition));
            }

            // Some drivers tell it at one end only.
            links.UnionWith(Entries(folder + "/slaves").Select(below => new BlockLink(name, below, BlockLinkKind.Part)));
            links.UnionWith(Entries(folder + "/holders").Select(above => new BlockLink(above, name, BlockLinkKind.Part)));
            if (LoopImage.Of(name) is { } image)
            {
                loops.Add(name, image);
                string number = image.BlockDevice ?? image.Device;
                if ((BlockName.OfNumber(number) ?? mounts.FirstOrDefault(mount => mount.Device == number)?.BlockDevice) is { } below)
                {
                    links.Add(new BlockLink(name, below, image.BlockDevice is null ? BlockLinkKind.File : BlockLinkKind.Whole));
                }
            }

            if (
                HostText.Line(folder + "/backing_dev") is { } store
                && FileNumbers.Of(store)?.BlockDevice is { } stored
                && BlockName.OfNumber(stored) is { } under
            )
            {
                links.Add(new BlockLink(name, under, BlockLinkKind.Whole));
            }
        }

        return new BlockGraph([.. links], loops);
    }

    /// <summary>Everything that lies on a device, however far up, itself left out.</summary>
    public IReadOnlySet<string> Above(string device) =>
        Reach(device, at => Links.Where(link => link.Below == at).Select(link => link.Above));

    /// <summary>Everything that a device lies on, however far down, itself left out; with
    /// the device of the file system that a loop device's image is in.</summary>
    public IReadOnlySet<string> Below(string device) =>
        Reach(device, at => Links.Where(link => link.Above == at).Select(link => link.Below));

    /// <summary>The block devices whose content a device's own is a part of, from the
    /// nearest down: what is written on it is written there.</summary>
    public IEnumerable<BlockLink> Under(string device) =>
        Links
            .Where(link => link.Above == device && link.Kind != BlockLinkKind.File)
            .SelectMany(link => (IEnumerable<BlockLink>)[link, .. Under(link.Below)]);

    /// <summary>The other loop devices on the same image.</summary>
    public IEnumerable<string> Twins(string device) =>
        Loops.TryGetValue(device, out LoopImage? image)
            ? Loops
                .Where(other => other.Key != device && other.Value.IsSameFile(image))
                .Select(other => other.Key)
                .Order(StringComparer.Ordinal)
            : [];

    /// <summary>The names in a folder of sysfs, in order; none where it is not there.</summary>
    public static IReadOnlyList<string> Entries(string folder) =>
        Directory.Exists(folder)
            ? [.. new DirectoryInfo(folder).EnumerateFileSystemInfos().Select(entry => entry.Name).Order(StringComparer.Ordinal)]
            : [];

    private static HashSet<string> Reach(string device, Func<string, IEnumerable<string>> next)
    {
        var reached = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<string>([device]);
        while (open.TryPop(out string? at))
        {
            foreach (string one in next(at).Where(one => one != device && reached.Add(one)))
            {
                open.Push(one);
            }
        }

        return reached;
    }
}
