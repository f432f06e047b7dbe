using Apache.Arrow;
using Apache.Arrow.Ipc;
using Microsoft.Data.Analysis;

namespace NotebookKit.Tests.Tables;

public class FileFormTests
{
    private static DataFrame Frame(int rows) =>
        new DataFrame(
            new TextColumn("device", Enumerable.Range(0, rows).Select(i => i % 7 == 0 ? null : "dm-" + i % 3)),
            new RealColumn("await", Enumerable.Range(0, rows).Select(i => i % 5 == 0 ? null : (double?)(i / 3.0))).In("ms"),
            new CountColumn("sector", Enumerable.Range(0, rows).Select(i => i % 4 == 0 ? null : (long?)(long.MaxValue - i))).In("sectors"),
            new CountColumn("row", Enumerable.Range(0, rows)),
            new TruthColumn("sync", Enumerable.Range(0, rows).Select(i => i % 3 == 0 ? null : (bool?)(i % 2 == 0))),
            new TimeColumn(
                "at",
                Enumerable
                    .Range(0, rows)
                    .Select(i => i % 6 == 0 ? null : (DateTime?)new DateTime(2026, 7, 1, 2, 30, 0).AddTicks(i * 1_234_567L))
            )
        ).Titled("Requests", "one a row");

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2000)]
    public void Parquet_gives_back_types_nulls_units_and_title(int rows)
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory("parquet-").FullName, "frame.parquet");
        DataFrame frame = Frame(rows);
        frame.ToParquet(path);

        DataFrame back = Table.LoadParquet(path);

        Assert.Equal(Heads(frame), Heads(back));
        Assert.All(frame.Columns, column => Assert.Equal(column.Cast<object?>(), back[column.Name].Cast<object?>()));
        Assert.Equal(("Requests", "one a row"), (back.Caption, back.Note));
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
    }

    [Fact]
    public void A_file_that_is_no_Parquet_or_a_cut_one_is_an_error_that_names_it()
    {
        string folder = Directory.CreateTempSubdirectory("parquet-").FullName;
        string path = Path.Combine(folder, "frame.parquet");
        Frame(100).ToParquet(path);
        byte[] whole = File.ReadAllBytes(path);
        foreach (int length in (int[])[0, 3, 100, whole.Length - 10])
        {
            File.WriteAllBytes(path, whole[..length]);
            Assert.Contains(path, Assert.Throws<InvalidDataException>(() => Table.LoadParquet(path)).Message, StringComparison.Ordinal);
        }

        Assert.Throws<FileNotFoundException>(() => Table.LoadParquet(Path.Combine(folder, "none.parquet")));
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void Arrow_holds_nulls_texts_truths_full_times_and_units()
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory("arrow-").FullName, "frame.arrow");
        DataFrame frame = Frame(1000);
        frame.ToArrow(path);

        using var reader = new ArrowFileReader(File.OpenRead(path));
        RecordBatch batch = reader.ReadNextRecordBatch();

        Assert.Equal("ms", batch.Schema.GetFieldByName("await").Metadata["unit"]);
        int[] rows = [.. Enumerable.Range(0, 1000)];
        Assert.Equal(frame["device"].Cast<string?>(), rows.Select(i => ((StringArray)batch.Column("device")).GetString(i)));
        Assert.Equal(frame["await"].Cast<double?>(), rows.Select(i => ((DoubleArray)batch.Column("await")).GetValue(i)));
        Assert.Equal(frame["sector"].Cast<long?>(), rows.Select(i => ((Int64Array)batch.Column("sector")).GetValue(i)));
        Assert.Equal(frame["sync"].Cast<bool?>(), rows.Select(i => ((BooleanArray)batch.Column("sync")).GetValue(i)));
        Assert.Equal(frame["at"].Cast<DateTime?>(), rows.Select(i => ((TimestampArray)batch.Column("at")).GetTimestamp(i)?.DateTime));
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
    }

    [Fact]
    public void A_frame_that_the_package_reads_from_Arrow_becomes_right_on_nulls()
    {
        DataFrame frame = Frame(50).Select("await", "row");
        using var stream = new MemoryStream();
        using (var writer = new ArrowStreamWriter(stream, frame.ToArrow()[0].Schema, leaveOpen: true))
        {
            writer.WriteRecordBatch(frame.ToArrow()[0]);
            writer.WriteEnd();
        }

        stream.Position = 0;
        using var reader = new ArrowStreamReader(stream);
        DataFrame back = DataFrame.FromArrowRecordBatch(reader.ReadNextRecordBatch()).NullSafe();

        Assert.Equal(frame["await"].Cast<double?>(), back["await"].Cast<double?>());
        Assert.Equal(frame["row"].Mean(), back["row"].Mean());
    }

    private static IEnumerable<(string Name, string? Unit, Type Type)> Heads(DataFrame frame) =>
        frame.Columns.Select(column => (column.Name, column.Unit, column.GetType()));
}
