using NotebookKit.Data;
using NotebookKit.Formats;

namespace NotebookKit.Tests.Data;

public class DataFrameColumnTests
{
    private static DataFrame Layers() => new(
        new StringDataFrameColumn("device", ["nvme0n1", "dm-1", "dm-3", null]),
        new DoubleDataFrameColumn("r/s", [3000, 3000.4, 47, null]).In("1/s"),
        new DoubleDataFrameColumn("rkB/s", [12000.0, 12001.6, 12032, 7]).In("KiB/s"),
        new Int64DataFrameColumn("merged", [0L, 0, 5, null]));

    [Fact]
    public void A_column_answers_without_a_cast()
    {
        DataFrame frame = Layers();

        Assert.Equal((6047.4, 3000.4, 47.0, 3000.0, 5.0), (frame["r/s"].Sum(), frame["r/s"].Max(), frame["r/s"].Min(), frame["r/s"].Median(), frame["merged"].Sum()));
        Assert.Equal(6047.4 / 3, frame["r/s"].Mean()!.Value, 1e-9);
        Assert.True(frame["merged"].IsNumericColumn());
        Assert.Equal("column 'device' holds String, not numbers", Assert.Throws<NotSupportedException>(() => frame["device"].Mean()).Message);
    }

    [Fact]
    public void Every_type_of_number_is_one()
    {
        Assert.Equal(
            [2, 3, 4.5, 5.5, 6.25, 7, 8, -9, 10, 11, -12, 13, 14, 0.5, 16, 17],
            [
                Sum(2), Sum(3L), Sum(4.5), Sum(5.5f), Sum(6.25m), Sum(7u), Sum(8ul), Sum((short)-9), Sum((ushort)10), Sum((byte)11), Sum((sbyte)-12), Sum((nint)13),
                Sum((nuint)14), Sum((Half)0.5), Sum((Int128)16), Sum((UInt128)17),
            ]);
        Assert.False(new PrimitiveDataFrameColumn<char>("c", ['7']).IsNumericColumn());
        Assert.False(new PrimitiveDataFrameColumn<bool>("b", [true]).IsNumericColumn());
        Assert.False(new PrimitiveDataFrameColumn<DateTime>("t", [DateTime.UnixEpoch]).IsNumericColumn());
        Assert.False(new PrimitiveDataFrameColumn<TimeSpan>("d", [TimeSpan.Zero]).IsNumericColumn());

        static double? Sum<T>(T value)
            where T : unmanaged
        {
            var column = new PrimitiveDataFrameColumn<T>("n", [value, null]);
            Assert.True(column.IsNumericColumn());
            return column.Sum();
        }
    }

    [Fact]
    public void Arithmetic_keeps_nulls_and_the_units_that_stay_true()
    {
        DataFrame frame = Layers();
        frame["size"] = (frame["rkB/s"] / frame["r/s"]).In("KiB");
        DoubleDataFrameColumn growth = frame["rkB/s"].Diff();

        Assert.Equal([4.0, 4.0, 256.0, null], Values(frame["size"].Round()));
        Assert.Equal(("KiB", "KiB/s", "KiB/s"), (frame["size"].Unit, (frame["rkB/s"] - frame["rkB/s"]).Unit, (frame["rkB/s"] * 2).Unit));
        Assert.Null((frame["rkB/s"] + frame["r/s"]).Unit);
        Assert.Null((frame["rkB/s"] * frame["r/s"]).Unit);
        Assert.Equal([null, 1.6, 30.4, -12025.0], Values(growth.Round(1)));
        Assert.Equal([3000.0, 6000.4, 6047.4, null], Values(frame["r/s"].CumulativeSum()));
        Assert.Equal([1.0, 1.0, 6.0, null], Values(frame["merged"] + 1));
        Assert.Throws<NotSupportedException>(() => frame["r/s"] + frame["device"]);
        Assert.Throws<DivideByZeroException>(() => frame["r/s"] / 0);
    }

    [Fact]
    public void Filters_of_any_column_are_joined()
    {
        DataFrame frame = Layers();

        Assert.Equal(["dm-1"], Devices(frame[frame["r/s"].ElementwiseGreaterThan(100) & frame["device"].ElementwiseNotEquals("nvme0n1")]));
        Assert.Equal(["nvme0n1", "dm-3"], Devices(frame.Filter(frame["device"].ElementwiseEquals("nvme0n1") | frame["merged"].ElementwiseGreaterThanOrEqual(5))));
        Assert.Equal([null], Devices(frame[frame["r/s"].ElementwiseIsNull()]));
        Assert.Equal(["nvme0n1", "dm-1", "dm-3"], Devices(frame[!frame["merged"].ElementwiseIsNull()]));
        Assert.Equal(["dm-3"], Devices(frame[frame["merged"].ElementwiseEquals(5)]));
        Assert.Equal(["dm-3"], Devices(frame[frame["r/s"].ElementwiseEquals(47)]));
        Assert.Equal(["nvme0n1", "dm-1"], Devices(frame[frame["merged"].ElementwiseLessThan(0.5)]));
        Assert.Equal(4, frame[frame["r/s"].ElementwiseIsNotNull().Xor(frame["r/s"].ElementwiseIsNull())].Rows.Count);
        Assert.Throws<NotSupportedException>(() => frame["device"].ElementwiseLessThan(1));
    }

