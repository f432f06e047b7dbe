using System.Globalization;
using Microsoft.Data.Analysis;
using NotebookKit.Formats;

namespace NotebookKit.Tests.Tables;

/// <summary>Where Microsoft.Data.Analysis 0.23.1 is wrong by itself: its own members on frames that come out of this library.</summary>
public class PackageMemberTests
{
    private static DataFrame Waits() =>
        Table
            .Of([("a", (double?)1), ("b", 4), ("a", null), ("a", 9), ("b", null), ("c", null)])
            .Text("device", row => row.Item1)
            .Real("await", row => row.Item2, "ms")
            .Count("merges", row => (long?)row.Item2)
            .Titled("Waits");

    [Fact]
    public void Filter_drops_nulls_whatever_is_asked_of_them()
    {
        DataFrame frame = Waits();

        Assert.Equal([1.0, 4], frame.Filter(frame["await"].ElementwiseLessThan(5)).Doubles("await"));
        Assert.Equal([1.0, 4, 9], frame.Filter(frame["await"].ElementwiseNotEquals(0)).Doubles("await"));
        Assert.Equal(0, frame.Filter(frame["await"].ElementwiseEquals(0)).Rows.Count);
        Assert.Equal(2, frame.Filter(frame["merges"].ElementwiseLessThanOrEqual(4.0)).Rows.Count);
        Assert.Equal(1, frame.Filter(frame["merges"].ElementwiseGreaterThan(4.5)).Rows.Count);
        Assert.Equal(0, frame.Filter(frame["await"].ElementwiseLessThan(frame["merges"])).Rows.Count);
        Assert.Equal(3, frame.Filter(frame["await"].ElementwiseGreaterThanOrEqual(frame["merges"])).Rows.Count);
        Assert.Equal(3, frame.Filter(frame["await"].ElementwiseIsNull()).Rows.Count);
        Assert.Equal([1.0, 4], frame[frame["await"].ElementwiseLessThan(5)].Doubles("await"));

        // A column of the package's static type calls members that are not virtual.
        Assert.Equal([1.0, 4], frame.Filter(frame.Columns.GetDoubleColumn("await").ElementwiseLessThan(5.0)).Doubles("await"));
    }

    [Fact]
    public void Filters_join_and_texts_that_are_absent_differ_from_nothing()
    {
        var frame = new DataFrame(new TextColumn("device", ["a", null, "b"]), new RealColumn("x", [1.0, 2, 3]));

        Assert.Equal(["b"], frame.Filter(frame["device"].ElementwiseNotEquals("a")).Strings("device"));
        Assert.Equal(["a"], frame.Filter(frame["device"].ElementwiseEquals("a")).Strings("device"));
        DataFrameColumn and = frame["device"].ElementwiseNotEquals("a").And(frame["x"].ElementwiseGreaterThan(2));
        DataFrameColumn or = frame["device"].ElementwiseEquals("a").Or(frame["device"].ElementwiseEquals("b"));
        Assert.Equal(["b"], frame.Filter((PrimitiveDataFrameColumn<bool>)and).Strings("device"));
        Assert.Equal([1.0, 3], frame.Filter((PrimitiveDataFrameColumn<bool>)or).Doubles("x"));
        Assert.Throws<NotSupportedException>(() => frame["x"].ElementwiseLessThan("text"));
    }

    [Fact]
    public void Groups_count_no_null()
    {
        GroupBy groups = Waits().GroupBy("device");

        Assert.Equal([5.0, 4, null], groups.Mean("await")["await"].Cast<double?>());
        Assert.Equal([1.0, 4, null], groups.Min("await")["await"].Cast<double?>());
        Assert.Equal([9.0, 4, null], groups.Max("await")["await"].Cast<double?>());
        Assert.Equal([10.0, 4, null], groups.Sum("await")["await"].Cast<double?>());
        Assert.Equal([10L, 4, null], groups.Sum("merges")["merges"].Cast<long?>());
        Assert.Equal([9.0, 4, null], groups.Product("await")["await"].Cast<double?>());
        Assert.Equal([2L, 1, 0], groups.Count("await")["await"].Cast<long?>());
        Assert.Equal([1.0, 4, null], groups.First("await")["await"].Cast<double?>());
        Assert.Equal([5.0, 4, null], groups.Median("await")["await"].Cast<double?>());
        Assert.Equal(["device", "await", "merges"], groups.Mean().Columns.Select(column => column.Name));
        Assert.Equal(["a", "a", "b", "b", "c"], groups.Head(2).Strings("device"));
        Assert.Equal([null, 9.0, 4, null, null], groups.Tail(2)["await"].Cast<double?>());
    }

