using NotebookKit.Display;
using NotebookKit.Stats;

namespace NotebookKit.Blocks;

/// <summary>A device of a stack.</summary>
/// <param name="Device">Its numbers.</param>
/// <param name="Name">Its kernel name, such as <c>dm-3</c>.</param>
/// <param name="Label">What people call it, such as <c>secvol-tmp_backup1</c>; null where unknown.</param>
/// <param name="Kind">What it is, such as <c>disk</c>, <c>part</c>, <c>lvm</c> or a device-mapper target; null where unknown.</param>
internal sealed record StackNode(BlockDevice Device, string Name, string? Label = null, string? Kind = null);

/// <summary>A pair of devices of which the upper one is built on the lower.</summary>
/// <param name="From">The upper device.</param>
/// <param name="To">The lower device.</param>
/// <param name="Source">Who tells it, such as <c>lsblk</c>.</param>
internal readonly record struct StackClaim(BlockDevice From, BlockDevice To, string Source);

/// <summary>An edge of a stack with everything that is known of it.</summary>
/// <param name="From">The upper device.</param>
/// <param name="To">The lower device.</param>
/// <param name="Sources">Who tells it: <c>trace</c> for A events, or what was given.</param>
/// <param name="Remaps">Number of A events; 0 where the trace shows none.</param>
/// <param name="Sectors">Their sectors.</param>
internal sealed record StackLink(BlockDevice From, BlockDevice To, IReadOnlyList<string> Sources, long Remaps, long Sectors);

/// <summary>The stack of devices, as the trace's A events and the host's own listings show it together.</summary>
/// <remarks>Edges of several sources are one edge; an edge that carried nothing in the trace has no remaps.</remarks>
[TypeFormatterSource(typeof(ShownFormatterSource))]
internal sealed class StackGraph : ITabled
{
    private readonly Dictionary<BlockDevice, StackNode> _nodes;

    internal StackGraph(Layers layers, IEnumerable<StackNode> nodes, IEnumerable<StackClaim> claims)
    {
        _nodes = nodes.GroupBy(node => node.Device).ToDictionary(group => group.Key, group => group.First());
        var links = layers
            .Edges.Select(edge => (edge.From, edge.To, Source: "trace", edge.Remaps, edge.Sectors))
            .Concat(claims.Select(claim => (claim.From, claim.To, claim.Source, Remaps: 0L, Sectors: 0L)));
        Links =
        [
            .. links
                .GroupBy(link => (link.From, link.To))
                .Select(group => new StackLink(
                    group.Key.From,
                    group.Key.To,
                    [.. group.Select(link => link.Source).Distinct()],
                    group.Sum(link => link.Remaps),
                    group.Sum(link => link.Sectors)
                ))
                .OrderByDescending(link => link.Remaps),
        ];
        Nodes =
        [
            .. Links
                .SelectMany(link => new[] { link.From, link.To })
                .Concat(layers.All.Select(layer => layer.Device))
                .Concat(_nodes.Keys)
                .Distinct()
                .Select(device => _nodes.GetValueOrDefault(device) ?? new StackNode(device, device.ToString())),
        ];
    }

    /// <summary>Every device that the trace or a listing names.</summary>
    internal IReadOnlyList<StackNode> Nodes { get; }

    /// <summary>Every edge, the busiest in the trace first.</summary>
    internal IReadOnlyList<StackLink> Links { get; }

    /// <summary>The edges that carried bios in the trace although no listing that was
    /// given names them; empty where no listing was given.</summary>
    internal IReadOnlyList<StackLink> OnlyInTrace =>
        Links.Any(link => link.Remaps == 0 || link.Sources.Count > 1)
            ? [.. Links.Where(link => link.Remaps > 0 && link.Sources.Count == 1)]
            : [];

    /// <summary>A device's node; null where nothing names it.</summary>
    internal StackNode? this[BlockDevice device] => Nodes.FirstOrDefault(node => node.Device == device);

    /// <summary>The ways from a top device down that carried bios, or all where none did, such as <c>dm-3 -> dm-1 -> nvme0n1</c>.</summary>
    public IReadOnlyList<string> Paths
    {
        get
        {
            StackLink[] used = [.. Links.Where(link => link.Remaps > 0)];
            StackLink[] links = used.Length > 0 ? used : [.. Links];
            var paths = new List<string>();
            foreach (BlockDevice top in links.Select(link => link.From).Distinct().Where(device => links.All(link => link.To != device)))
            {
                Walk([top]);
            }

            return paths;

            void Walk(BlockDevice[] way)
            {
                // A device met twice would be a circle, which only a corrupt trace shows.
                BlockDevice[] below = [.. links.Where(link => link.From == way[^1] && !way.Contains(link.To)).Select(link => link.To)];
                if (below.Length == 0)
                {
                    paths.Add(string.Join(" -> ", way.Select(device => this[device]!.Name)));
                }

                foreach (BlockDevice next in below)
                {
                    Walk([.. way, next]);
                }
            }
        }
    }

    /// <summary>One row an edge.</summary>
    public ResultTable ToTable() =>
        new ResultTable()
            .Text("from", Links.Select(link => this[link.From]!.Name))
            .Text("kind", Links.Select(link => this[link.From]!.Kind))
            .Text("label", Links.Select(link => this[link.From]!.Label))
            .Text("to", Links.Select(link => this[link.To]!.Name))
            .Count("A", Links.Select(link => link.Remaps))
            .Real("data", Links.Select(link => (double?)link.Sectors / Sector.InMiB), "MiB")
            .Text("told by", Links.Select(link => string.Join(", ", link.Sources)))
            .Titled("Stack of devices", Paths.Count == 0 ? "No device is built on another." : "Ways: " + string.Join("; ", Paths) + ".");
}