    [Fact]
    public void A_column_is_set_by_name_replaced_or_put_in_place()
    {
        DataFrame frame = Layers();
        frame["twice"] = frame["r/s"];
        frame["r/s"] = frame["r/s"] * 2;
        frame.Columns.Insert(0, new Int32DataFrameColumn("row", [1, 2, 3, 4]));

        Assert.Equal(["row", "device", "r/s", "rkB/s", "merged", "twice"], frame.Columns.Select(column => column.Name));
        Assert.Equal((6000.0, 3000.0), (frame["r/s"][0], frame["twice"][0]));
        Assert.True(frame.Columns.Contains("twice"));
        Assert.Throws<ArgumentException>(() => frame["short"] = new DoubleDataFrameColumn("short", [1.0]));
        Assert.Throws<ArgumentException>(() => frame.Columns.Insert(0, new Int32DataFrameColumn("row", [1, 2, 3, 4])));
    }

    [Fact]
    public void Several_columns_group_and_join_together()
    {
        DataFrame iostat = IostatText.Read(RepositoryFolder.File("snapshot-nomerges2", "iostat.txt")).ToDataFrame();
        DataFrame json = IostatJson.Read(RepositoryFolder.File("snapshot-nomerges2", "iostat.json")).ToDataFrame();

        DataFrame joined = iostat.Merge(json, ["report", "device"], ["report", "device"], "_text", "_json", JoinAlgorithm.Inner);
        DataFrame groups = iostat.GroupBy("since boot", "device").Mean("r/s");

        Assert.Equal(iostat.Rows.Count, joined.Rows.Count);
        Assert.True(joined["device_text"].Length > 0 && Enumerable.Range(0, (int)joined.Rows.Count).All(row => Equals(joined["device_text"][row], joined["device_json"][row])));
        Assert.Equal(["since boot", "device", "r/s"], groups.Columns.Select(column => column.Name));
        Assert.Equal(2 * iostat["device"].Unique().Length, groups.Rows.Count);
        Assert.Equal("1/s", groups["r/s"].Unit);
        Assert.Contains("holds Int64 and column 'device' String", Assert.Throws<ArgumentException>(() => iostat.Merge(json, "report", "device")).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => iostat.Merge(json, ["report"], ["report", "device"]));
    }

    [Fact]
    public void A_table_of_a_reader_comes_back_from_CSV_as_it_was()
    {
        DataFrame iostat = IostatText.Read(Fixture("12.6.1-extended-human-compact-group.txt")).ToDataFrame();
        DataFrame times = IostatText.Read(Fixture("12.6.1-extended-de.txt")).ToDataFrame();
        foreach (DataFrame frame in (DataFrame[])[iostat, times])
        {
            using var text = new StringWriter();
            using var comma = new CultureScope("de-DE");
            frame.SaveCsv(text);
            DataFrame back = DataFrame.LoadCsvFromString(text.ToString());

            Assert.Equal(frame.Columns.Select(column => (column.Name, column.Unit)), back.Columns.Select(column => (column.Name, column.Unit)));
            foreach (DataFrameColumn column in frame.Columns)
            {
                // A column of doubles that are all whole comes back as whole numbers.
                Assert.Equal(Values(column), Values(back[column.Name]));
                Assert.Equal(column.DataType == typeof(DateTime), back[column.Name].DataType == typeof(DateTime));
            }
        }
    }

    private static string Fixture(string name) => Path.Combine(RepositoryFolder.Root, "tests", "NotebookKit.Tests", "Formats", "fixtures", "iostat", name);

    private static IEnumerable<object?> Values(DataFrameColumn column) => Enumerable.Range(0, (int)column.Length).Select(row => column[row] is IConvertible number and not string and not bool and not DateTime
        ? Convert.ToDouble(number, System.Globalization.CultureInfo.InvariantCulture) : column[row]);

    private static IEnumerable<string?> Devices(DataFrame frame) => Enumerable.Range(0, (int)frame.Rows.Count).Select(row => (string?)frame["device"][row]);
}
