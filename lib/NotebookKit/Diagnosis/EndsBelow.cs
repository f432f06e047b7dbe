namespace NotebookKit.Diagnosis;

/// <summary>Bios of a layer whose C carries the number of the device below: bcache turns
/// the bio itself over to its backing device, behind the superblock.</summary>
/// <remarks><c>cached_dev_submit_bio</c> (drivers/md/bcache/request.c) sets the bio's
/// device and adds <c>data_offset</c>, 16 sectors unless told otherwise.</remarks>
internal static class EndsBelow
{
    private const int Fewest = 20;
    private const int Tried = 64;
    private const double Enough = 0.8;

    /// <summary>How many C events end such bios, the layer and its offset in sectors; null where no layer is like that.</summary>
    public static (long Count, BlockDevice Layer, long Offset)? Of(BlockTrace trace)
    {
        foreach (
            Layer layer in trace.Layers.All.Where(layer =>
                !layer.IssuesRequests && layer.SizeIn.Count >= Fewest && layer.SizeOut.Count == 0
            )
        )
        {
            int index = trace.Head.Devices.Find(layer.Device);
            Bios bios = trace.Bios;
            int[] open = [.. Enumerable.Range(0, bios.Count).Where(row => bios.Device[row] == index && bios.Sectors[row] > 0)];
            if (open.Count(row => bios.CompleteNs[row] >= 0) > 0.1 * open.Length)
            {
                continue;
            }

            List<(long Sector, uint Sectors, long Ns)> ends = Ends(trace);
            var places = ends.Select(end => (end.Sector, end.Sectors)).ToHashSet();
            long after = bios.TimeNs[open[0]];
            uint size = bios.Sectors[open[0]];
            foreach (
                long offset in ends.Where(end => end.Ns >= after && end.Sectors == size)
                    .Take(Tried)
                    .Select(end => end.Sector - bios.Sector[open[0]])
                    .Distinct()
            )
            {
                long ended = open.LongCount(row => places.Contains((bios.Sector[row] + offset, bios.Sectors[row])));
                if (ended >= Enough * open.Length)
                {
                    return (ended, layer.Device, offset);
                }
            }
        }

        return null;
    }

    // Of drives alone: C events that a D may or may not explain.
    private static List<(long Sector, uint Sectors, long Ns)> Ends(BlockTrace trace)
    {
        HashSet<int> drives =
        [
            .. trace.Devices.All.Where(device => device.IsDrive).Select(device => trace.Head.Devices.Find(device.Device)),
        ];
        var ends = new List<(long, uint, long)>();
        trace.EachChunk(events =>
        {
            for (int row = 0; row < events.Count; row++)
            {
                if (events.Action[row] == BlockAction.Complete && drives.Contains(events.Device[row]))
                {
                    ends.Add((events.Sector[row], events.Sectors[row], events.TimeNs[row]));
                }
            }
        });
        return ends;
    }
}
