using NotebookKit.Kernel.Notebooks;

namespace NotebookKit.Kernel.Tests.Running;

[Collection("runs")]
public sealed class ProgressTests
{
    [Fact]
    public async Task A_bar_stands_once_in_the_notebook_in_its_last_state()
    {
        NotebookDocument ran = await Book.Ran(
            "using (var bar = Progress(\"reading\", 2000)) { for (int i = 0; i < 20; i++) bar.Advance(100); }"
        );

        Assert.Single(ran.Cells[0].Outputs);
        Assert.Matches("^reading: 2,000 of 2,000 \\(100%\\) in \\d+\\.\\d s$", ran.Plain(0));
        Assert.Contains("width:100%", Book.Text(ran.Cells[0].Outputs[0]!["data"]!["text/html"]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_library_reports_to_a_bar_without_knowing_it()
    {
        NotebookDocument ran = await Book.Ran(
            "void Work(IProgress<double> progress) => progress.Report(0.5);\nvar bar = Progress(\"half\", 10);",
            "Work(bar);\nbar.Dispose();"
        );

        Assert.StartsWith("half: 5 of 10 (50%)", ran.Plain(0), StringComparison.Ordinal);
    }
}
