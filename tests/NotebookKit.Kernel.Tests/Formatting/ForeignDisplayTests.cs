using System.Text.Json.Nodes;
using NotebookKit.Kernel.Notebooks;

namespace NotebookKit.Kernel.Tests.Formatting;

/// <summary>A type of somebody else's shows as the library that is loaded says, with no word in the engine about either.</summary>
[Collection("runs")]
public class ForeignDisplayTests
{
    [Fact]
    public async Task A_frame_of_the_package_shows_as_a_table_whoever_made_it()
    {
        NotebookDocument document = await Book.Ran(
            $"#r \"{RepositoryFolder.Library}\"\nusing Microsoft.Data.Analysis;\nusing NotebookKit;",
            """Table.Of(new[] { 1.5, 2.5 }).Real("await", x => x, "ms").Text("of", x => "<b>").Titled("Waits")""",
            """new DataFrame(new DoubleDataFrameColumn("await", [1.5, null, 0.25]), new StringDataFrameColumn("of", ["<b>", "c", null]))""",
            """new DataFrame(new DoubleDataFrameColumn("await", Enumerable.Range(0, 5000).Select(i => (double)i))).OrderByDescending("await")"""
        );

        string[] html = [.. document.Cells.Skip(1).Select(cell => Book.Text(cell.Outputs[0]!["data"]!["text/html"]))];

        Assert.Contains("ms</span>", html[0], StringComparison.Ordinal);
        Assert.All(html, table => Assert.StartsWith("<table", table, StringComparison.Ordinal));
        Assert.All(html, table => Assert.DoesNotContain("<b>", table, StringComparison.Ordinal));
        Assert.Contains("4,980 more rows", html[2], StringComparison.Ordinal);
        Assert.Contains("3 rows × 2 columns", document.Plain(2), StringComparison.Ordinal);
        Assert.Equal(["text/html", "text/plain"], ((JsonObject)document.Cells[1].Outputs[0]!["data"]!).Select(form => form.Key));
    }

    [Fact]
    public async Task A_frame_that_was_shown_before_the_library_was_loaded_shows_as_a_table_afterwards()
    {
        string package = Path.Combine(Path.GetDirectoryName(RepositoryFolder.Library)!, "Microsoft.Data.Analysis.dll");
        NotebookDocument document = await Book.Ran(
            $"#r \"{package}\"\nusing Microsoft.Data.Analysis;\nvar frame = new DataFrame(new DoubleDataFrameColumn(\"await\", [1.5]));\nframe",
            $"#r \"{RepositoryFolder.Library}\"\nNotebookKit.Table.Of(new[] {{ 1 }}).Titled(\"one\").Rows.Count",
            "frame"
        );

        Assert.Contains("1 row × 1 column", document.Plain(2), StringComparison.Ordinal);
    }
}
