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
        for (int at = 0; at < chunk.DetailRow.Length; at++)
        {
            int row = chunk.DetailRow[at];
            if (chunk.Action[row] == BlockAction.Remap)
            {
                ref (long Remaps, long Sectors) edge = ref CollectionsMarshal.GetValueRefOrAddDefault(
                    _edges,
                    (chunk.DetailDevice[at], chunk.Device[row]),
                    out _
                );
                edge = (edge.Remaps + 1, edge.Sectors + chunk.Sectors[row]);
            }
        }
    }
}
