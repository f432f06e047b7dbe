using Microsoft.Data.Analysis;

namespace NotebookKit.Tests.Tables;

public class UnitTests
{
    private static DataFrame Frame() =>
        new(
            new TextColumn("device", ["a", "b", "a", "b"]),
            new RealColumn("await", [1.5, null, -2.5, 4]).In("ms"),
            new CountColumn("size", [8, 16, 8, 512]).In("sectors")
        );

    public static TheoryData<string> Operations => [.. All.Keys];

    private static readonly Dictionary<string, Func<DataFrame, DataFrame>> All = new()
    {
        ["Clone"] = f => f.Clone(),
        ["Filter, truths"] = f => f.Filter(f["await"].ElementwiseLessThan(3)),
        ["Filter, rows"] = f => f.Filter(new PrimitiveDataFrameColumn<int>("rows", [2, 0])),
        ["Head"] = f => f.Head(2),
        ["Tail"] = f => f.Tail(2),
        ["Sample"] = f => f.Sample(2),
        ["OrderBy"] = f => f.OrderBy("await"),
        ["DropNulls"] = f => f.DropNulls(),
        ["FillNulls"] = f => new DataFrame(f["await"].FillNulls(0.0), f["size"].FillNulls(0L)),
        ["Append"] = f => f.Append([(object)"c", 1.0, 1L]),
        ["Merge"] = f => f.Merge(new DataFrame(new TextColumn("device", ["a"]), new CountColumn("n", [1])), ["device"], ["device"]),
        ["Join"] = f => f.Join(new DataFrame(new CountColumn("n", [1, 2, 3, 4]))),
        ["Clamp"] = f => new DataFrame(f["await"].Clamp(0.0, 2.0), f["size"].Clamp(0L, 10L)),
        ["column Filter"] = f => new DataFrame(f["await"].Filter(0.0, 2.0), f["size"].Filter(100L, 600L)),
        ["Sort"] = f => new DataFrame(f["await"].Sort(), f["size"].Sort()),
        ["Abs and Round"] = f => new DataFrame(f["await"].Abs().Round(), f["size"].Abs()),
        ["Add a number"] = f => new DataFrame(f["await"] + 1, f["size"] + 1L),
        ["Multiply by a fraction"] = f => new DataFrame(f["await"] * 0.5, f["size"] * 0.5),
        ["Subtract a column"] = f => new DataFrame(f["await"] - f["await"], f["size"] - f["size"]),
        ["CumulativeSum"] = f => new DataFrame(f["await"].CumulativeSum(), f["size"].CumulativeSum()),
        ["Description"] = f => f.Description(),
        ["AddPrefix"] = f => new DataFrame(f.AddPrefix("x ")["x await"].Named("await"), f.AddPrefix("x ")["x size"].Named("size")),
        ["GroupBy Mean"] = f => f.GroupBy("device").Mean(),
        ["GroupBy Sum"] = f => f.GroupBy("device").Sum(),
        ["GroupBy First"] = f => f.GroupBy("device").First(),
        ["GroupBy Quantile"] = f => f.GroupBy("device").Quantile(0.99),
    };

    [Theory]
    [MemberData(nameof(Operations))]
    public void A_unit_outlives(string operation)
    {
        DataFrame result = All[operation](Frame());

        Assert.Equal(("ms", "sectors"), (result["await"].Unit, result["size"].Unit));
    }

    [Fact]
    public void Arithmetic_that_changes_what_a_number_is_drops_the_unit()
    {
        DataFrame frame = Frame();

        Assert.Null((frame["await"] + frame["size"]).Unit);
        Assert.Null((frame["await"] * frame["await"]).Unit);
        Assert.Null((frame["await"] / frame["size"]).Unit);
        Assert.Null((1 / frame["await"]).Unit);
        Assert.Equal("KiB", (frame["size"] / 2L).In("KiB").Unit);
        Assert.Null(frame.GroupBy("device").Count()["await"].Unit);
        Assert.Equal("ms", (frame["size"] * 0.5).In("ms").Unit);
    }

    [Fact]
    public void A_column_of_the_package_gets_a_unit_by_becoming_one_of_ours()
    {
        DataFrameColumn column = new Int32DataFrameColumn("n", [1, 2]).In("requests");

        Assert.Equal(("n", "requests", typeof(long)), (column.Name, column.Unit, column.DataType));
        Assert.Null(new DoubleDataFrameColumn("x", [1.0]).Unit);
        Assert.Throws<NotSupportedException>(() => new CharDataFrameColumn("c", ['x']).In("letters"));
    }
}
