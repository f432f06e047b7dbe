using System.Text.Json.Nodes;
using NotebookKit.Kernel.Notebooks;
using NotebookKit.Kernel.Pages;

namespace NotebookKit.Kernel.Tests.Pages;

public class NotebookPageTests
{
    private const string Png = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

    [Fact]
    public void Of_a_value_in_many_forms_the_picture_is_shown_and_its_text_describes_it()
    {
        string page = Page(
            Output(
                """
                {"output_type":"display_data","metadata":{"image/png":{"width":300}},"data":{"application/vnd.plotly.v1+json":{"data":[]},"text/html":"<p>table</p>","image/png":"%\n","text/plain":"a \"figure\""}}
                """.Replace("%", Png, StringComparison.Ordinal)
            )
        );

        Assert.Contains(
            $"<img alt=\"a &quot;figure&quot;\" width=\"300\" src=\"data:image/png;base64,{Png}\" style=\"min-width:246px\">",
            page,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("<p>table", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        """{"output_type":"execute_result","data":{"text/plain":["a<b\n","c"],"text/html":["<table><tr><td style=\"text-align:right\">1</td></tr></table>"]}}""",
        "<td style=\"text-align: right\">1</td>"
    )]
    [InlineData("""{"output_type":"execute_result","data":{"text/plain":"a<b"}}""", "<pre class=\"value\">a&lt;b</pre>")]
    [InlineData("""{"output_type":"execute_result","data":{"application/json":{"x":[1]}}}""", "&quot;x&quot;: [")]
    [InlineData("""{"output_type":"execute_result","data":{"text/markdown":"**so**"}}""", "<strong>so</strong>")]
    [InlineData(
        """{"output_type":"execute_result","data":{"application/x-own":"1"}}""",
        "A value that a page cannot show (application/x-own)."
    )]
    [InlineData("""{"output_type":"display_data","data":{"image/png":"no base64!"}}""", "A picture that cannot be read")]
    [InlineData(
        """{"output_type":"stream","name":"stderr","text":"\u001b[31mred\u001b[0m <b>"}""",
        "<pre class=\"stream stderr\">red &lt;b&gt;</pre>"
    )]
    [InlineData(
        """{"output_type":"error","ename":"E","evalue":"<v>","traceback":["\u001b[1mat cell 1\u001b[0m"]}""",
        "<strong>E</strong> &lt;v&gt;</p>\n<pre>at cell 1</pre>"
    )]
    public void Every_kind_of_output_has_its_form(string output, string expected) =>
        Assert.Contains(expected, Page(Output(output)), StringComparison.Ordinal);

    [Fact]
    public void A_drawing_in_HTML_stays_and_what_runs_or_loads_is_taken_out_and_counted()
    {
        string page = Page(
            Output(
                new JsonObject
                {
                    ["output_type"] = "execute_result",
                    ["data"] = new JsonObject
                    {
                        ["text/html"] =
                            "<svg viewBox=\"0 0 9 9\"><rect width=\"3\" height=\"2\" fill=\"#123\"></rect></svg><script>1</script><script>2</script><p onclick=\"x()\">t</p>",
                    },
                }.ToJsonString()
            )
        );

        Assert.Contains("<rect width=\"3\" height=\"2\" fill=\"#123\"></rect>", page, StringComparison.Ordinal);
        Assert.Contains(
            "Left out of this page, which holds nothing that runs or loads: 2 &#215; &lt;script&gt;, 1 &#215; onclick.",
            page,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Prose_has_tables_pictures_of_the_cell_and_headings_that_can_be_linked_to()
    {
        string page = Page(
            new JsonObject
            {
                ["cell_type"] = "markdown",
                ["id"] = "m",
                ["metadata"] = new JsonObject(),
                ["attachments"] = new JsonObject { ["a b.png"] = new JsonObject { ["image/png"] = Png } },
                ["source"] =
                    "# Title\n\n## Same `x`\n\n|a|b|\n|-|-|\n|1|2|\n\n![p](attachment:a%20b.png)\n\n## Same x\n\n[up](#same-x) ![gone](../../etc/passwd.png)",
            }
        );

        Assert.Contains("<h1>Title</h1>", page, StringComparison.Ordinal);
        Assert.Contains("<h2 id=\"same-x\">Same <code>x</code></h2>", page, StringComparison.Ordinal);
        Assert.Contains("<h2 id=\"same-x-2\">Same x</h2>", page, StringComparison.Ordinal);
        Assert.Contains("<a href=\"#same-x\">Same x</a>", page, StringComparison.Ordinal);
        Assert.Contains("<td>2</td>", page, StringComparison.Ordinal);
        Assert.Contains($"src=\"data:image/png;base64,{Png}\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("passwd", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Code_is_coloured_by_what_its_words_are_and_its_text_is_kept_to_the_letter()
    {
        const string Code =
            "#r \"a.dll\"\n// why <so>\nvar x = await Host.Replay($\"a{1.5}b\", @\"c\").ToListAsync<Row>();\nforeach (Row r in x) { }\nbroken ( \"";

        string page = Page(
            new JsonObject
            {
                ["cell_type"] = "code",
                ["id"] = "c",
                ["metadata"] = new JsonObject(),
                ["outputs"] = new JsonArray(),
                ["execution_count"] = null,
                ["source"] = Code,
            }
        );

        string html = page.Split("<pre><code>")[1].Split("</code></pre>")[0];
        Assert.Equal(Code, System.Net.WebUtility.HtmlDecode(System.Text.RegularExpressions.Regex.Replace(html, "<[^>]*>", "")));
        foreach (
            string expected in new[]
            {
                "<span class=\"p\">#r &quot;a.dll&quot;\n</span>",
                "<span class=\"c\">// why &lt;so&gt;</span>",
                "<span class=\"k\">var</span>",
                "<span class=\"k\">await</span>",
                "<span class=\"t\">Host</span>",
                "<span class=\"m\">Replay</span>",
                "<span class=\"n\">1.5</span>",
                "<span class=\"s\">@&quot;c&quot;</span>",
                "<span class=\"t\">Row</span>",
            }
        )
        {
            Assert.Contains(expected, html, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(
        "#r \"a.dll\"\nusing System.IO;\n\n// what for",
        "",
        " <details class=\"source\"><summary><span>In [1]<em>references and usings</em>"
    )]
    [InlineData("var n = 1;", "parameters", " <details class=\"source\"><summary><span>In [1]<em>parameters</em>")]
    [InlineData("using System.IO;\nvar n = 1;", "", " <details class=\"source\" open><summary><span>In [1]</span>")]
    public void A_cell_that_only_prepares_others_is_folded(string code, string tag, string expected)
    {
        JsonObject cell = Output("""{"output_type":"stream","name":"stdout","text":""}""");
        cell["outputs"] = new JsonArray();
        cell["source"] = code;
        cell["metadata"] = new JsonObject { ["tags"] = new JsonArray(tag) };

        Assert.Contains(expected.Trim(), Page(cell), StringComparison.Ordinal);
    }

    private static JsonObject Output(string json) =>
        new()
        {
            ["cell_type"] = "code",
            ["id"] = "c",
            ["metadata"] = new JsonObject(),
            ["outputs"] = new JsonArray(JsonNode.Parse(json)),
            ["execution_count"] = 1,
            ["source"] = "1",
        };

    private static string Page(JsonObject cell)
    {
        string json = new JsonObject
        {
            ["cells"] = new JsonArray(cell),
            ["metadata"] = new JsonObject(),
            ["nbformat"] = 4,
            ["nbformat_minor"] = 5,
        }.ToJsonString();
        return NotebookPage.Write(NotebookDocument.Parse(json, "p.ipynb"));
    }
}
