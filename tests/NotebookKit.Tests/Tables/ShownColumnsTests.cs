using Microsoft.Data.Analysis;

namespace NotebookKit.Tests.Tables;

/// <summary>A table shows the columns that tell its rows apart, says in words what the others hold, and keeps all of them.</summary>
public class ShownColumnsTests
{
    private static readonly (string Kernel, double? Median, string? Verdict)[] Tried = [("4.4", null, "bad"), ("4.6", null, "good")];

    [Fact]
    public void A_column_without_a_value_is_left_out_and_named_and_the_data_keep_it()
    {
        DataFrame frame = Table
            .Of(Tried)
            .Text("kernel", t => t.Kernel)
            .Real("median", t => t.Median, "s")
            .Count("runs", _ => null)
            .Text("verdict", t => t.Verdict)
            .Titled("Kernels tried");

        foreach (string shown in new[] { frame.ToText(), frame.ToHtml() })
        {
            Assert.Contains("2 rows × 4 columns, 2 of them shown · nothing recorded for: median, runs", shown, StringComparison.Ordinal);
            Assert.DoesNotContain("median [s]", shown, StringComparison.Ordinal);
            Assert.DoesNotContain(">median<", shown, StringComparison.Ordinal);
        }

        Assert.Equal(["kernel", "median", "runs", "verdict"], frame.Columns.Select(column => column.Name));
        Assert.StartsWith("kernel,median [s],runs,verdict\n", Csv(frame), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_the_same_in_every_row_is_told_once_with_its_unit()
    {
        DataFrame frame = Table
            .Of(Tried)
            .Text("kernel", t => t.Kernel)
            .Text("device", _ => "nvme0n1")
            .Count("read-ahead", _ => 128, "KiB")
            .Text("verdict", t => t.Verdict)
            .Titled("Kernels tried");

        Assert.Equal(
            "Kernels tried\n(in every row: device = nvme0n1 · read-ahead = 128 KiB)\nkernel  verdict\n4.4     bad\n4.6     good\n2 rows × 4 columns, 2 of them shown\n",
            frame.ToText()
        );
        Assert.Contains("in every row: device = nvme0n1 · read-ahead = 128 KiB</span></caption>", frame.ToHtml(), StringComparison.Ordinal);
        Assert.Equal(
            "| kernel | verdict |\n| --- | --- |\n| 4.4 | bad |\n| 4.6 | good |\n\nin every row: device = nvme0n1 · read-ahead = 128 KiB.\n",
            frame.ToMarkdown()
        );
        Assert.Equal(4, frame.Columns.Count);
    }

    [Fact]
    public void The_column_that_names_the_rows_goes_only_where_another_names_them()
    {
        DataFrame alone = Table.Of(Tried).Text("device", _ => "dm-0").Count("bios", t => t.Kernel.Length + t.Verdict!.Length).Titled("");
        DataFrame beside = Table.Of(Tried).Text("device", _ => "dm-0").Text("reason", t => t.Verdict).Titled("");

        Assert.Contains("dm-0    ", alone.ToText(), StringComparison.Ordinal);
        Assert.Contains("in every row: device = dm-0", beside.ToText(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_tables_of_one_kind_are_compared_by_stays_though_it_is_the_same_in_every_row()
    {
        var lines = new ResultTable()
            .Text("law", ["a", "b"])
            .Text("verdict", ["holds", "holds"])
            .Text("unit", ["ms", "ms"])
            .Titled("Laws")
            .Keeping("verdict");
        var all = new ResultTable().Text("class", ["a", "b"]).Count("x", [0L, 0L]).Count("y", [0L, 1L]).Keeping();

        Assert.Equal(
            "Laws\n(in every row: unit = ms)\nlaw  verdict\na    holds\nb    holds\n2 rows × 3 columns, 2 of them shown\n",
            lines.ToText()
        );
        Assert.Contains("class  x  y", all.ToText(), StringComparison.Ordinal);
        Assert.Contains("verdict", lines.Titled("Others").ToText(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2026-10-18", true)]
    [InlineData("LVM thin", true)]
    [InlineData("a sentence that goes on and on", false)]
    public void A_date_and_two_short_words_are_not_broken_over_lines(string text, bool whole) =>
        Assert.Equal(
            whole,
            Table
                .Of(new[] { 1, 2 })
                .Count("n", n => n)
                .Text("text", n => n == 1 ? text : "other")
                .Titled("")
                .ToHtml()
                .Contains($"white-space:nowrap\">{text}<", StringComparison.Ordinal)
        );

    [Fact]
    public void A_column_that_differs_in_one_row_or_misses_one_value_stays()
    {
        string text = Table
            .Of(new[] { 1, 2, 3 })
            .Count("n", n => n)
            .Count("most", n => n == 3 ? 8 : 7)
            .Count("some", n => n == 2 ? null : 5)
            .Titled("")
            .ToText();

        Assert.Contains("n  most  some", text, StringComparison.Ordinal);
        Assert.DoesNotContain("in every row", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_row_alone_that_is_too_long_for_a_line_is_read_downwards()
    {
        DataFrame frame = Table
            .Of(new[] { 1 })
            .Text("attribute", _ => "nomerges")
            .Text("meaning", _ => new string('m', 80))
            .Text("default", _ => new string('d', 80))
            .Titled("One");

        string text = frame.ToText();

        Assert.Contains("attribute  nomerges\n", text, StringComparison.Ordinal);
        Assert.Contains("default    ddd", text, StringComparison.Ordinal);
        Assert.Contains(
            "<th style=\"text-align:left;vertical-align:top;padding:2px 10px\">attribute</th>",
            frame.ToHtml(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Rows_of_the_gap_can_be_opened_and_a_short_gap_is_none()
    {
        string html = Table.Of(Enumerable.Range(0, 90)).Count("n", n => n).Titled("ninety").ToHtml();
        string few = Table.Of(Enumerable.Range(0, 28)).Count("n", n => n).Titled("few").ToHtml();

        Assert.Contains("<details><summary>… 70 more rows …</summary>", html, StringComparison.Ordinal);
        Assert.Contains(">45<", html, StringComparison.Ordinal);
        Assert.DoesNotContain("more rows", few, StringComparison.Ordinal);
    }

    [Fact]
    public void What_decides_stands_beside_what_it_is_said_of()
    {
        Assert.Equal(["law", "verdict"], new ConservationChecks("x", []).ToTable().Columns.Take(2).Select(column => column.Name));
        Assert.Equal(["kernel", "verdict"], KernelWindow.Of().ToTable().Columns.Take(2).Select(column => column.Name));
    }

    private static string Csv(DataFrame frame)
    {
        using var text = new StringWriter();
        frame.ToCsv(text);
        return text.ToString();
    }
}
