namespace NotebookKit.Blocks;

/// <summary>Takes the distances between I/Os by btt's rules.</summary>
internal static class BttSeeks
{
    public static IReadOnlyList<BttSeek> Of(BlockTrace trace, BttRules rules)
    {
        DeviceTable devices = trace.Head.Devices;
        var begun = new bool[devices.Count];
        List<long>[] atQ = [.. Enumerable.Range(0, devices.Count).Select(_ => new List<long>())];
        List<long>[] atD = [.. Enumerable.Range(0, devices.Count).Select(_ => new List<long>())];
        var last = new (long Start, long End)[devices.Count * 2];
        trace.EachChunk(events =>
        {
            for (int i = 0; i < events.Count; i++)
            {
                BlockAction action = events.ActionColumn[i];
                if (
                    action is not (BlockAction.Queue or BlockAction.Issue or BlockAction.Remap)
                    || (events.RwbsColumn[i] & Rwbs.Passthrough) != 0
                )
                {
                    continue;
                }

                int device = events.DeviceColumn[i];
                uint sectors = events.SectorsColumn[i];
                begun[device] |= action == BlockAction.Remap || (action == BlockAction.Queue && sectors != 0);
                if (action != BlockAction.Remap && sectors != 0 && begun[device])
                {
                    bool queued = action == BlockAction.Queue;
                    (queued ? atQ : atD)[device]
                        .Add(Math.Abs(DeviceSeeks.Step(ref last[(device * 2) + (queued ? 0 : 1)], events.SectorColumn[i], sectors)));
                }
            }
        });

        BlockDevice[] order = [.. rules.Devices.Select(device => device.Device)];
        return
        [
            .. order
                .SelectMany(device =>
                    new[] { Make(device, SeekPoint.Q2Q, atQ[devices.Find(device)]), Make(device, SeekPoint.D2D, atD[devices.Find(device)]) }
                )
                .OfType<BttSeek>(),
        ];
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
