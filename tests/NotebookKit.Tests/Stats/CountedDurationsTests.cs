using NotebookKit.Stats;

namespace NotebookKit.Tests.Stats;

/// <summary>Quantiles of durations that are not held are those of durations that are: digit for digit.</summary>
public sealed class CountedDurationsTests
{
    public static TheoryData<int, int> Kinds =>
        new()
        {
            { 1, 0 },
            { 1024, 0 },
            { 1025, 0 },
            { 5_000, 1 },
            { 200_000, 2 },
            { 200_000, 3 },
            { 70_000, 4 },
        };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Two_looks_tell_what_one_at_all_of_them_tells(int count, int kind)
    {
        long[] values = Make(count, kind);
        var counted = new CountedDurations();
        Array.ForEach(values, counted.Add);
        counted.LookAgain();
        Array.ForEach(values, counted.Look);
        Assert.Equal(Quantiles.At(values, CountedDurations.Shares), counted.Percentiles.Select(value => (double?)value));
        Assert.Equal((values.Length, values.Min(), values.Max()), (counted.Count, counted.MinNs, counted.MaxNs));
        Assert.Equal(values.Aggregate(Int128.Zero, (sum, value) => sum + value), counted.TotalNs);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Parts_that_are_counted_and_looked_at_apart_are_one(int count, int kind)
    {
        long[] values = Make(count, kind);
        long[][] parts = [values[..(count / 3)], values[(count / 3)..]];
        var counted = new CountedDurations();
        foreach (long[] part in parts)
        {
            var own = new CountedDurations();
            Array.ForEach(part, own.Add);
            counted.Add(own);
        }

        counted.LookAgain();
        foreach (long[] part in parts)
        {
            CountedDurations twin = counted.Twin();
            Array.ForEach(part, twin.Look);
            counted.Look(twin);
        }

        Assert.Equal(Quantiles.At(values, CountedDurations.Shares), counted.Percentiles.Select(value => (double?)value));
        Assert.Equal(values.Aggregate(Int128.Zero, (sum, value) => sum + value), counted.TotalNs);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_bag_of_four_bytes_each_tells_the_same_of_long_and_negative_ones_too(int count, int kind)
    {
        long[] values = Make(count, kind);
        (DurationBag first, DurationBag rest, DurationBag odd) = (new(), new(), new());
        Array.ForEach(values[..(count / 3)], first.Add);
        Array.ForEach(values[(count / 3)..], rest.Add);
        Array.ForEach([.. values, -5, -7_000_000_000], odd.Add);
        Assert.Equal(Quantiles.At(values, [0.5, 0.99]), DurationBag.Quantiles([first, rest], 0.5, 0.99));
        Assert.Equal(Quantiles.At([.. values, -5, -7_000_000_000], [0.5]), DurationBag.Quantiles([odd], 0.5));
        Assert.Equal((count, count + 2), (first.Count + rest.Count, odd.Count));
        Assert.Equal([null], DurationBag.Quantiles([new DurationBag()], 0.5));
    }

    // Small ones, all alike, latencies with a tail, over the whole range, and few kinds.
    private static long[] Make(int count, int kind)
    {
        var random = new Random(count + kind);
        return
        [
            .. Enumerable
                .Range(0, count)
                .Select(_ =>
                    kind switch
                    {
                        0 => random.NextInt64(300),
                        1 => 4_711L,
                        2 => (long)(50_000 * Math.Exp(3 * random.NextDouble() * random.NextDouble())),
                        3 => random.NextInt64(long.MaxValue) >> random.Next(62),
                        _ => 1000L << random.Next(3),
                    }
                ),
        ];
    }
}
