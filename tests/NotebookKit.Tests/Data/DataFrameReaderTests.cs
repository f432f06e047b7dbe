using System.Data;
using NotebookKit.Data;

namespace NotebookKit.Tests.Data;

public class DataFrameReaderTests
{
    [Fact]
    public void A_data_table_loads_a_frame_with_its_types_and_nulls()
    {
        using var table = new DataTable { Locale = System.Globalization.CultureInfo.InvariantCulture };

        table.Load(DataFrameTests.Devices().AsDataReader());

        Assert.Equal(3, table.Rows.Count);
        Assert.Equal(typeof(double), table.Columns["r_await"]!.DataType);
        Assert.Equal(DBNull.Value, table.Rows[1]["r_await"]);
        Assert.Equal("dm-3", table.Rows[2]["device"]);
    }

    [Fact]
    public void A_frame_loads_from_a_reader_as_it_was()
    {
        DataFrame back = DataFrame.LoadFrom(DataFrameTests.Devices().AsDataReader());

        Assert.Equal(DataFrameTests.Devices().Select("device", "r_await").Strings("r_await"), back.Strings("r_await"));
        Assert.Null(back["r_await"][1]);
    }

    [Fact]
    public void Asking_for_a_null_or_another_type_says_which_it_is()
    {
        using var reader = DataFrameTests.Devices().AsDataReader();
        reader.Read();

        Assert.Contains("holds Double, not Int32", Assert.Throws<InvalidCastException>(() => reader.GetInt32(1)).Message, StringComparison.Ordinal);
        reader.Read();
        Assert.Contains("is null in row 1", Assert.Throws<InvalidCastException>(() => reader.GetDouble(1)).Message, StringComparison.Ordinal);
    }
}
