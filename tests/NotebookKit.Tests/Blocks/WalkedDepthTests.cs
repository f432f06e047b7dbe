using NotebookKit.Blocks;
using NotebookKit.Diagnosis;

namespace NotebookKit.Tests.Blocks;

/// <summary>What is taken from a walk in the order of time is what sorted columns and plain loops tell.</summary>
public sealed class WalkedDepthTests
{
    private static readonly BlockDevice Disk = new(259, 0);

    [Theory]
    [InlineData(1, true)]
    [InlineData(2, true)]
    [InlineData(3, false)]
    [InlineData(4, false)]
    public void Steps_of_a_walk_are_those_of_sorted_times(int seed, bool ordered)
    {
        var random = new Random(seed);
        int count = random.Next(1, 3000);
        long[] from = [.. Enumerable.Range(0, count).Select(_ => random.NextInt64(20_000))];
        if (ordered)
        {
            Array.Sort(from);
        }

        // Long and short ones, of no length, and without an end.
        long[] to =
        [
            .. from.Select(time => random.Next(10) == 0 ? -1 : time + (random.Next(5) == 0 ? 0 : random.NextInt64(1 << random.Next(12)))),
        ];
        var steps = new DepthSteps(Disk, DepthOf.Issued, new IoTimes(new EndOrder(new RowSet(null, count), to, isKept: true), from));
        (long[] times, int[] depths) = Plain(from, to);
        Assert.Equal(times, steps.TimeNs);
        Assert.Equal(depths, steps.Depth);
        Assert.Equal(depths.Max(), steps.Max);
        foreach ((long first, long behind) in new[] { (0L, 100_000L), (times[0], times[^1]), (3_000, 9_000), (times[^1], times[^1] + 50) })
        {
            double area = Enumerable
                .Range(0, times.Length)
                .Sum(i =>
                    depths[i]
                    * (double)Math.Max(0, Math.Min(behind, i + 1 < times.Length ? times[i + 1] : long.MaxValue) - Math.Max(first, times[i]))
                );
            long busy = Enumerable
                .Range(0, times.Length)
                .Where(i => depths[i] > 0)
                .Sum(i => Math.Max(0, Math.Min(behind, i + 1 < times.Length ? times[i + 1] : long.MaxValue) - Math.Max(first, times[i])));
            Assert.Equal(behind > first ? area / (behind - first) : null, steps.MeanOver(first, behind));
            Assert.Equal(busy, steps.BusyOver(first, behind));
        }

        IoTimes.Walk walk = new IoTimes(new EndOrder(new RowSet(null, count), to, isKept: true), from).Begin();
        var ends = new List<long>();
        for (long end = walk.NextEnd(); end != long.MaxValue; end = walk.NextEnd())
        {
            ends.Add(end);
        }

        Assert.Equal(to.Where(time => time >= 0).Order(), ends);
    }

    [Theory]
    [InlineData(1, 3000, 40)]
    [InlineData(2, 3000, 3000)]
    [InlineData(3, 20_000, 20_000)]
    [InlineData(4, 20_000, 0)]
    public void The_order_of_ends_is_that_of_a_stable_sort(int seed, int count, int apart)
    {
        // From ends that are nearly in order to ends in the opposite one, where moving each costs more than sorting all.
        var random = new Random(seed);
        long[] to =
        [
            .. Enumerable
                .Range(0, count)
                .Select(row =>
                    random.Next(9) == 0 ? -1L
                    : apart == 0 ? count - row
                    : (long)(row + random.Next(apart))
                ),
        ];
        int[] rows = [.. Enumerable.Range(0, count).Where(row => row % 3 != 0)];
        Assert.Equal(
            rows.Where(row => to[row] >= 0).OrderBy(row => to[row]),
            new EndOrder(new RowSet(rows, rows.Length), to, isKept: false).Rows
        );
    }

    [Fact]
    public void A_companion_works_beside_and_its_failure_is_told()
    {
        using var companion = new Companion();
        int beside = 0;
        int own = 0;
        for (int round = 0; round < 1000; round++)
        {
            companion.Do(() => beside++, () => own++);
            Assert.Equal(own, beside);
        }

        Assert.Equal(
            "beside",
            Assert.Throws<InvalidDataException>(() => companion.Do(() => throw new InvalidDataException("beside"), () => own++)).Message
        );
        Assert.Equal(
            "own",
            Assert.Throws<InvalidDataException>(() => companion.Do(() => beside++, () => throw new InvalidDataException("own"))).Message
        );
        companion.Do(() => beside++, () => own++);
        Assert.Equal((1002, 1002), (own, beside));
    }

