using NotebookKit.Data;

namespace NotebookKit.Tests.Data;

public class CsvTests
{
    [Fact]
    public void What_is_written_reads_back_the_same_whatever_the_texts_hold()
    {
        var random = new Random(7);
        string?[] odd = ["", null, "a,b", "say \"x\"", "two\nlines", " edge ", "007", "1.5", "true", "é 漢", "'", "\t", "NaN", "+3", "-"];
        string?[] texts = [.. Enumerable.Range(0, 500).Select(_ => odd[random.Next(odd.Length)])];
        double?[] numbers = [.. Enumerable.Range(0, 500).Select(_ => random.Next(4) == 0 ? null : (double?)(random.NextDouble() * Math.Pow(10, random.Next(-12, 12)) - 0.5))];
        var frame = new DataFrame(new StringDataFrameColumn("text", texts), new DoubleDataFrameColumn("await", numbers).In("ms"));

        DataFrame back = RoundTrip(frame);

        Assert.Equal(texts, back.Columns.GetStringColumn("text").Take([.. Enumerable.Range(0, 500)]) is StringDataFrameColumn column
            ? Enumerable.Range(0, 500).Select(i => column[i]) : []);
        Assert.Equal(numbers, Enumerable.Range(0, 500).Select(i => back.Columns.GetDoubleColumn("await")[i]));
        Assert.Equal("ms", back["await"].Unit);
    }

    [Fact]
    public void Numbers_keep_their_decimal_point_on_a_host_that_writes_commas()
    {
        using var culture = new CultureScope("de-DE");

        Assert.Equal(0.1, RoundTrip(DataFrameTests.Devices()).Doubles("r_await")[0]);
        Assert.Contains("0.1", DataFrameTests.Devices().ToText(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_with_too_many_values_is_an_error_with_file_and_line()
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory("csv-").FullName, "wide.csv");
        File.WriteAllText(path, "a,b\n1,2\n1,2,3\n");

        var error = Assert.Throws<InvalidDataException>(() => DataFrame.LoadCsv(path));

        Assert.Contains("wide.csv line 3", error.Message, StringComparison.Ordinal);
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
    }

    [Fact]
    public void An_open_quote_and_an_empty_text_are_errors()
    {
        Assert.Contains("line", Assert.Throws<InvalidDataException>(() => DataFrame.LoadCsvFromString("a,b\n\"x,2\n")).Message, StringComparison.Ordinal);
        Assert.Contains("empty", Assert.Throws<InvalidDataException>(() => DataFrame.LoadCsvFromString("")).Message, StringComparison.Ordinal);
    }

    private static DataFrame RoundTrip(DataFrame frame)
    {
        using var writer = new StringWriter();
        frame.SaveCsv(writer);
        return DataFrame.LoadCsvFromString(writer.ToString());
    }
}
