using System.Runtime.InteropServices;

namespace NotebookKit.Blocks;

/// <summary>Which device mapped bios to which (A events), counted chunk by chunk; all chunks share one device table.</summary>
internal sealed class RemapCounts
{
    private readonly Dictionary<(int From, int To), (long Remaps, long Sectors)> _edges = [];

    /// <summary>The edges, by the indexes of their devices.</summary>
    public IReadOnlyCollection<(int From, int To)> Edges => _edges.Keys;

    /// <summary>The edges of the stack, the busiest first.</summary>
    public StackEdge[] ToStack(DeviceTable devices) =>
        [
            .. _edges
                .Select(edge => new StackEdge(devices[edge.Key.From], devices[edge.Key.To], edge.Value.Remaps, edge.Value.Sectors))
                .OrderByDescending(edge => edge.Remaps),
        ];

    /// <summary>Counts a chunk.</summary>
    public void Add(BlockEvents chunk)
    {
        ReadOnlySpan<int> rows = chunk.DetailRow;
        ReadOnlySpan<ushort> from = chunk.DetailDevice;
        ReadOnlySpan<ushort> to = chunk.Device;
        ReadOnlySpan<BlockAction> actions = chunk.Action;
        ReadOnlySpan<uint> sectors = chunk.Sectors;

        // Most remaps go the way of the one before.
        (int From, int To) way = (-1, -1);
        (long Remaps, long Sectors) sum = default;
        for (int at = 0; at < rows.Length; at++)
        {
            int row = rows[at];
            if (actions[row] == BlockAction.Remap)
            {
                if (way.From != from[at] || way.To != to[row])
                {
                    Add(way, sum);
                    (way, sum) = ((from[at], to[row]), default);
                }

                sum = (sum.Remaps + 1, sum.Sectors + sectors[row]);
            }
        }

        Add(way, sum);
    }

    private void Add((int From, int To) way, (long Remaps, long Sectors) sum)
    {
        if (sum.Remaps > 0)
        {
            ref (long Remaps, long Sectors) edge = ref CollectionsMarshal.GetValueRefOrAddDefault(_edges, way, out _);
            edge = (edge.Remaps + sum.Remaps, edge.Sectors + sum.Sectors);
        }
    }
}
