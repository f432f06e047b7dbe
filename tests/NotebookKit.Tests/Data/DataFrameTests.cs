using NotebookKit.Data;

namespace NotebookKit.Tests.Data;

public class DataFrameTests
{
    [Fact]
    public void A_column_of_another_length_is_refused_with_both_lengths()
    {
        var error = Assert.Throws<ArgumentException>(() => new DataFrame(new Int32DataFrameColumn("a", [1, 2]), new Int32DataFrameColumn("b", [1])));

        Assert.Contains("'b' has 1 rows where the others have 2", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_column_is_an_error_that_lists_the_known_ones()
    {
        var error = Assert.Throws<ArgumentException>(() => Devices()["r_awat"]);

        Assert.Contains("'device', 'r_await'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_null_stays_a_null_and_never_becomes_0()
    {
        DataFrame frame = Devices();

        Assert.Null(frame["r_await"][1]);
        Assert.Equal(1, frame["r_await"].NullCount);
        Assert.Null(frame.OrderBy("r_await")["r_await"][2]);
        Assert.Null(frame.OrderByDescending("r_await")["r_await"][2]);
        Assert.Equal(1.55, frame.Columns.GetDoubleColumn("r_await").Mean()!.Value, 12);
        Assert.Null(new DoubleDataFrameColumn("empty").Mean());
        Assert.Null(new DoubleDataFrameColumn("none", [null, null]).Sum());
    }

    [Fact]
    public void Rows_are_filtered_by_a_column_of_truths_and_by_a_test()
    {
        DataFrame frame = Devices();

        DataFrame slow = frame.Filter(frame.Columns.GetDoubleColumn("r_await").ElementwiseGreaterThan(1));
        DataFrame dm = frame.Where(row => row.Text("device")!.StartsWith("dm", StringComparison.Ordinal));

        Assert.Equal("dm-3", slow["device"][0]);
        Assert.Equal(1, slow.Rows.Count);
        Assert.Equal(2, dm.Rows.Count);
    }

    [Fact]
    public void Groups_keep_the_order_in_which_their_values_appear()
    {
        var frame = new DataFrame(new StringDataFrameColumn("layer", ["dm", "nvme", "dm", null]), new Int64DataFrameColumn("sectors", [8, 512, 16, 1]));

        DataFrame sums = frame.GroupBy("layer").Sum("sectors");
        DataFrame counts = frame.ValueCounts("layer");

        Assert.Equal(["dm", "nvme"], sums.Strings("layer"));
        Assert.Equal([24.0, 512.0], sums.Doubles("sectors"));
        Assert.Equal([2.0, 1.0], counts.Doubles("Count"));
    }

    [Theory]
    [InlineData(JoinAlgorithm.Inner, "b")]
    [InlineData(JoinAlgorithm.Left, "a,b")]
    [InlineData(JoinAlgorithm.Right, "b,")]
    [InlineData(JoinAlgorithm.FullOuter, "a,b,")]
    public void A_merge_keeps_the_rows_that_its_algorithm_names(JoinAlgorithm algorithm, string left)
    {
        var one = new DataFrame(new StringDataFrameColumn("key", ["a", "b"]), new Int32DataFrameColumn("x", [1, 2]));
        var two = new DataFrame(new StringDataFrameColumn("key", ["b", "c"]), new Int32DataFrameColumn("x", [20, 30]));

        DataFrame merged = one.Merge(two, "key", "key", joinAlgorithm: algorithm);

        Assert.Equal(["key_left", "x_left", "key_right", "x_right"], merged.Columns.Select(column => column.Name));
        Assert.Equal(left, string.Join(',', merged.Strings("key_left")));
    }

    [Fact]
    public void Rows_are_appended_by_the_names_of_their_columns()
    {
        DataFrame both = Devices().Append(new DataFrame(new StringDataFrameColumn("device", ["nvme1n1"])));

        Assert.Equal(4, both.Rows.Count);
        Assert.Equal("nvme1n1", both["device"][3]);
        Assert.Null(both["r_await"][3]);
    }

    [Fact]
    public void Sorting_is_a_stable_permutation_with_nulls_last()
    {
        var random = new Random(1);
        int?[] keys = [.. Enumerable.Range(0, 2000).Select(_ => random.Next(5) == 0 ? null : (int?)random.Next(50))];
        var frame = new DataFrame(new Int32DataFrameColumn("key", keys), new Int32DataFrameColumn("row", Enumerable.Range(0, keys.Length)));

        DataFrame sorted = frame.OrderBy("key");

        int[] expected = [.. Enumerable.Range(0, keys.Length).OrderBy(i => keys[i] is null).ThenBy(i => keys[i])];
        Assert.Equal(expected, sorted.Columns.GetPrimitiveColumn<int>("row").Values.ToArray());
    }

    [Fact]
    public void The_description_leaves_nulls_out_and_keeps_units()
    {
        DataFrame description = Devices().Description();

        Assert.Equal(["r_await"], description.Strings("Column"));
        Assert.Equal(["ms"], description.Strings("Unit"));
        Assert.Equal([2.0], description.Doubles("Count"));
        Assert.Equal([1.55], description.Doubles("Median"));
    }

    internal static DataFrame Devices() => new(
        new StringDataFrameColumn("device", ["nvme0n1", "dm-0", "dm-3"]),
        new DoubleDataFrameColumn("r_await", [0.1, null, 3.0]).In("ms"));
}
