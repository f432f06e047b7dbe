using NotebookKit.Blocks;
using NotebookKit.Formats;

namespace NotebookKit.Tests.Safety;

/// <summary>Captures in which nothing ends, as <c>blktrace -a issue</c> makes them: what is in flight is bounded, and counted.</summary>
public class EndlessInFlightTests
{
    private const int Chunk = 1 << 16;
    private const int Chunks = 20;

    [Theory]
    [InlineData(new[] { BlockAction.Issue }, false)]
    [InlineData(new[] { BlockAction.Queue }, false)]
    [InlineData(new[] { BlockAction.Insert }, false)]
    [InlineData(new[] { BlockAction.Queue, BlockAction.Issue }, false)]
    [InlineData(new[] { BlockAction.Queue, BlockAction.BackMerge }, false)]
    [InlineData(new[] { BlockAction.Issue }, true)]
    [InlineData(new[] { BlockAction.Queue }, true)]
    public void What_never_ends_is_given_up_oldest_first(BlockAction[] actions, bool onOneSector)
    {
        var matcher = new BlockMatcher();
        int most = 0;
        foreach (BlockEvents chunk in Events(actions, onOneSector))
        {
            matcher.Add(chunk);
            most = Math.Max(most, matcher.Held);
            matcher.DropFinished();
        }

        Assert.InRange(most, 1, 4 * BlockMatcher.MostInFlight);
        StreamingSummary summary = StreamingSummary.Of(Events(actions, onOneSector));
        Unmatched left = summary.Unmatched;
        long atEnd = actions is [BlockAction.Queue, BlockAction.Issue]
            ? left.RequestsInFlightAtEnd
            : left.RequestsInFlightAtEnd + left.BiosInFlightAtEnd;
        Assert.True(left.Abandoned > 0, left.ToString());
        Assert.InRange(atEnd, 0, 4 * BlockMatcher.MostInFlight);

        // An insert that leads to nothing is no bio and no request: at the end nothing is said of it.
        long all = Chunk / actions.Length * Chunks;
        Assert.True(actions is [BlockAction.Insert] || left.Abandoned + atEnd == all, $"{left.Abandoned} + {atEnd} of {all}");
    }

    private static IEnumerable<BlockEvents> Events(BlockAction[] actions, bool onOneSector)
    {
        var events = new BlockEvents();
        long number = 0;
        for (int chunk = 0; chunk < Chunks; chunk++)
        {
            events.Clear();
            for (int i = 0; i < Chunk; i += actions.Length, number++)
            {
                foreach (BlockAction action in actions)
                {
                    Assert.True(events.Devices.TryIndexOf(new BlockDevice(259, 0), out ushort device));
                    events.Add(
                        new BlockEvent
                        {
                            TimeNs = number * 10_000,
                            Action = action,
                            Sector = onOneSector ? 8 : number * 8,
                            Sectors = 8,
                            Device = device,
                            Rwbs = Rwbs.Read,
                        }
                    );
                }
            }

            yield return events;
        }
    }
}