    [Fact]
    public void Groups_of_a_type_are_the_packages_own_and_keep_the_order_of_their_first_rows()
    {
        var frame = new DataFrame(
            new TextColumn("layer", ["dm", "nvme", "dm", null]),
            new CountColumn("sectors", [8, 512, 16, 1]).In("sectors")
        );

        GroupBy<string> groups = frame.GroupBy<string>("layer");

        Assert.Equal([("dm", 2), ("nvme", 1)], groups.Groupings.Select(group => (group.Key, group.Count())));
        Assert.Equal(["dm", "nvme"], groups.Sum("sectors").Strings("layer"));
        Assert.Equal([24.0, 512.0], groups.Sum("sectors").Doubles("sectors"));
        Assert.Equal([2.0, 1.0], frame["layer"].ValueCounts().Doubles("Counts"));
        Assert.Equal([512L, 8, 16, 1], frame.GroupBy<long>("sectors").Groupings.Select(group => group.Key).OrderBy(key => key != 512));
    }

    [Fact]
    public void Several_columns_group_together()
    {
        DataFrame iostat = IostatText.Read(RepositoryFolder.File("snapshot-nomerges2", "iostat.txt")).ToDataFrame();

        DataFrame groups = iostat.GroupBy("since boot", "device").Mean("r/s");

        Assert.Equal(["since boot", "device", "r/s"], groups.Columns.Select(column => column.Name));
        Assert.Equal(2 * iostat["device"].ValueCounts().Rows.Count, groups.Rows.Count);
        Assert.Equal("1/s", groups["r/s"].Unit);
    }

    [Fact]
    public void The_description_leaves_nulls_out_and_keeps_all_digits()
    {
        var frame = new DataFrame(new RealColumn("x", [16777217.5, null, 0.5]), new CountColumn("n", new long?[] { null, null, null }));

        DataFrame description = frame.Description();

        Assert.Equal([2.0, 16777217.5, 0.5, 8388609], description["x"].Cast<double?>());
        Assert.Equal([0.0, null, null, null], description["n"].Cast<double?>());
    }

    [Fact]
    public void Sums_do_not_wrap()
    {
        var frame = new DataFrame(
            new CountColumn("n", [2_000_000_000, 2_000_000_000]),
            new CountColumn("big", [long.MaxValue, long.MaxValue])
        );

        Assert.Equal(4_000_000_000L, frame["n"].Sum());
        Assert.Equal(4_000_000_000L, frame.With(new TextColumn("all", ["x", "x"])).GroupBy("all").Sum("n")["n"][0]);
        Assert.Contains("'big'", Assert.Throws<OverflowException>(() => frame["big"].Sum()).Message, StringComparison.Ordinal);
        Assert.Equal((double)long.MaxValue, frame["big"].Mean());
    }

    [Fact]
    public void Statistics_of_no_values_are_absent_and_no_error()
    {
        DataFrameColumn[] columns =
        [
            new RealColumn("x"),
            new RealColumn("x", [null, null]),
            new CountColumn("n"),
            new CountColumn("n", new long?[1]),
        ];
        foreach (DataFrameColumn column in columns)
        {
            Assert.Equal((double.NaN, double.NaN), (column.Mean(), column.Median()));
            Assert.Equal((null, null, null), (column.Sum(), column.Min(), column.Max()));
            Assert.Null(column.Quantile(0.99));
        }
    }