    [Fact]
    public void The_depth_that_a_request_met_is_that_of_its_time_looked_up()
    {
        var random = new Random(5);
        string text = string.Concat(
            Enumerable
                .Range(0, 400)
                .SelectMany(at =>
                    new (int At, string Line)[]
                    {
                        (at * 3, $"D R {at * 8} + 8"),
                        ((at * 3) + (at % 7 == 0 ? 0 : random.Next(60)), $"C R {at * 8} + 8"),
                    }
                )
                .OrderBy(line => line.At)
                .Select(line => $"{line.At} {line.Line}\n")
        );
        BlockTrace trace = TraceText.Blkparse(text);
        DepthSteps steps = trace.QueueDepth.Steps(Disk)!;
        Assert.True(steps.Times!.TellsRows);
        float[] walked = DepthEffect.Walked(trace.Requests.Count, steps.Times);
        float[] lookedUp = DepthEffect.LookedUp(trace.Requests, steps);
        Assert.All(Enumerable.Range(0, walked.Length), row => Assert.Equal(lookedUp[row], walked[row], 1e-6f * lookedUp[row]));
    }

    [Fact]
    public void Neighbours_at_issue_are_those_of_the_sixty_four_issued_before()
    {
        var random = new Random(6);
        string text = string.Concat(
            Enumerable
                .Range(0, 3000)
                .SelectMany(at =>
                    new (int At, string Line)[] { (at * 4, $"D {"RW"[random.Next(2)]} {random.Next(300) * 8} + {8 * random.Next(1, 3)}") }
                )
                .SelectMany(issue => new[] { issue, (issue.At + random.Next(1, 400), issue.Line.Replace('D', 'C')) })
                .OrderBy(line => line.Item1)
                .Select(line => $"{line.Item1} {line.Item2}\n")
        );
        BlockTrace trace = TraceText.Blkparse(text);
        Requests requests = trace.Requests;
        var neighbours = new IssueNeighbours(requests, trace.Head.Devices.Find(Disk));
        int beside = 0;
        int outstanding = 0;
        for (int row = 0; row < requests.Count; row++)
        {
            int[] touching =
            [
                .. Enumerable
                    .Range(Math.Max(0, row - 64), Math.Min(64, row))
                    .Where(other =>
                        (requests.Rwbs[other] & Rwbs.OperationMask) == (requests.Rwbs[row] & Rwbs.OperationMask)
                        && (
                            requests.Sector[other] + requests.Sectors[other] == requests.Sector[row]
                            || requests.Sector[row] + requests.Sectors[row] == requests.Sector[other]
                        )
                    ),
            ];
            bool open = touching.Any(other => requests.CompleteNs[other] < 0 || requests.CompleteNs[other] > requests.FirstIssueNs[row]);
            Assert.Equal((touching.Length > 0, open), (neighbours.Beside(row), neighbours.BesideOutstanding(row)));
            beside += touching.Length > 0 ? 1 : 0;
            outstanding += open ? 1 : 0;
        }

        Assert.InRange(beside, 100, requests.Count - 100);
        Assert.Equal((beside, outstanding), (neighbours.Requests, neighbours.OutstandingRequests));
    }

    [Fact]
    public void Longer_stretches_of_throughput_are_sums_of_shorter_ones()
    {
        BlockTrace trace = BlockTrace.Open(Path.Combine(RepositoryFolder.Data, "bandwidth-cap", "blktrace"));
        Throughput finest = trace.ThroughputOf(TimeSpan.FromMilliseconds(10));
        foreach (int ms in new[] { 10, 20, 50, 200, 1000, 15 })
        {
            Throughput direct = trace.ThroughputOf(TimeSpan.FromMilliseconds(ms));
            Assert.Equal(direct.Rows, finest.Coarser(ms * 1_000_000L).Rows);
            Assert.NotEmpty(direct.Rows);
        }
    }

    [Fact]
    public void Stretches_of_a_trace_with_far_times_are_cut_where_most_events_lie_though_seconds_are_all_that_is_counted()
    {
        string near = string.Concat(Enumerable.Range(0, 200).Select(at => $"{50_000_000 + (at * 100)} Q R {at * 8} + 8\n"));
        BlockTrace trace = TraceText.Blkparse("1 Q R 80000 + 8\n" + near + "9000000000000 Q R 90000 + 8\n");
        TimeBins bins = TimeBins.Of(trace, 20_000_000);
        Assert.Equal((false, true, 1L), (bins.HoldAll, bins.Whole, bins.FarEvents));
        Assert.Equal(1000L, bins.FromNs);
        Assert.Equal("1 event far from the others, the first at 9000000.000000000 s: 259,0 Q at sector 90000, event 202 of 202", bins.Far);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1 << 20)]
    public void What_fails_side_by_side_fails_as_if_it_were_alone(long rows)
    {
        int done = 0;
        Assert.Equal(
            "gone",
            Assert
                .Throws<FileNotFoundException>(() => SideBySide.Do(rows, () => done++, () => throw new FileNotFoundException("gone")))
                .Message
        );
        Assert.Equal(1, done);
    }

    private static (long[] Times, int[] Depths) Plain(long[] from, long[] to)
    {
        long[] times = [.. from.Concat(to.Where(time => time >= 0)).Distinct().Order()];
        return (times, Array.ConvertAll(times, time => from.Count(start => start <= time) - to.Count(end => end >= 0 && end <= time)));
    }
}
