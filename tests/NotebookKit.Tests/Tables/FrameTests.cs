using Microsoft.Data.Analysis;

namespace NotebookKit.Tests.Tables;

public class FrameTests
{
    [Fact]
    public void An_unknown_column_is_an_error_that_lists_the_known_ones()
    {
        Assert.Contains(
            "'device', 'r_await'",
            Assert.Throws<ArgumentException>(() => Devices().Doubles("r_awat")).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "'device', 'r_await'",
            Assert.Throws<ArgumentException>(() => Devices().Select("r_awat")).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Rows_are_chosen_by_a_test_by_texts_and_by_what_is_there()
    {
        DataFrame frame = Devices();

        Assert.Equal(2, frame.Where(row => row.Text("device")!.StartsWith("dm", StringComparison.Ordinal)).Rows.Count);
        Assert.Equal(["nvme0n1", "dm-3"], frame.Where(row => row.Number("r_await") is not null).Strings("device"));
        Assert.Equal(["dm-3"], frame.WhereIn("device", "dm-3", "sda").Strings("device"));
        Assert.Equal(["nvme0n1", "dm-3"], frame.DropNulls("r_await").Strings("device"));
    }

    [Fact]
    public void A_seeded_sample_is_the_same_each_time_and_in_order()
    {
        var frame = new DataFrame(new CountColumn("row", Enumerable.Range(0, 1000)));

        double[] sample = frame.Sample(50, seed: 3).Doubles("row");

        Assert.Equal(sample, frame.Sample(50, seed: 3).Doubles("row"));
        Assert.NotEqual(sample, frame.Sample(50, seed: 4).Doubles("row"));
        Assert.Equal(sample.Order().Distinct(), sample);
        Assert.Equal(1000, frame.Sample(2000, seed: 0).Rows.Count);
    }

    [Fact]
    public void Columns_are_chosen_and_added_without_changing_the_frame()
    {
        DataFrame frame = Devices();

        DataFrame doubled = frame.With((frame["r_await"] * 2).Named("twice")).With(new RealColumn("r_await", [1.0, 2, 3]));

        Assert.Equal(["device", "r_await", "twice"], doubled.Columns.Select(column => column.Name));
        Assert.Equal([1.0, 2, 3], doubled.Doubles("r_await"));
        Assert.Equal(["device", "r_await"], frame.Columns.Select(column => column.Name));
        Assert.Equal(["r_await"], frame.Select("r_await").Columns.Select(column => column.Name));
    }

    [Theory]
    [InlineData(JoinAlgorithm.Inner, "b")]
    [InlineData(JoinAlgorithm.Left, "a,b,")]
    [InlineData(JoinAlgorithm.Right, "b,,")]
    [InlineData(JoinAlgorithm.FullOuter, "a,b,,,")]
    public void A_merge_keeps_the_rows_that_its_algorithm_names_and_matches_no_null(JoinAlgorithm algorithm, string left)
    {
        var one = new DataFrame(new TextColumn("key", ["a", "b", null]), new CountColumn("x", [1, 2, 3]).In("ms"));
        var two = new DataFrame(new TextColumn("key", ["b", "c", null]), new CountColumn("x", [20, 30, 40]));

        DataFrame merged = one.Merge(two, "key", "key", joinAlgorithm: algorithm);

        Assert.Equal(["key_left", "x_left", "key_right", "x_right"], merged.Columns.Select(column => column.Name));
        Assert.Equal(left, string.Join(',', merged.Strings("key_left")));
        Assert.Equal("ms", merged["x_left"].Unit);
        IEnumerable<(object? Left, object? Right)> keys = merged["key_left"].Cast<object?>().Zip(merged["key_right"].Cast<object?>());
        Assert.All(keys, pair => Assert.True(pair.Left is null || pair.Right is null || pair.Left.Equals(pair.Right)));
    }

    [Fact]
    public void A_merge_lists_every_pair_of_rows_with_equal_keys_and_refuses_columns_of_different_types()
    {
        var random = new Random(5);
        long?[] left = [.. Enumerable.Range(0, 300).Select(_ => random.Next(5) == 0 ? null : (long?)random.Next(20))];
        long?[] right = [.. Enumerable.Range(0, 200).Select(_ => random.Next(5) == 0 ? null : (long?)random.Next(20))];
        var one = new DataFrame(new CountColumn("key", left), new CountColumn("row", Enumerable.Range(0, left.Length)));
        var two = new DataFrame(new CountColumn("key", right), new CountColumn("row", Enumerable.Range(0, right.Length)));

        DataFrame merged = one.Merge(two, "key", "key", joinAlgorithm: JoinAlgorithm.Inner);

        (double, double)[] expected =
        [
            .. from x in Enumerable.Range(0, left.Length)
            from y in Enumerable.Range(0, right.Length)
            where left[x] is not null && left[x] == right[y]
            select ((double)x, (double)y),
        ];
        Assert.Equal(expected, merged.Doubles("row_left").Zip(merged.Doubles("row_right")));
        var refused = Assert.Throws<ArgumentException>(() => one.Merge(Devices(), "key", "device"));
        Assert.Contains("holds Int64 and column 'device' String", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_title_goes_along_with_chosen_rows_and_columns_and_not_with_groups_and_other_tables()
    {
        DataFrame frame = Devices().Titled("Latency", "per request");
        DataFrame other = frame.Select("device", "r_await").Titled("Other");

        Assert.Equal(("Latency", "per request"), (frame.Caption, frame.Note));
        Assert.Equal(("Other", "per request"), (other.Caption, other.Note));
        DataFrame[] chosen =
        [
            frame.Clone(),
            frame.OrderBy("r_await"),
            frame.Head(1),
            frame.Tail(5),
            frame.Filter(frame["r_await"].ElementwiseGreaterThan(1)),
            frame.Select("device"),
            frame.Where(_ => true),
            frame.Sample(2, seed: 1),
        ];
        Assert.All(chosen, part => Assert.Equal("Latency", part.Caption));
        Assert.Equal("Other", other.Filter(other["r_await"].ElementwiseIsNotNull()).Caption);
        Assert.Null(frame.GroupBy("device").Mean("r_await").Caption);
        Assert.Null(frame.Merge(other, "device", "device").Caption);
        Assert.Null(new DataFrame(frame["device"].Clone(), new CountColumn("n", [1, 2, 3])).Caption);
    }

    internal static DataFrame Devices() =>
        new(new TextColumn("device", ["nvme0n1", "dm-0", "dm-3"]), new RealColumn("r_await", [0.1, null, 3.0]).In("ms"));
}