    [Fact]
    public void Quantiles_are_interpolated_and_leave_nulls_out()
    {
        var column = new RealColumn("x", [4, null, 1, 3, 2]);

        Assert.Equal((1.0, 2.5, 4.0), (column.Quantile(0), column.Quantile(0.5), column.Quantile(1)));
        Assert.Equal(3.97, column.Quantile(0.99)!.Value, 9);
        Assert.Equal(2.5, column.Median());
        Assert.Equal([4, null, 1, 3, 2], column.Cast<double?>());
        Assert.Throws<NotSupportedException>(() => new TextColumn("t", ["x"]).Quantile(0.5));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void OrderBy_is_stable_with_nulls_last_or_first(bool nullsLast)
    {
        var random = new Random(1);
        int?[] keys = [.. Enumerable.Range(0, 2000).Select(_ => random.Next(5) == 0 ? null : (int?)random.Next(50))];
        int[] rows = [.. Enumerable.Range(0, keys.Length)];
        var frame = new DataFrame(
            new CountColumn("key", keys.Select(key => (long?)key)),
            new TextColumn("text", keys.Select(key => key?.ToString("00", CultureInfo.InvariantCulture))),
            new CountColumn("row", rows)
        );
        double[] ascending = [.. rows.OrderBy(i => keys[i] is null == nullsLast).ThenBy(i => keys[i]).Select(i => (double)i)];
        double[] descending = [.. rows.OrderBy(i => keys[i] is null == nullsLast).ThenByDescending(i => keys[i]).Select(i => (double)i)];

        Assert.Equal(ascending, frame.OrderBy("key", putNullValuesLast: nullsLast).Doubles("row"));
        Assert.Equal(ascending, frame.OrderBy("text", putNullValuesLast: nullsLast).Doubles("row"));
        Assert.Equal(descending, frame.OrderByDescending("key", nullsLast).Doubles("row"));
        Assert.Equal(descending, frame.OrderByDescending("text", nullsLast).Doubles("row"));
    }

    [Fact]
    public void OrderBy_of_an_empty_frame_is_empty()
    {
        DataFrame filtered = Waits().Filter(Waits()["await"].ElementwiseLessThan(0));
        var made = new DataFrame(new RealColumn("await"), new TextColumn("t"), new TimeColumn("d"), new TruthColumn("b"));

        Assert.Equal(0, filtered.OrderBy("await").OrderByDescending("device").Rows.Count);
        Assert.All(made.Columns, column => Assert.Equal(0, made.OrderBy(column.Name).Rows.Count));
    }

    [Fact]
    public void Head_and_Tail_give_what_there_is()
    {
        DataFrame frame = FrameTests.Devices();

        Assert.Equal(["nvme0n1", "dm-0", "dm-3"], frame.Head(1000).Strings("device"));
        Assert.Equal(["nvme0n1", "dm-0", "dm-3"], frame.Tail(1000).Strings("device"));
        Assert.Equal(["nvme0n1", "dm-0"], frame.Head(2).Strings("device"));
        Assert.Equal(["dm-0", "dm-3"], frame.Tail(2).Strings("device"));
        Assert.Equal(0, frame.Head(0).Head(5).Rows.Count);
        Assert.Throws<ArgumentOutOfRangeException>(() => frame.Filter(new PrimitiveDataFrameColumn<int>("Filter", [0, 3])));
        Assert.Throws<ArgumentOutOfRangeException>(() => frame.Filter(new PrimitiveDataFrameColumn<long>("Filter", [-1L, 0])));
    }

    [Fact]
    public void A_copy_can_be_written_and_lengthened_without_changing_the_first()
    {
        DataFrame frame = FrameTests.Devices();
        DataFrame copy = frame.Filter(frame["device"].ElementwiseIsNotNull());

        copy["r_await"][0] = null;
        copy["r_await"][1] = 7.0;
        copy.Append([(object)"sda", 2.5], inPlace: true);
        copy.Columns.GetDoubleColumn("r_await").AppendMany(null, 0);

        Assert.Equal([null, 7.0, 3.0, 2.5], copy["r_await"].Cast<double?>());
        Assert.Equal(1, copy["r_await"].NullCount);
        Assert.Equal([0.1, null, 3.0], frame["r_await"].Cast<double?>());
    }

    [Fact]
    public void Running_totals_skip_nulls()
    {
        var column = new RealColumn("x", [null, 3, null, -1]);

        Assert.Equal([null, 3.0, null, 2], column.CumulativeSum().Cast<double?>());
        Assert.Equal([null, 3.0, null, 3], column.CumulativeMax().Cast<double?>());
        Assert.Equal([null, 3.0, null, -1], column.CumulativeMin().Cast<double?>());
        Assert.Equal([null, 3.0, null, 1], column.Abs().Cast<double?>());
    }

    [Fact]
    public void A_frame_of_the_package_becomes_right_on_nulls()
    {
        var bare = new DataFrame(
            new DoubleDataFrameColumn("x", [1, null, 9]),
            new Int32DataFrameColumn("n", [1, 2, 3]),
            new StringDataFrameColumn("t", ["a", "a", null])
        );

        DataFrame frame = bare.NullSafe();

        Assert.Equal([1.0], frame.Filter(frame["x"].ElementwiseLessThan(5)).Doubles("x"));
        Assert.Equal([1.0], frame.GroupBy("t").Mean("x").Doubles("x"));
        Assert.Equal([1.0, 2, 3], frame.Doubles("n"));
        var refused = Assert.Throws<NotSupportedException>(() => bare.GroupBy("t").Quantile(0.5));
        Assert.Contains("NullSafe", refused.Message, StringComparison.Ordinal);
    }
}
