using NotebookKit.Blocks;
using NotebookKit.Formats;

namespace NotebookKit.Tests.Safety;

/// <summary>Events that no host makes and every reader would hand on: times, sectors and
/// sizes at the ends of what they can be, in any order.</summary>
public class ExtremeEventTests
{
    private static readonly BlockAction[] Actions =
    [
        BlockAction.Queue,
        BlockAction.GetRequest,
        BlockAction.Insert,
        BlockAction.Issue,
        BlockAction.Complete,
        BlockAction.Requeue,
        BlockAction.BackMerge,
        BlockAction.FrontMerge,
        BlockAction.Split,
        BlockAction.Remap,
        BlockAction.Plug,
        BlockAction.Unplug,
        BlockAction.UnplugTimer,
        BlockAction.Message,
    ];

    private static readonly long[] Sectors = [-1, 0, 8, 16, 1024, (1L << 32) - 8, 1L << 45, (1L << 54) - 9, (1L << 54) - 1];

    private static readonly uint[] Lengths = [0, 1, 8, 8, 8, 8, 256, 1 << 20, uint.MaxValue];

    private static readonly Rwbs[] Operations =
    [
        Rwbs.Read,
        Rwbs.Read,
        Rwbs.Read,
        Rwbs.Write,
        Rwbs.Write,
        Rwbs.Flush,
        Rwbs.Discard,
        Rwbs.NoData,
        Rwbs.Write | Rwbs.Fua,
        Rwbs.Read | Rwbs.Passthrough,
    ];

    [Fact]
    public void Everything_can_be_said_of_any_events_that_a_reader_hands_on()
    {
        int count = MutationSetting.Count(300);
        for (int seed = 1; seed <= count; seed++)
        {
            try
            {
                BlockEvents events = Events(new Random(seed));
                WholeAnalysis.Of(BlockTrace.From(events));
                Assert.NotEmpty(StreamingSummary.Of([events]).ToJson());
            }
            catch (Exception failure)
            {
                throw new InvalidOperationException($"seed {seed}: {failure.Message}", failure);
            }

            if (seed % 1000 == 0)
            {
                Console.Error.WriteLine($"{seed:#,0} of {count:#,0} extreme traces");
            }
        }
    }

    private static BlockEvents Events(Random random)
    {
        var events = new BlockEvents();
        BlockDevice[] devices = [.. Enumerable.Range(0, random.Next(1, 4)).Select(minor => new BlockDevice(259, minor))];
        ushort[] indexes = [.. devices.Select(device => events.Devices.TryIndexOf(device, out ushort index) ? index : (ushort)0)];
        bool whole = random.Next(2) == 0;
        long timeNs = whole ? 0 : Time(random);
        for (int i = random.Next(1, 200); i > 0; i--)
        {
            BlockAction action = Actions[random.Next(random.Next(2) == 0 ? 5 : Actions.Length)];
            timeNs = random.Next(whole ? 40 : 4) == 0 ? Time(random) : Math.Min(timeNs + random.Next(100_000), BlockEvent.NoTimeNs - 1);
            events.Add(
                new BlockEvent
                {
                    TimeNs = timeNs,
                    Action = action,
                    Sector = Sectors[random.Next(random.Next(2) == 0 ? 3 : Sectors.Length)],
                    Sectors = Lengths[random.Next(Lengths.Length)],
                    Device = indexes[random.Next(indexes.Length)],
                    Pid = random.Next(-1, 3),
                    Cpu = (ushort)(random.Next(8) == 0 ? BlockEvents.NoCpu : random.Next(3)),
                    Rwbs = Operations[random.Next(Operations.Length)],
                    HasDetail =
                        action
                            is BlockAction.Complete
                                or BlockAction.Requeue
                                or BlockAction.Split
                                or BlockAction.Remap
                                or BlockAction.Unplug
                                or BlockAction.UnplugTimer
                                or BlockAction.Message,
                    Detail = Detail(action, random, events),
                    DetailDevice = indexes[random.Next(indexes.Length)],
                }
            );
        }

        return events;
    }

    private static long Detail(BlockAction action, Random random, BlockEvents events)
    {
        switch (action)
        {
            case BlockAction.Complete or BlockAction.Requeue:
                return random.Next(6) == 0 ? random.Next(short.MinValue, short.MaxValue) : 0;
            case BlockAction.Unplug or BlockAction.UnplugTimer:
                return random.Next(4) == 0 ? long.MaxValue : random.Next(64);
            case BlockAction.Message:
                events.Messages.Add("throtl");
                return events.Messages.Count - 1;
            default:
                return Sectors[random.Next(Sectors.Length)];
        }
    }

    private static long Time(Random random) =>
        random.Next(6) switch
        {
            0 => -BlockEvent.NoTimeNs,
            1 => BlockEvent.NoTimeNs - 1,
            2 => 0,
            3 => 4_000_000L * 1_000_000_000,
            4 => -random.NextInt64(1L << 50),
            _ => random.NextInt64(1L << 44),
        };
}
