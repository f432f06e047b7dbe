namespace NotebookKit.Cli.Tests.Notebooks;

/// <summary>What the library refuses is told in words and the cell's line; a fault of another's code keeps its way.</summary>
public sealed class SaidToCallerTests : IDisposable
{
    private readonly TestFolder _folder = new();

    [Theory]
    [InlineData("RecordedCases.Open(\"DATA\", [\"nosuch\"])", "holds no recording \"nosuch\". It holds ")]
    [InlineData("Host.Replay(\"DATA/nosuch\")", "there is no such folder")]
    [InlineData("RecordedCases.Open(\"DATA\", [\"standard\"])[\"other\"]", "no recording \"other\" was opened; opened are standard")]
    public async Task A_name_that_is_not_there_shows_the_line_of_the_cell_and_nothing_of_the_library(string call, string says)
    {
        string data = Path.Combine(RepositoryFolder.Root, "data");
        _folder.Write(
            "a.ipynb",
            $"#r \"{RepositoryFolder.Library}\"\nusing NotebookKit;",
            call.Replace("DATA", data, StringComparison.Ordinal)
        );

        (int code, string output, _) = await _folder.RunAsync("a.ipynb");

        Assert.Equal(1, code);
        Assert.Contains(says, output, StringComparison.Ordinal);
        Assert.Contains("   at cell 2 line 1: ", output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at NotebookKit", output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at System", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fault_of_other_code_keeps_its_way()
    {
        _folder.Write("a.ipynb", "int.Parse(\"x\")");

        (int code, string output, _) = await _folder.RunAsync("a.ipynb");

        Assert.Equal(1, code);
        Assert.Contains("   at System.", output, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();
}
