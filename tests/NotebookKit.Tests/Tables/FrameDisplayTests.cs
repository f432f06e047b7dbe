using System.Xml.Linq;
using Microsoft.Data.Analysis;
using NotebookKit.Display;

namespace NotebookKit.Tests.Tables;

public class FrameDisplayTests
{
    [Fact]
    public void Every_text_is_escaped()
    {
        const string Hostile = "<script>alert('x')</script>&\"\u0001";
        DataFrame frame = new DataFrame(new TextColumn(Hostile, [Hostile]).In(Hostile)).Titled(Hostile, Hostile);

        string html = frame.ToHtml();

        Assert.DoesNotContain("<script", html, StringComparison.Ordinal);
        Assert.DoesNotContain('\u0001', html);
        Assert.Contains("&lt;script&gt;", html, StringComparison.Ordinal);
    }

    [Fact]
    public void The_table_is_well_formed_and_states_its_size_note_and_units()
    {
        DataFrame frame = FrameTests.Devices().Titled("Latency by layer", "per request");

        var table = XElement.Parse(
            frame.ToHtml().Replace("&nbsp;", " ", StringComparison.Ordinal).Replace("<br>", "<br/>", StringComparison.Ordinal)
        );

        Assert.Equal("Latency by layer", table.Element("caption")!.Value);
        Assert.Equal("r_awaitms", table.Element("thead")!.Descendants("th").Last().Value);
        Assert.Equal("–", table.Element("tbody")!.Elements("tr").ElementAt(1).Elements("td").Last().Value);
        Assert.Equal("3 rows × 2 columns · per request", table.Element("tfoot")!.Value);
    }

    [Fact]
    public void A_long_frame_shows_its_ends_and_says_how_many_rows_lie_between()
    {
        var frame = new DataFrame(new CountColumn("n", Enumerable.Range(0, 100_000)));

        string html = frame.ToHtml();

        Assert.Contains("… 99,980 more rows …", html, StringComparison.Ordinal);
        Assert.Contains("100,000 rows × 1 column", html, StringComparison.Ordinal);
        Assert.Contains(">99,999<", html, StringComparison.Ordinal);
        Assert.True(html.Length < 5_000, $"{html.Length} characters");
    }

    [Fact]
    public void A_column_alone_shows_as_a_table_with_its_unit_and_stays_its_frames()
    {
        DataFrame frame = FrameTests.Devices();
        DataFrameColumn column = frame["r_await"];

        string text = Shown("text/plain", column);
        string html = Shown("text/html", column);

        Assert.Contains("r_await [ms]", text, StringComparison.Ordinal);
        Assert.Contains("3 rows × 1 column", text, StringComparison.Ordinal);
        Assert.Contains("<table", html, StringComparison.Ordinal);
        Assert.Same(column, frame["r_await"]);
        column.SetName("waited");
        Assert.Same(column, frame["waited"]);
    }

    [Fact]
    public void A_row_alone_names_its_columns()
    {
        string text = Shown("text/plain", FrameTests.Devices().Rows[1]);

        Assert.Matches("r_await +–", text);
        Assert.Contains("device", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new[] { 0.27, 5.4 }, "0.27,5.40")]
    [InlineData(new[] { 3584.0, 56.0 }, "3,584,56")]
    [InlineData(new[] { 0.000253, 0.0251 }, "0.000253,0.0251")]
    [InlineData(new[] { 1234.5678, 0.00001 }, "1,230,0.00001")]
    public void Numbers_get_the_digits_that_tell_something(double[] values, string expected)
    {
        string text = new DataFrame(new RealColumn("n", values.AsEnumerable())).ToText();

        Assert.Equal(expected, string.Join(',', text.Split('\n')[1..3].Select(line => line.Trim())));
    }

    [Fact]
    public void Markdown_escapes_what_would_break_a_table()
    {
        string text = new DataFrame(new TextColumn("a|b", ["x\ny <b>"])).ToMarkdown();

        Assert.Equal("| a\\|b |\n| --- |\n| x y &lt;b> |\n", text);
    }

    [Fact]
    public void A_frame_of_the_package_shows_as_a_table_too_and_the_same_each_time()
    {
        var frame = new DataFrame(
            new DoubleDataFrameColumn("await", [0.5, null, 1.25]),
            new StringDataFrameColumn("<device>", ["dm-0", "dm-1", null])
        );

        string html = frame.ToHtml();

        Assert.Contains("&lt;device&gt;", html, StringComparison.Ordinal);
        Assert.Contains(">1.25<", html, StringComparison.Ordinal);
        Assert.Contains("3 rows × 2 columns", html, StringComparison.Ordinal);
        Assert.Equal(html, frame.Clone().ToHtml());
    }

    [Fact]
    public void A_table_shows_20_rows_unless_it_asks_for_more()
    {
        DataFrame frame = Table.Of(Enumerable.Range(0, 500)).Count("n", n => n).Titled("five hundred");

        Assert.Equal(20, frame.ToHtml().Split("<tr><td style").Length - 1);
        Assert.Equal(50, frame.ToHtml(maxRows: 50).Split("<tr><td style").Length - 1);
        Assert.Equal(50, frame.Titled("fifty of them", maxRows: 50).ToHtml().Split("<tr><td style").Length - 1);
    }

    [Fact]
    public void An_empty_frame_and_one_without_columns_are_shown()
    {
        Assert.Contains("0 rows × 1 column", new DataFrame(new RealColumn("x")).ToHtml(), StringComparison.Ordinal);
        Assert.Contains("0 rows × 0 columns", new DataFrame().ToText(), StringComparison.Ordinal);
    }

    private static string Shown(string mime, object value)
    {
        using var writer = new StringWriter();
        IEnumerable<object> forms = new ShownFormatterSource().CreateTypeFormatters();
        Assert.True(forms.OfType<MimeFormatter>().Single(form => form.MimeType == mime).Format(value, writer));
        return writer.ToString();
    }
}
