using System.Text.Json.Nodes;

namespace NotebookKit.Cli.Tests.Summaries;

/// <summary><c>notebookkit diagnose</c>: what it prints and what it tells the shell.</summary>
public sealed class DiagnoseCommandTests
{
    [Theory]
    [InlineData("data/snapshot-nomerges2", 1, "merging is switched off (nomerges = 2)")]
    [InlineData("data/standard", 3, "No cause is named")]
    [InlineData("tests/data/cases/raid-slow-member.blkparse.txt.gz", 1, "8,32 is the slow one of the 4 drives")]
    [InlineData(".config", 2, "holds no capture that is known here")]
    [InlineData("no-such-folder", 2, "no-such-folder")]
    public async Task The_first_line_is_the_verdict_and_the_exit_code_tells_it_to_the_shell(string path, int expected, string says)
    {
        (int code, string output, string error) = await Notebookkit.RunAsync(RepositoryFolder.Root, "diagnose", path);

        Assert.True(code == expected, output + error);
        Assert.Contains(says, (expected == 2 ? error : output).Split('\n')[0], StringComparison.Ordinal);
        Assert.Equal(expected == 1, output.Split('\n').ElementAtOrDefault(1)?.StartsWith("  do: ", StringComparison.Ordinal) == true);
    }

    [Fact]
    public async Task One_device_alone_is_judged_by_itself()
    {
        string path = "tests/data/cases/two-drives/errors-on-second.txt.gz";
        (int whole, _, _) = await Notebookkit.RunAsync(RepositoryFolder.Root, "diagnose", path);
        (int first, string json, _) = await Notebookkit.RunAsync(RepositoryFolder.Root, "diagnose", "--json", "--device", "259,0", path);
        (int none, _, string error) = await Notebookkit.RunAsync(RepositoryFolder.Root, "diagnose", "--device", "sda", path);

        Assert.Equal((1, 3, 2), (whole, first, none));
        Assert.Equal("259,0", (string?)Assert.Single(JsonNode.Parse(json)!["devices"]!.AsArray())!["device"]);
        Assert.Contains("There are: 259,1, 259,0", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Standard_input_is_diagnosed_too()
    {
        (int code, string output, string error) = await Notebookkit.RunProgramAsync(
            "bash",
            null,
            "-c",
            "zcat \"$1\" | \"$0\" diagnose -",
            Notebookkit.Launcher,
            RepositoryFolder.Case("raid-slow-member.blkparse.txt.gz")
        );

        Assert.True(code == 1, output + error);
        Assert.StartsWith("standard input: 8,32 is the slow one", output, StringComparison.Ordinal);
    }
}
