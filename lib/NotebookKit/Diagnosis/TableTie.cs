using System.Globalization;
using NotebookKit.Formats;
using NotebookKit.Stats;

namespace NotebookKit.Diagnosis;

/// <summary>Finds a mapping's bios again on the device below by the offsets of its table, where no A event tells of the way.</summary>
/// <remarks>dm-delay of kernel 5.10 and others hand a bio down without an A: block_bio_remap is traced where the core maps
/// (drivers/md/dm.c), not where a target submits later.</remarks>
internal static class TableTie
{
    /// <summary>How long each bio took from its Q on the layer to the Q of the same sectors below, in ms.</summary>
    /// <returns>Empty where A events tie the layer, or its table is not known or maps no range as a whole.</returns>
    public static IReadOnlyList<(BlockDevice Lower, double Ms)> Held(DriveFacts drive, Layer layer)
    {
        if (
            drive.Devices?.Devices.FirstOrDefault(one => one.Number == layer.Device) is not { Targets.Count: > 0 } mapped
            || drive.Trace.Layers.Edges.Any(edge => edge.From == layer.Device)
        )
        {
            return [];
        }

        (DmTarget Target, BlockDevice Lower, long Offset)[] ranges =
        [
            .. mapped.Targets.Select(Range).OfType<(DmTarget, BlockDevice, long)>(),
        ];
        Dictionary<(int Device, long Sector), Queue<long>> below = Below(
            drive.Trace,
            [.. ranges.Select(range => drive.Trace.Head.Devices.Find(range.Lower))]
        );
        Bios bios = drive.Trace.Bios;
        int index = drive.Trace.Head.Devices.Find(layer.Device);
        var held = new List<(BlockDevice, double)>();
        for (int row = 0; row < bios.Count; row++)
        {
            if (bios.Device[row] != index || bios.Sectors[row] == 0)
            {
                continue;
            }

            foreach (
                (DmTarget target, BlockDevice lower, long offset) in ranges.Where(range =>
                    bios.Sector[row] >= range.Target.StartSector && bios.Sector[row] < range.Target.StartSector + range.Target.Sectors
                )
            )
            {
                if (
                    below.TryGetValue(
                        (drive.Trace.Head.Devices.Find(lower), bios.Sector[row] - target.StartSector + offset),
                        out Queue<long>? times
                    )
                )
                {
                    while (times.TryPeek(out long before) && before < bios.TimeNs[row])
                    {
                        times.Dequeue();
                    }

                    if (times.TryPeek(out long at) && (bios.CompleteNs[row] < 0 || at <= bios.CompleteNs[row]))
                    {
                        times.Dequeue();
                        held.Add((lower, (at - bios.TimeNs[row]) / NsIn.Ms));
                    }
                }
            }
        }

        return held;
    }

    private static Dictionary<(int Device, long Sector), Queue<long>> Below(BlockTrace trace, int[] devices)
    {
        var times = new Dictionary<(int, long), Queue<long>>();
        for (int row = 0; row < trace.Bios.Count; row++)
        {
            if (trace.Bios.Sectors[row] > 0 && devices.Contains(trace.Bios.Device[row]))
            {
                (int, long) key = (trace.Bios.Device[row], trace.Bios.Sector[row]);
                if (!times.TryGetValue(key, out Queue<long>? queue))
                {
                    times.Add(key, queue = new Queue<long>());
                }

                queue.Enqueue(trace.Bios.TimeNs[row]);
            }
        }

        return times;
    }

    // linear, delay, flakey and crypt map a range as a whole: a device by its numbers,
    // and right behind it the sector where the range begins.
    private static (DmTarget Target, BlockDevice Lower, long Offset)? Range(DmTarget target)
    {
        if (target.Kind is not ("linear" or "delay" or "flakey" or "crypt"))
        {
            return null;
        }

        string[] words = target.Arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        for (int i = 0; i + 1 < words.Length; i++)
        {
            if (
                DeviceNumbers.TryParse(words[i], ':') is { } lower
                && long.TryParse(words[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out long offset)
            )
            {
                return (target, lower, offset);
            }
        }

        return null;
    }
}
