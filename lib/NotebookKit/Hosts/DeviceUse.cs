namespace NotebookKit.Hosts;

/// <summary>Who uses a block device: mounts, swap, and the devices that lie on it or share what it lies on.</summary>
internal sealed class DeviceUse
{
    private readonly ILookup<string, string> _mounted;
    private readonly HashSet<string> _swaps;

    private DeviceUse(BlockGraph graph, IReadOnlyList<MountRow> mounts)
    {
        Graph = graph;
        Mounts = mounts;
        _mounted = mounts
            .Where(mount => mount.BlockDevice is not null)
            .ToLookup(mount => mount.BlockDevice!, mount => mount.Place, StringComparer.Ordinal);
        _swaps = [.. Swaps()];
    }

    /// <summary>Which devices lie on which.</summary>
    public BlockGraph Graph { get; }

    /// <summary>What is mounted.</summary>
    public IReadOnlyList<MountRow> Mounts { get; }

    /// <summary>Looks at this host.</summary>
    public static DeviceUse Read()
    {
        List<MountRow> mounts = MountTable.Read();
        return new DeviceUse(BlockGraph.Read(mounts), mounts);
    }

    /// <summary>What uses a device, one sentence each; empty where nothing does.</summary>
    /// <param name="device">The kernel's name.</param>
    public IReadOnlyList<string> Of(string device)
    {
        IReadOnlySet<string> above = Graph.Above(device);
        List<string> uses = [.. Direct(device), .. OnTop(device, above)];
        HashSet<string> own = [device, .. above];
        uses.AddRange(Shared(device, own));
        foreach (BlockLink link in Graph.Under(device))
        {
            // Partitions of one disk, and volumes of one device-mapper device, lie side by side; a loop device may lie anywhere.
            own.Add(link.Above);
            uses.AddRange(Direct(link.Below).Select(use => $"{use}, and {link.Above} lies on it"));
            HashSet<string> beside = [.. Graph.Above(link.Below).Where(other => !own.Contains(other))];
            if (link.Kind != BlockLinkKind.Whole)
            {
                string[] over = [.. beside.Where(other => Graph.Links.Contains(new BlockLink(other, link.Below, BlockLinkKind.Whole)))];
                beside = [.. over, .. over.SelectMany(Graph.Above)];
            }

            uses.AddRange(OnTop(link.Below, beside));
            uses.AddRange(Shared(link.Below, own));
        }

        return [.. uses.Distinct()];
    }

    private IEnumerable<string> Direct(string device)
    {
        foreach (string place in _mounted[device].Distinct())
        {
            yield return $"{device} is mounted at {place}";
        }

        if (_swaps.Contains(device))
        {
            yield return $"{device} is used as swap";
        }

        if (Directory.Exists($"/sys/class/block/{device}/bcache"))
        {
            yield return $"{device} belongs to bcache";
        }
    }

    // A partition that nobody uses is told by whoever asks for partitions.
    private IEnumerable<string> OnTop(string device, IReadOnlySet<string> above)
    {
        foreach (string one in above.Order(StringComparer.Ordinal))
        {
            foreach (BlockLink link in Graph.Links.Where(link => link.Above == one && (link.Below == device || above.Contains(link.Below))))
            {
                if (link.Kind != BlockLinkKind.Partition)
                {
                    yield return link.Kind switch
                    {
                        BlockLinkKind.Part => $"{link.Below} is held by {one}",
                        BlockLinkKind.Whole => $"{one} lies on {link.Below}",
                        _ => $"{one}'s image is a file on {link.Below}",
                    };
                }
            }

            foreach (string use in Direct(one))
            {
                yield return use;
            }
        }
    }

    private IEnumerable<string> Shared(string device, HashSet<string> own) =>
        Graph
            .Twins(device)
            .Where(twin => !own.Contains(twin))
            .SelectMany(twin =>
                (IEnumerable<string>)
                    [
                        $"{twin} lies on the same image as {device} ({Graph.Loops[device].Path})",
                        .. Direct(twin),
                        .. OnTop(twin, Graph.Above(twin)),
                    ]
            );

    private static IEnumerable<string> Swaps() =>
        File.Exists("/proc/swaps")
            ? File.ReadLines("/proc/swaps")
                .Skip(1)
                .Select(line => line.Split([' ', '\t'])[0])
                .Select(path => FileNumbers.Of(path)?.BlockDevice is { } number ? BlockName.OfNumber(number) : null)
                .OfType<string>()
            : [];
}
