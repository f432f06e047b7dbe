using NotebookKit.Blocks;

namespace NotebookKit.Tests.Blocks;

/// <summary>What is counted while events come equals what is taken of them afterwards,
/// distance by distance and neighbour by neighbour.</summary>
public sealed class CountedStepsTests
{
    public static TheoryData<string> Recordings =>
        [
            .. Directory
                .GetDirectories(RepositoryFolder.Data)
                .Where(folder => Directory.Exists(Path.Combine(folder, "blktrace")))
                .Select(Path.GetFileName)
                .OfType<string>()
                .Order(StringComparer.Ordinal),
        ];

    [Theory]
    [MemberData(nameof(Recordings))]
    public void Sequential_shares_are_those_of_the_distances(string recording)
    {
        BlockTrace trace = BlockTrace.Open(Path.Combine(RepositoryFolder.Data, recording, "blktrace"));
        foreach (TraceDevice device in trace.Devices.All)
        {
            foreach (SeekPoint point in Enum.GetValues<SeekPoint>())
            {
                Assert.Equal(trace.SeekDistances.Get(device.Device, point)?.SequentialShare, trace.SequentialShare(device.Device, point));
            }
        }

        Assert.Null(trace.SequentialShare(new BlockDevice(4000, 4000), SeekPoint.Q2Q));
    }

    [Fact]
    public void Flushes_of_plugs_stand_before_the_bio_that_they_stand_before_in_the_trace()
    {
        BlockTrace trace = BlockTrace.Open(Path.Combine(RepositoryFolder.Data, "snapshot-nomerges2-mqdeadline", "blktrace"));
        var expected = new List<(int, int, long)>();
        int bios = 0;
        for (int row = 0; row < trace.Events.Count; row++)
        {
            bios += trace.Events.Action[row] == BlockAction.Queue && (trace.Events.Rwbs[row] & Rwbs.Passthrough) == 0 ? 1 : 0;
            if (trace.Events.Action[row] is BlockAction.Unplug or BlockAction.UnplugTimer)
            {
                expected.Add((bios, trace.Events.Pid[row], trace.Events.TimeNs[row]));
            }
        }

        Assert.NotEmpty(expected);
        Assert.Equal(expected, trace.Census.Unplugs.All);
        Assert.Equal(bios, trace.Bios.Count);
    }

    [Theory]
    [InlineData(1, 1_000)]
    [InlineData(2, 40)]
    [InlineData(3, null)]
    public void Of_neighbours_the_latest_is_found_for_as_long_as_it_counts(int seed, int? oldest)
    {
        var random = new Random(seed);
        long[] times = new long[60_000];
        for (int row = 1; row < times.Length; row++)
        {
            times[row] = times[row - 1] + random.Next(3);
        }

        var table = new NeighbourTable(times, oldest);
        var plain = new Dictionary<ulong, int>();
        int found = 0;
        for (int row = 0; row < times.Length; row++)
        {
            ulong asked = OutstandingTable.Key(0, 1, random.Next(30_000) * 8L);
            bool counts = plain.TryGetValue(asked, out int last) && (oldest is null || times[row] - times[last] <= oldest);
            int place = table.Find(asked);
            Assert.True(counts ? place == last : place < 0 || (place == last && oldest is not null));
            found += counts ? 1 : 0;
            ulong key = OutstandingTable.Key(0, 1, random.Next(30_000) * 8L);
            table.Set(key, row);
            plain[key] = row;
        }

        Assert.True(found > 10);
    }
}
