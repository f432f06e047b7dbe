using NotebookKit.Formats;

namespace NotebookKit.Blocks;

/// <summary>Takes the distances between I/Os by btt's rules.</summary>
internal static class BttSeeks
{
    public static IReadOnlyList<BttSeek> Of(BlockEvents events, BttRules rules)
    {
        int devices = events.Devices.Count;
        var begun = new bool[devices];
        List<long>[] atQ = [.. Enumerable.Range(0, devices).Select(_ => new List<long>())];
        List<long>[] atD = [.. Enumerable.Range(0, devices).Select(_ => new List<long>())];
        var last = new (long Start, long End)[devices * 2];
        for (int i = 0; i < events.Count; i++)
        {
            BlockAction action = events.Action[i];
            if (action is not (BlockAction.Queue or BlockAction.Issue or BlockAction.Remap) || (events.Rwbs[i] & Rwbs.Passthrough) != 0)
            {
                continue;
            }

            int device = events.Device[i];
            begun[device] |= action == BlockAction.Remap || (action == BlockAction.Queue && events.Sectors[i] != 0);
            if (action != BlockAction.Remap && events.Sectors[i] != 0 && begun[device])
            {
                bool queued = action == BlockAction.Queue;
                (queued ? atQ : atD)[device].Add(Math.Abs(DeviceSeeks.Step(ref last[(device * 2) + (queued ? 0 : 1)], events.Sector[i], events.Sectors[i])));
            }
        }

        BlockDevice[] order = [.. rules.Devices.Select(device => device.Device)];
        return [.. order.SelectMany(device => new[]
        {
            Make(device, SeekPoint.Q2Q, atQ[events.Devices.Find(device)]), Make(device, SeekPoint.D2D, atD[events.Devices.Find(device)]),
        }).OfType<BttSeek>()];
    }

    private static BttSeek? Make(BlockDevice device, SeekPoint point, List<long> distances)
    {
        if (distances.Count == 0)
        {
            return null;
        }

        var tree = new BttSeekTree();
        double total = 0;
        foreach (long distance in distances)
        {
            total += distance;
            tree.Add(distance);
        }

        (List<long> modes, int count) = tree.Modes();
        return new BttSeek(device, point, distances.Count, total / distances.Count, tree.Median(distances.Count), modes, count);
    }
}
