using NotebookKit.Formats;

namespace NotebookKit.Tests.Diagnosis;

/// <summary>Real traces with events taken away, as a full buffer does.</summary>
internal static class Damage
{
    public static BlockTrace Drop(BlockTrace trace, double share, int seed = 1)
    {
        var random = new Random(seed);
        return Keep(trace, _ => random.NextDouble() >= share);
    }

    public static BlockTrace Without(BlockTrace trace, params BlockAction[] actions) =>
        Keep(trace, row => !actions.Contains(trace.Events.Action[row]));

    public static BlockTrace First(BlockTrace trace, int events) => Keep(trace, row => row < events);

    private static BlockTrace Keep(BlockTrace trace, Func<int, bool> keep)
    {
        BlockEvents from = trace.Events;
        var to = new BlockEvents
        {
            Clock = from.Clock,
            Devices = from.Devices,
            Names = from.Names,
        };
        for (int row = 0; row < from.Count; row++)
        {
            if (!keep(row))
            {
                continue;
            }

            bool has = from.TryGetDetail(row, out long detail, out ushort device);
            to.Add(
                new BlockEvent
                {
                    TimeNs = from.TimeNs[row],
                    Sector = from.Sector[row],
                    Sectors = from.Sectors[row],
                    Pid = from.Pid[row],
                    Device = from.Device[row],
                    Name = from.Name[row],
                    Cpu = from.Cpu[row],
                    Rwbs = from.Rwbs[row],
                    Action = from.Action[row],
                    HasDetail = has,
                    Detail = detail,
                    DetailDevice = device,
                }
            );
        }

        return BlockTrace.From(to);
    }
}
