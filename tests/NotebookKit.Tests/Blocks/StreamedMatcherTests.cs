using System.Globalization;
using NotebookKit.Blocks;
using NotebookKit.Formats;

namespace NotebookKit.Tests.Blocks;

/// <summary>I/Os followed beside the tables come out as the tables would have it, whatever happens to them.</summary>
public sealed class StreamedMatcherTests
{
    private static readonly int Rounds = int.Parse(
        Environment.GetEnvironmentVariable("NOTEBOOKKIT_MIXTURES") ?? "300",
        CultureInfo.InvariantCulture
    );
    private const string Actions = "QQQQQQGGGGIIIIDDDDDDCCCCCCCCMFXRASBPUm";

    [Theory]
    [InlineData(1, 8, 1)]
    [InlineData(2, 64, 2)]
    [InlineData(3, 4000, 1)]
    [InlineData(4, 200_000, 3)]
    public void Any_mixture_of_events_is_matched_as_by_the_tables(int seed, int places, int devices)
    {
        var random = new Random(seed);
        for (int round = 0; round < Rounds; round++)
        {
            BlockEvents events = Mixture(random, random.Next(1, 3000), places, devices, queued: round % 3 != 0);
            Same(events, random.Next(1, 400), FormattableString.Invariant($"seed {seed}, round {round}"));
        }
    }

    [Fact]
    public void More_straight_ios_than_the_table_holds_are_all_counted()
    {
        var events = new BlockEvents();
        events.Devices.TryIndexOf(new BlockDevice(259, 0), out _);
        const int Count = 3 * StraightTable.Capacity;
        foreach (
            BlockAction action in (BlockAction[])
                [BlockAction.Queue, BlockAction.GetRequest, BlockAction.Insert, BlockAction.Issue, BlockAction.Complete]
        )
        {
            for (int i = 0; i < Count; i++)
            {
                events.Add(
                    new BlockEvent
                    {
                        TimeNs = events.Count * 10L,
                        Action = action,
                        Sector = i * 8L,
                        Sectors = 8,
                        Rwbs = Rwbs.Read,
                    }
                );
            }
        }

        StreamingSummary streamed = Same(events, 1000, "overflow");
        Assert.Equal((Count, Count), (streamed.Bios, streamed.Requests));
    }

    private static StreamingSummary Same(BlockEvents events, int chunk, string what)
    {
        BlockTrace trace = BlockTrace.From(events);
        StreamingSummary streamed = StreamingSummary.Of(Chunks(events, chunk));
        Assert.True(
            (trace.Bios.Count, trace.Requests.Count) == (streamed.Bios, streamed.Requests),
            $"{what}: {trace.Bios.Count} bios, {trace.Requests.Count} requests; streamed {streamed.Bios}, {streamed.Requests}"
        );
        Assert.Equal($"{what}: {trace.Unmatched}", $"{what}: {streamed.Unmatched}");
        Assert.Equal(
            [what, .. trace.Phases.All.Where(row => row.Denominator != Denominator.Btt).Select(StreamingSummaryTests.Exact)],
            [what, .. streamed.Phases.Select(StreamingSummaryTests.Exact)]
        );
        Assert.Equal(
            [what, .. trace.Merges.Devices.Select(StreamingSummaryTests.Text)],
            [what, .. streamed.Merges.Select(StreamingSummaryTests.Text)]
        );
        return streamed;
    }

    private static IEnumerable<BlockEvents> Chunks(BlockEvents events, int length)
    {
        for (int from = 0; from < events.Count; from += length)
        {
            var chunk = new BlockEvents
            {
                Devices = events.Devices,
                Names = events.Names,
                Clock = events.Clock,
            };
            for (int row = from; row < Math.Min(events.Count, from + length); row++)
            {
                chunk.Add(events.Row(row));
            }

            yield return chunk;
        }
    }

    // Mostly an I/O goes on where it was; now and then anything happens to any sectors.
    private static BlockEvents Mixture(Random random, int count, int places, int devices, bool queued)
    {
        var events = new BlockEvents();
        for (int device = 0; device < devices; device++)
        {
            events.Devices.TryIndexOf(new BlockDevice(259, device), out _);
        }

        var underWay = new List<(BlockEvent Event, int Step)>();
        long now = random.Next(0, 10) == 0 ? -500_000 : 0;
        string way = queued ? "QGIDC" : "IDC";
        for (int i = 0; i < count; i++)
        {
            now += random.Next(0, 100) switch
            {
                0 => -random.Next(2000),
                1 => random.NextInt64(2 * BlockMatcher.AbandonAfterNs / 50),
                2 => BlockMatcher.LostAfterNs,
                _ => random.Next(1000),
            };
            BlockEvent e;
            int at = random.Next(underWay.Count + 2);
            if (at < underWay.Count)
            {
                (e, int step) = underWay[at];
                e.Action = (BlockAction)way[step];
                underWay[at] = (e, step + 1);
                if (step + 1 == way.Length)
                {
                    underWay.RemoveAt(at);
                }
            }
            else
            {
                e = Any(random, places, devices, queued);
                if (random.Next(8) != 0)
                {
                    e.Action = (BlockAction)way[0];
                    underWay.Add((e, 1));
                }
            }

            e.TimeNs = now;
            events.Add(e);
        }

        return events;
    }

    private static BlockEvent Any(Random random, int places, int devices, bool queued)
    {
        BlockAction action;
        do
        {
            action = (BlockAction)Actions[random.Next(Actions.Length)];
        } while (!queued && action == BlockAction.Queue && random.Next(50) != 0);

        long sector = random.Next(40) == 0 ? BlockEvents.NoSector : random.Next(places) * 8L;
        var e = new BlockEvent
        {
            Action = action,
            Sector = sector,
            Sectors = random.Next(20) == 0 ? 0U : (uint)random.Next(1, 4) * 8,
            Device = (ushort)random.Next(devices),
            Rwbs =
                random.Next(30) == 0 ? Rwbs.Read | Rwbs.Passthrough
                : random.Next(5) == 0 ? Rwbs.Write
                : Rwbs.Read,
        };
        if (action is BlockAction.Split or BlockAction.Remap || (action == BlockAction.Complete && random.Next(10) == 0))
        {
            e.HasDetail = true;
            e.Detail = action == BlockAction.Complete ? -5 : sector + random.Next(0, 3) * 8;
        }

        return e;
    }
}
