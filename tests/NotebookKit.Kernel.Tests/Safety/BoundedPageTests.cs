using System.Text.Json.Nodes;
using NotebookKit.Kernel.Notebooks;
using NotebookKit.Kernel.Pages;
using NotebookKit.Kernel.Running;

namespace NotebookKit.Kernel.Tests.Safety;

/// <summary>Pages of notebooks that are made to take for ever, all memory or the whole
/// stack: each is written, and says what it leaves out.</summary>
public sealed class BoundedPageTests
{
    [Theory]
    [InlineData("*a* ")]
    [InlineData("> ")]
    [InlineData("[")]
    [InlineData("- a\n")]
    [InlineData("`")]
    [InlineData("# h\n\n")]
    [InlineData("![a](b.png)")]
    [InlineData("|a")]
    [InlineData("<")]
    [InlineData("&#x")]
    public void Prose_without_end_is_shown_as_it_is(string piece)
    {
        string page = NotebookPage.Write(Notebook("markdown", Repeat(piece, 1_000_000)));

        Assert.InRange(page.Length, 1_000_000, 20_000_000);
        Assert.Contains(PageFrame.Escape(Repeat(piece, 100)), page, StringComparison.Ordinal);
    }

    [Fact]
    public void Prose_that_nests_deeper_than_its_reader_goes_is_shown_as_it_is()
    {
        Assert.Contains("<pre>&gt; &gt; ", NotebookPage.Write(Notebook("markdown", Repeat("> ", 100_000))), StringComparison.Ordinal);
    }

    [Fact]
    public void Forty_thousand_headings_of_one_name_have_ids_of_their_own()
    {
        string page = NotebookPage.Write(Notebook("markdown", "# T\n\n" + Repeat("## h\n\n", 199_000)));

        Assert.Contains("id=\"h-30000\"", page, StringComparison.Ordinal);
    }

    // The compiler's reader calls itself for each of these, and some without asking whether there is room.
    [Theory]
    [InlineData("(")]
    [InlineData("{")]
    [InlineData("[")]
    [InlineData("A<")]
    [InlineData("$\"{")]
    [InlineData("x=>")]
    [InlineData("if(a) ")]
    [InlineData("!")]
    [InlineData("(int)")]
    [InlineData("a?b:")]
    [InlineData("not ")]
    [InlineData("#if A\n")]
    [InlineData("namespace A{")]
    [InlineData("delegate*<")]
    public void Code_without_end_is_shown_and_does_not_end_the_process(string piece)
    {
        foreach (int length in (int[])[900, 49_000, 400_000])
        {
            NotebookDocument document = Notebook("code", Repeat(piece, length));

            Assert.Contains("not run", NotebookPage.Write(document), StringComparison.Ordinal);
            Assert.NotNull(RunParameters.Of(document));
        }
    }

    [Theory]
    [InlineData("<div>", 1_000_000, "too long or too deep for a page")]
    [InlineData("<b>x</b>", 3_000_000, "too long or too deep for a page")]
    [InlineData("<svg><g>", 1_000_000, "too long or too deep for a page")]
    [InlineData("<p>x", 100_000, "<p>x")]
    [InlineData("<tr><td>x", 100_000, "x")]
    [InlineData("plain ", 3_000_000, "plain plain")]
    public void Html_without_end_is_left_out_and_said(string piece, int length, string said)
    {
        string page = NotebookPage.Write(
            Notebook(
                "code",
                "1",
                new JsonObject
                {
                    ["output_type"] = "display_data",
                    ["metadata"] = new JsonObject(),
                    ["data"] = new JsonObject { ["text/html"] = Repeat(piece, length), ["text/plain"] = "in words" },
                }
            )
        );

        Assert.Contains(said, page, StringComparison.Ordinal);
        Assert.Equal(said.StartsWith("too long", StringComparison.Ordinal), page.Contains("in words", StringComparison.Ordinal));
    }

    [Fact]
    public void A_page_of_the_longest_notebook_that_is_read_is_bounded()
    {
        JsonObject[] outputs =
        [
            .. Enumerable
                .Range(0, 8)
                .Select(i => new JsonObject
                {
                    ["output_type"] = "stream",
                    ["name"] = "stdout",
                    ["text"] = new string((char)('a' + i), 6_000_000),
                }),
        ];

        string page = NotebookPage.Write(Notebook("code", "1", outputs));

        Assert.InRange(page.Length, 16_000_000, 17_000_000);
        Assert.Contains("(4,000,000 more characters)", page, StringComparison.Ordinal);
    }

    private static string Repeat(string piece, int length) => string.Concat(Enumerable.Repeat(piece, length / piece.Length));

    private static NotebookDocument Notebook(string kind, string source, params JsonObject[] outputs)
    {
        var cell = new JsonObject
        {
            ["cell_type"] = kind,
            ["id"] = "c",
            ["metadata"] = new JsonObject { ["tags"] = new JsonArray("parameters") },
            ["source"] = source,
        };
        if (kind == "code")
        {
            cell["outputs"] = new JsonArray([.. outputs]);
        }

        return NotebookDocument.Parse(new JsonObject { ["cells"] = new JsonArray(cell), ["nbformat"] = 4 }.ToJsonString(), "long.ipynb");
    }
}
