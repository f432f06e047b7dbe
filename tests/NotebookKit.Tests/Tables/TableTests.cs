using Microsoft.Data.Analysis;

namespace NotebookKit.Tests.Tables;

public sealed class TableTests
{
    [Fact]
    public void A_table_has_a_row_for_each_item_and_null_where_a_number_is_not_known()
    {
        DataFrame frame = Table
            .Of([("a", (double?)1.5), ("b", null), ("c", double.NaN)])
            .Text("name", row => row.Item1)
            .Count("length", row => row.Item1.Length, "letters")
            .Real("value", row => row.Item2, "ms")
            .Titled("Things", "counted");

        Assert.Equal(["a", "b", "c"], frame.Strings("name"));
        Assert.Equal(2, frame["value"].NullCount);
        Assert.Equal("ms", frame["value"].Unit);
        Assert.Equal(("Things", "counted"), (frame.Caption, frame.Note));
    }
}
