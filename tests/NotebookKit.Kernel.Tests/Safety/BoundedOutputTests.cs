using NotebookKit.Kernel.Notebooks;
using NotebookKit.Kernel.Running;

namespace NotebookKit.Kernel.Tests.Safety;

/// <summary>Cells that show, print or throw more than a record should hold: it is cut, and the record says what.</summary>
[Collection("runs")]
public sealed class BoundedOutputTests
{
    [Theory]
    [InlineData("new string('x', 50_000_000)", "49,000,000 more characters are not kept")]
    [InlineData("display(new string('x', 50_000_000));", "49,000,000 more characters are not kept")]
    [InlineData("HTML(new string('x', 50_000_000))", "text/html of 50,000,000 characters is not kept")]
    [InlineData("display(new string('x', 50_000_000), \"image/png\");", "image/png of 50,000,000 characters is not kept")]
    [InlineData(
        "display(\"[\" + string.Join(',', new int[20_000_000]) + \"]\", \"application/json\");",
        "application/json of 40,000,001 characters is not kept"
    )]
    [InlineData(
        "var shown = display(\"small\"); shown.Update(HTML(new string('x', 50_000_000)));",
        "text/html of 50,000,000 characters is not kept"
    )]
    [InlineData("for (int i = 0; i < 200; i++) display(HTML(new string('x', 500_000)));", "is not kept: a cell keeps 16,000,000 bytes")]
    [InlineData("for (int i = 0; i < 200_000; i++) display(\"\");", "more outputs of 0 characters were shown and not kept")]
    [InlineData(
        "for (int i = 0; i < 500_000; i++) { Console.Write('a'); Console.Error.Write('b'); }",
        "more characters were printed and not kept"
    )]
    [InlineData("Console.Write(new string('x', 50_000_000));", "49,000,000 more characters were printed and not kept")]
    [InlineData("throw new Exception(new string('x', 50_000_000));", "49,990,000 more characters")]
    [InlineData("throw new Exception(\"a\", new Exception(new string('x', 50_000_000)));", "49,990,000 more characters")]
    [InlineData(
        "var list = new List<Exception> { new Exception(\"x\") }; for (int i = 0; i < 5000; i++) list.Add(new Exception(\"y\", list[^1])); throw list[^1];",
        "caused by others, which are left out"
    )]
    [InlineData("int F(int n) => F(n + 1) + 1;\nF(0)", "more calls")]
    public async Task A_record_keeps_what_a_reader_can_use_and_says_what_was_cut(string code, string said)
    {
        RunResult result = await Book.Run(Book.Of(code));

        string record = result.Document.ToJson();
        Assert.InRange(record.Length, 1, 40_000_000);
        Assert.Contains(said, record, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_is_bounded_too_and_so_the_record_can_be_read_again()
    {
        string[] cells =
        [
            .. Enumerable.Repeat(
                "for (int i = 0; i < 30; i++) display(HTML(new string('x', 500_000))); for (int i = 0; i < 1_000_000; i++) Console.WriteLine();",
                6
            ),
        ];

        RunResult result = await Book.Run(Book.Of(cells));

        string record = result.Document.ToJson();
        Assert.InRange(record.Length, 25_000_000, 40_000_000);
        Assert.Contains("a run 32,000,000 bytes", record, StringComparison.Ordinal);
        Assert.Equal(6, NotebookDocument.Parse(record, "again.ipynb").Cells.Count);
    }

    [Fact]
    public async Task A_bar_that_is_updated_for_ever_costs_what_one_costs()
    {
        NotebookDocument ran = await Book.Ran(
            "var bar = display(\"\"); for (int i = 0; i < 300; i++) bar.Update(HTML(new string('x', 200_000)));\nbar.Update(\"done\");\nnew string('y', 900_000)"
        );

        Assert.Equal("done", ran.Plain(0));
        Assert.Equal(900_000, ran.Plain(0, 1).Length);
    }

    [Fact]
    public async Task Outputs_that_are_taken_away_again_cost_nothing()
    {
        NotebookDocument ran = await Book.Ran(
            "for (int i = 0; i < 300; i++) { ClearOutput(); Console.Write(new string('p', 10_000)); display(HTML(new string('x', 200_000))); }"
        );

        Assert.Equal(10_000, Book.Text(ran.Cells[0].Outputs[0]!["text"]).Length);
        Assert.Equal(200_000, Book.Text(ran.Cells[0].Outputs[1]!["data"]!["text/html"]).Length);
    }

    [Fact]
    public async Task Compile_errors_on_a_line_as_long_as_the_cell_are_shown_around_their_place()
    {
        string code = string.Concat(Enumerable.Range(0, 20_000).Select(i => $"int a{i} = missing{i}; "));

        RunResult result = await Book.Run(Book.Of(code));

        Assert.InRange(result.Failure!.Details.Count, 100, 400);
        Assert.Contains("19,900 more errors", result.Failure.Details[^1], StringComparison.Ordinal);
        Assert.Contains("missing99", result.Failure.Details[^3], StringComparison.Ordinal);
        Assert.Equal(
            "missing99",
            result.Failure.Details[^3].Substring(result.Failure.Details[^2].IndexOf('^', StringComparison.Ordinal), 9)
        );
        Assert.All(result.Failure.Details, line => Assert.InRange(line.Length, 1, 1000));
        Assert.InRange(result.Document.Cells[0].Outputs.ToJsonString().Length, 1, 200_000);
    }
}
