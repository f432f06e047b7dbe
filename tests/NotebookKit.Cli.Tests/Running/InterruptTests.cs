using NotebookKit.Kernel.Notebooks;
using NotebookKit.Kernel.Running;

namespace NotebookKit.Cli.Tests.Running;

public sealed class InterruptTests : IDisposable
{
    private readonly TestFolder _folder = new();

    [Theory]
    [InlineData("await Task.Delay(-1);")]
    [InlineData("while (true) { }")]
    public async Task Ctrl_C_writes_what_ran_and_says_so(string endless)
    {
        _folder.Write("books/1.ipynb", "\"done\"", endless, "\"never\"");
        _folder.Write("books/2.ipynb", "\"never\"");
        using Notebookkit command = Notebookkit.Start(_folder.Path, "run", "books", "--html");

        await command.WaitForAsync("1: cell 2/3");
        command.Interrupt();
        (int code, string output, string error) = await command.EndAsync();

        Assert.Equal(130, code);
        Assert.Contains("stopping: what ran is being written", error, StringComparison.Ordinal);
        Assert.Contains("1 stopped (2 of 3 cells", output, StringComparison.Ordinal);
        Assert.Contains("Not run: 2", output, StringComparison.Ordinal);
        NotebookDocument record = _folder.Read("records/1.ipynb");
        Assert.Equal("done", record.Plain("c0"));
        Assert.Equal("Cancelled", record.Cells[1].Outputs[^1]!["ename"]!.GetValue<string>());
        Assert.Empty(record.Cells[2].Outputs);
        Assert.Equal("cancelled", RunRecord.Of(record)!.Result);
        Assert.False(File.Exists(_folder["records/2.ipynb"]));
        Assert.True(File.Exists(_folder["records/1.html"]));
    }

    public void Dispose() => _folder.Dispose();
}
