using Microsoft.Data.Analysis;
using NotebookKit.Formats;

namespace NotebookKit.Tests.Tables;

public class CsvTests
{
    public static TheoryData<string> Cultures => ["en-US", "de-DE", "fr-FR", "tr-TR", "ar-SA"];

    [Theory]
    [MemberData(nameof(Cultures))]
    public void What_is_written_reads_back_the_same_whatever_the_texts_hold(string culture)
    {
        using var scope = new CultureScope(culture);
        var random = new Random(7);
        string?[] odd =
        [
            "",
            null,
            "a,b",
            "say \"x\"",
            "two\nlines",
            " edge ",
            "007",
            "1.5",
            "true",
            "é 漢",
            "'",
            "\t",
            "NaN",
            "+3",
            "-",
            "259,0",
        ];
        string?[] texts = [.. Enumerable.Range(0, 500).Select(_ => odd[random.Next(odd.Length)])];
        double?[] numbers =
        [
            .. Enumerable
                .Range(0, 500)
                .Select(_ => random.Next(4) == 0 ? null : (double?)(random.NextDouble() * Math.Pow(10, random.Next(-12, 12)) - 0.5)),
        ];
        var frame = new DataFrame(
            new TextColumn("text", texts),
            new RealColumn("await", numbers).In("ms"),
            new CountColumn("sector", Enumerable.Range(0, 500).Select(i => i % 7 == 0 ? null : (long?)(long.MaxValue - i))).In("sectors"),
            new TruthColumn("sync", Enumerable.Range(0, 500).Select(i => i % 5 == 0 ? null : (bool?)(i % 2 == 0))),
            new RealColumn("whole", Enumerable.Range(0, 500).Select(i => (double?)i)),
            new TimeColumn(
                "at",
                Enumerable.Range(0, 500).Select(i => i % 9 == 0 ? null : (DateTime?)new DateTime(2026, 11, 24).AddTicks(i * 1234567L))
            )
        );

        DataFrame back = RoundTrip(frame);

        Assert.Equal(Heads(frame), Heads(back));
        Assert.All(frame.Columns, column => Assert.Equal(column.Cast<object?>(), back[column.Name].Cast<object?>()));
    }

    [Fact]
    public void A_device_number_is_a_text_and_not_2590()
    {
        DataFrame frame = Table.ParseCsv("device,await\n\"259,0\",0.5\n\"253,3\",1.25\n");

        Assert.Equal(["259,0", "253,3"], frame.Strings("device"));
        Assert.Equal(typeof(double), frame["await"].DataType);
    }

    [Fact]
    public void A_line_with_too_many_values_is_an_error_with_file_and_line()
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory("csv-").FullName, "wide.csv");
        File.WriteAllText(path, "a,b\n1,2\n1,2,3\n");

        var error = Assert.Throws<InvalidDataException>(() => Table.LoadCsv(path));

        Assert.Contains("wide.csv line 3", error.Message, StringComparison.Ordinal);
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
    }

    [Fact]
    public void An_open_quote_and_an_empty_text_are_errors()
    {
        Assert.Contains(
            "line",
            Assert.Throws<InvalidDataException>(() => Table.ParseCsv("a,b\n\"x,2\n")).Message,
            StringComparison.Ordinal
        );
        Assert.Contains("empty", Assert.Throws<InvalidDataException>(() => Table.ParseCsv("")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("12.6.1-extended-human-compact-group.txt")]
    [InlineData("12.6.1-extended-de.txt")]
    public void A_table_of_a_reader_comes_back_from_CSV_as_it_was(string fixture)
    {
        using var comma = new CultureScope("de-DE");
        DataFrame frame = IostatText
            .Read(Path.Combine(RepositoryFolder.Root, "tests", "NotebookKit.Tests", "Formats", "fixtures", "iostat", fixture))
            .ToDataFrame();

        DataFrame back = RoundTrip(frame);

        Assert.Equal(frame.Columns.Select(column => (column.Name, column.Unit)), back.Columns.Select(column => (column.Name, column.Unit)));
        Assert.All(
            frame.Columns.Where(column => column.NullCount < column.Length),
            column =>
            {
                Assert.Equal(column.GetType(), back[column.Name].GetType());
                Assert.Equal(column.Cast<object?>(), back[column.Name].Cast<object?>());
            }
        );
    }

    private static DataFrame RoundTrip(DataFrame frame)
    {
        using var writer = new StringWriter();
        frame.ToCsv(writer);
        return Table.ParseCsv(writer.ToString());
    }

    private static IEnumerable<(string Name, string? Unit, Type Type)> Heads(DataFrame frame) =>
        frame.Columns.Select(column => (column.Name, column.Unit, column.GetType()));
}
